#include "cluster/store/document_table.hpp"

#include "cluster/store/partition_items.hpp"

namespace kura::cluster::store {

std::uint64_t DocumentTable::digest_of(std::uint64_t key_hash, const Document& document) {
    const std::uint64_t digest = document.digest(key_hash);
    return digest == 0 ? 1 : digest;  // 0 means nothing
}

DocumentTable::Entries::const_iterator DocumentTable::locate(std::uint64_t key_hash,
                                                             std::string_view key) const {
    const auto [first, last] = entries_.equal_range(key_hash);
    for (auto at = first; at != last; ++at) {
        if (at->second.key == key) {
            return at;
        }
    }
    return entries_.end();
}

const DocumentTable::Entry* DocumentTable::find(std::string_view key) const {
    const auto at = locate(hash_bytes(key), key);
    return at == entries_.end() ? nullptr : &at->second;
}

void DocumentTable::put(std::string_view key, Document document) {
    const std::uint64_t key_hash = hash_bytes(key);
    const std::uint64_t digest = digest_of(key_hash, document);
    const auto at = locate(key_hash, key);
    if (at == entries_.end()) {
        tree_.change(key_hash, 0, digest);
        entries_.emplace(key_hash, Entry{std::string(key), std::move(document), digest});
    } else {
        Entry& entry = entries_.erase(at, at)->second;  // only to lose the const
        tree_.change(key_hash, entry.digest, digest);
        entry.document = std::move(document);
        entry.digest = digest;
    }
    if (tree_.wants_lower()) {
        tree_.keep_lower(lower_digests(*this));
    }
}

void DocumentTable::erase(std::string_view key) {
    const auto at = locate(hash_bytes(key), key);
    if (at != entries_.end()) {
        tree_.change(at->first, at->second.digest, 0);
        entries_.erase(at);
    }
}

std::vector<const DocumentTable::Entry*> DocumentTable::with_hash(std::uint64_t key_hash) const {
    std::vector<const Entry*> found;
    const auto [first, last] = entries_.equal_range(key_hash);
    for (auto at = first; at != last; ++at) {
        found.push_back(&at->second);
    }
    return found;
}

}  // namespace kura::cluster::store
