#include "cluster/store/document.hpp"

#include "solver/base/hash.hpp"

#include <algorithm>

namespace kura::cluster::store {

namespace {

bool is_newer(const Version& a, const Version& b) {
    return std::pair(a.dot.counter, a.dot.actor) > std::pair(b.dot.counter, b.dot.actor);
}

}  // namespace

bool Document::has(const Dot& dot) const {
    return std::any_of(versions.begin(), versions.end(),
                       [&](const Version& version) { return version.dot == dot; });
}

bool Document::supersedes(const Version& version) const {
    if (has(version.dot)) {
        return false;
    }
    if (covers(clock, version.dot)) {
        return true;
    }
    // The same write under another dot was here and is not any more.
    return recent.of(version.write) != 0 &&
           std::none_of(versions.begin(), versions.end(),
                        [&](const Version& mine) { return mine.write == version.write; });
}

bool Document::put(const Context& context, Version version) {
    if (recent.of(version.write) != 0) {
        return false;
    }
    std::erase_if(versions, [&](const Version& mine) { return context.covers(mine); });
    clock.join(context.clock);
    recent.join(context.recent);
    clock.add(version.dot.actor, version.dot.counter);
    recent.add(version.write, version.dot.counter);
    versions.insert(std::upper_bound(versions.begin(), versions.end(), version, is_newer),
                    std::move(version));
    return true;
}

bool Document::merge(const Document& other) {
    const Document before{clock, recent, {}};
    // Both sides are judged as they were: a write may have another dot on each.
    std::vector<const Version*> news;
    for (const Version& theirs : other.versions) {
        if (!has(theirs.dot) && !supersedes(theirs)) {
            news.push_back(&theirs);
        }
    }
    const std::size_t removed =
        std::erase_if(versions, [&](const Version& mine) { return other.supersedes(mine); });
    for (const Version* version : news) {
        versions.push_back(*version);
    }
    clock.join(other.clock);
    recent.join(other.recent);
    if (!news.empty()) {
        std::sort(versions.begin(), versions.end(), is_newer);
        keep_one_of_each_write();
    }
    return removed != 0 || !news.empty() || clock != before.clock || recent != before.recent;
}

void Document::keep_one_of_each_write() {
    std::vector<WriteId> seen;
    std::erase_if(versions, [&](const Version& version) {
        const bool is_repeated = std::find(seen.begin(), seen.end(), version.write) != seen.end();
        seen.push_back(version.write);
        return is_repeated;
    });
}

bool Document::is_tombstone() const {
    return std::all_of(versions.begin(), versions.end(),
                       [](const Version& version) { return version.is_deleted; });
}

std::size_t Document::bytes() const {
    std::size_t sum = clock.entries().size() * sizeof(Clock::Entry) + recent.entries().size() * 24;
    for (const Version& version : versions) {
        sum += sizeof(Version) + version.value.size();
    }
    return sum;
}

std::uint64_t Document::digest(std::uint64_t key_hash) const {
    std::uint64_t hash = key_hash;
    const auto mix = [&](std::uint64_t value) {
        hash = base::mix64(hash ^ value) + 0x9E3779B97F4A7C15ULL;
    };
    const auto mix_dot = [&](const Actor& actor, std::uint64_t counter) {
        mix(actor.node.value);
        mix(actor.tenure);
        mix(counter);
    };
    for (const Clock::Entry& entry : clock.entries()) {
        mix_dot(entry.key, entry.counter);
    }
    for (const auto& entry : recent.entries()) {
        mix(entry.key.origin.value);
        mix(entry.key.number);
        mix(entry.counter);
    }
    for (const Version& version : versions) {
        mix_dot(version.dot.actor, version.dot.counter);
        mix(version.is_deleted ? 1 : 0);
    }
    return base::mix64(hash);
}

}  // namespace kura::cluster::store
