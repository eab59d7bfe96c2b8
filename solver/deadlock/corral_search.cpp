#include "solver/deadlock/corral_search.hpp"

#include "solver/base/assert.hpp"
#include "solver/base/hash.hpp"

#include <algorithm>
#include <functional>

namespace kura::deadlock {

using board::Direction;
using board::kNoSquare;
using board::Square;
using board::SquareSet;

namespace {

constexpr std::size_t kRegionsMax = 64;  // regions looked at in one state
constexpr std::size_t kPairsMax = 64;    // pairs of regions looked at in one state
constexpr unsigned kWideMark = 0x2000;   // in a key's number of regions
constexpr std::uint32_t kNoNode = 0xFFFFFFFF;
constexpr std::uint32_t kIndexMin = 256;

}  // namespace

CorralSearch::CorralSearch(const board::Board& board, CorralCache& cache, CorralOptions options)
    : board_(board),
      cache_(cache),
      options_(options),
      hopeless_(board),
      words_(static_cast<std::size_t>(board.words())),
      node_words_(2 * words_ + 1) {}

bool CorralSearch::is_dead(const state::State& state, Square moved) {
    SquareSet region = board_.no_squares();
    state::flood(board_, state.boxes, state.player, region);
    return is_dead(state.boxes, region, moved);
}

bool CorralSearch::touches(Square square, const SquareSet& area) const {
    for (const Square next : board_.ring(square)) {
        if (next != kNoSquare && area.contains(next)) {
            return true;
        }
    }
    return false;
}

void CorralSearch::find_regions(const SquareSet& boxes, const SquareSet& player_region) {
    SquareSet rest = board_.all_squares();
    rest -= boxes;
    rest -= player_region;
    region_count_ = 0;
    while (!rest.empty() && region_count_ < kRegionsMax) {
        if (region_count_ == regions_.size()) {
            regions_.push_back({board_.no_squares(), board_.no_squares(), CorralVerdict::absent});
        }
        Region& region = regions_[region_count_++];
        state::flood(board_, boxes, rest.first(), region.squares);
        rest -= region.squares;
        region.boxes.clear();
        region.verdict = CorralVerdict::absent;
    }
    if (region_count_ == 0) {
        return;
    }
    boxes.for_each([&](Square box) {
        for (std::size_t i = 0; i < region_count_; ++i) {
            if (touches(box, regions_[i].squares)) {
                regions_[i].boxes.insert(box);
            }
        }
    });
}

bool CorralSearch::is_dead(const SquareSet& boxes, const SquareSet& player_region, Square moved) {
    find_regions(boxes, player_region);
    if (region_count_ == 0) {
        return false;
    }
    const Square player = player_region.first();
    const auto is_near = [&](const Region& region) {
        return moved == kNoSquare || region.boxes.contains(moved);
    };
    for (std::size_t i = 0; i < region_count_; ++i) {
        Region& region = regions_[i];
        if (is_near(region)) {
            region.verdict = judge(region.squares, region.boxes, boxes, player);
            if (region.verdict == CorralVerdict::dead) {
                return true;
            }
        }
    }
    std::size_t pairs = 0;
    for (std::size_t i = 0; i < region_count_; ++i) {
        for (std::size_t j = i + 1; j < region_count_ && pairs < kPairsMax; ++j) {
            const Region& a = regions_[i];
            const Region& b = regions_[j];
            if ((!is_near(a) && !is_near(b)) || a.verdict == CorralVerdict::unknown ||
                b.verdict == CorralVerdict::unknown || !a.boxes.intersects(b.boxes)) {
                continue;
            }
            ++pairs;
            SquareSet area = a.squares;
            area |= b.squares;
            SquareSet both = a.boxes;
            both |= b.boxes;
            if (judge(area, both, boxes, player) == CorralVerdict::dead) {
                return true;
            }
        }
    }
    return false;
}

bool CorralSearch::has_work(const Small& small) const {
    return small.area.intersects(board_.goal_set()) || !small.boxes.is_subset_of(board_.goal_set());
}

// Verdict for one choice of E: first with the boxes that touch it alone, then with those beside
// these too, which may bar the way to it.
CorralVerdict CorralSearch::judge(const SquareSet& area, const SquareSet& touching,
                                  const SquareSet& all, Square player) {
    const Small narrow{touching, area, player};
    if (!has_work(narrow)) {
        return CorralVerdict::alive;
    }
    wide_ = false;
    const CorralVerdict verdict = judge(narrow);
    if (verdict == CorralVerdict::dead || !options_.wide) {
        return verdict;
    }
    const SquareSet boxes = beside(touching, all);
    if (boxes.count() < 2) {
        return verdict;  // alone it has none beside it, now or later
    }
    wide_ = true;
    return judge({boxes, area, player}) == CorralVerdict::dead ? CorralVerdict::dead : verdict;
}

// The boxes of `boxes` that are in `some` or beside one of it.
SquareSet CorralSearch::beside(const SquareSet& some, const SquareSet& boxes) const {
    SquareSet wide = some;
    some.for_each([&](Square box) {
        for (const Square next : board_.neighbours(box)) {
            if (next != kNoSquare && boxes.contains(next)) {
                wide.insert(next);
            }
        }
    });
    return wide;
}

// Verdict for one (K, R, E) with work left, from the cache or by a search.
CorralVerdict CorralSearch::judge(Small start) {
    start.player = state::normalised_player(board_, start.boxes, start.player);
    CorralKey key;
    if (!make_key(start, key)) {
        return CorralVerdict::unknown;
    }
    ++stats_.queries;
    const CorralCache::Answer answer = cache_.query(key);
    const std::uint32_t limit =
        answer.search_limit(options_.positions_first, options_.positions_max);
    if (limit == 0) {
        stats_.dead += answer.verdict == CorralVerdict::dead ? 1 : 0;
        return answer.verdict;
    }
    const CorralVerdict verdict = search(start, limit);
    cache_.store(key, verdict);
    stats_.dead += verdict == CorralVerdict::dead ? 1 : 0;
    return verdict;
}

// Ensures: false if the key has no room for it.
bool CorralSearch::make_key(const Small& small, CorralKey& key) const {
    key.squares.fill(kNoSquare);
    std::size_t used = 2;
    key.squares[0] = small.player;
    SquareSet rest = small.area;
    SquareSet region = board_.no_squares();
    Square regions = 0;
    for (; !rest.empty() && used < CorralKey::kSquares; ++regions) {
        key.squares[used++] = rest.first();
        state::flood(board_, small.boxes, rest.first(), region);
        KURA_DASSERT(region.is_subset_of(rest), rest.first());
        rest -= region;
    }
    key.squares[1] = static_cast<Square>(wide_ ? kWideMark | regions : regions);
    if (!rest.empty() ||
        used + static_cast<std::size_t>(small.boxes.count()) > CorralKey::kSquares) {
        return false;
    }
    small.boxes.for_each([&](Square box) { key.squares[used++] = box; });
    return true;
}

// Takes from E what the player reaches, from K what no longer touches E, until nothing changes.
// On entry `player` is any square of its region, on return the lowest one.
// Ensures: false if nothing is left of E or no work is left in it: the search has a way out.
bool CorralSearch::settle(Small& small) const {
    small.area -= small.boxes;
    SquareSet reach = board_.no_squares();
    while (true) {
        state::flood(board_, small.boxes, small.player, reach);
        small.area -= reach;
        if (small.area.empty()) {
            return false;
        }
        const SquareSet before = small.boxes;
        before.for_each([&](Square box) {
            if (!touches(box, small.area)) {
                small.boxes.erase(box);
            }
        });
        if (wide_) {
            small.boxes = beside(small.boxes, before);
        }
        if (small.boxes == before) {
            small.player = reach.first();
            return has_work(small);
        }
    }
}

CorralVerdict CorralSearch::search(const Small& start, std::uint32_t limit) {
    ++stats_.searches;
    nodes_.clear();
    parents_.clear();
    queue_.clear();
    index_.assign(kIndexMin, 0);
    add_node(start, kNoNode);
    CorralVerdict verdict = CorralVerdict::dead;
    while (!queue_.empty() && verdict == CorralVerdict::dead) {
        std::pop_heap(queue_.begin(), queue_.end(), std::greater<>());
        const auto node = static_cast<std::uint32_t>(queue_.back());
        queue_.pop_back();
        verdict = expand(node, limit);
    }
    stats_.positions += parents_.size();
    if (verdict == CorralVerdict::dead) {
        store_all_dead();
    }
    return verdict;
}

// Ensures: dead if all children were added or are dead themselves, alive if one gets out, unknown
//          if the limit is reached.
CorralVerdict CorralSearch::expand(std::uint32_t node, std::uint32_t limit) {
    Small here;
    load_node(node, here);
    SquareSet reach = board_.no_squares();
    state::flood(board_, here.boxes, here.player, reach);
    CorralVerdict verdict = CorralVerdict::dead;
    here.boxes.for_each([&](Square box) {
        for (const Direction direction : board::kDirections) {
            const Square player = board_.neighbour(box, board::opposite(direction));
            const Square to = board_.neighbour(box, direction);
            if (verdict != CorralVerdict::dead || player == kNoSquare || to == kNoSquare ||
                !reach.contains(player) || here.boxes.contains(to) ||
                hopeless_.alone(to, direction)) {
                continue;
            }
            Small next = here;
            next.boxes.erase(box);
            next.boxes.insert(to);
            if (hopeless_.among(next.boxes, to, direction)) {
                continue;
            }
            next.player = box;
            if (!settle(next)) {
                verdict = CorralVerdict::alive;
                store_path_alive(node);
            } else if (add_node(next, node) && parents_.size() > limit) {
                verdict = CorralVerdict::unknown;
            }
        }
    });
    return verdict;
}

// Ensures: false if the position is there already (compared word by word).
bool CorralSearch::add_node(const Small& small, std::uint32_t parent) {
    const auto node = static_cast<std::uint32_t>(parents_.size());
    nodes_.insert(nodes_.end(), small.boxes.data(), small.boxes.data() + words_);
    nodes_.insert(nodes_.end(), small.area.data(), small.area.data() + words_);
    nodes_.push_back(small.player);
    const std::uint64_t* words = nodes_.data() + node * node_words_;
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < node_words_; ++i) {
        hash = base::mix64(hash * 0x9E3779B97F4A7C15ULL + words[i]);
    }
    const std::size_t mask = index_.size() - 1;
    std::size_t place = static_cast<std::size_t>(hash) & mask;
    for (; index_[place] != 0; place = (place + 1) & mask) {
        const std::uint64_t* other = nodes_.data() + (index_[place] - 1) * node_words_;
        if (std::equal(words, words + node_words_, other)) {
            nodes_.resize(node * node_words_);
            return false;
        }
    }
    index_[place] = node + 1;
    parents_.push_back(parent);
    const auto area = static_cast<std::uint64_t>(small.area.count());
    const std::uint64_t score = area * 8 + static_cast<std::uint64_t>(small.boxes.count());
    queue_.push_back(score << 32 | node);
    std::push_heap(queue_.begin(), queue_.end(), std::greater<>());
    if (parents_.size() * 2 > index_.size()) {
        grow_index();
    }
    return true;
}

void CorralSearch::grow_index() {
    const std::size_t size = index_.size() * 2;
    index_.assign(size, 0);
    for (std::uint32_t node = 0; node < parents_.size(); ++node) {
        const std::uint64_t* words = nodes_.data() + node * node_words_;
        std::uint64_t hash = 0;
        for (std::size_t i = 0; i < node_words_; ++i) {
            hash = base::mix64(hash * 0x9E3779B97F4A7C15ULL + words[i]);
        }
        std::size_t place = static_cast<std::size_t>(hash) & (size - 1);
        while (index_[place] != 0) {
            place = (place + 1) & (size - 1);
        }
        index_[place] = node + 1;
    }
}

void CorralSearch::load_node(std::uint32_t node, Small& small) const {
    const std::uint64_t* words = nodes_.data() + node * node_words_;
    small.boxes = board_.no_squares();
    small.area = board_.no_squares();
    std::copy_n(words, words_, small.boxes.data());
    std::copy_n(words + words_, words_, small.area.data());
    small.player = static_cast<Square>(words[2 * words_]);
}

// Everything an exhausted search visited is dead by the same proof.
void CorralSearch::store_all_dead() {
    Small small;
    CorralKey key;
    for (std::uint32_t node = 1; node < parents_.size(); ++node) {
        load_node(node, small);
        if (make_key(small, key)) {
            cache_.store(key, CorralVerdict::dead);
        }
    }
}

void CorralSearch::store_path_alive(std::uint32_t node) {
    Small small;
    CorralKey key;
    for (; node != kNoNode && node != 0; node = parents_[node]) {
        load_node(node, small);
        if (make_key(small, key)) {
            cache_.store(key, CorralVerdict::alive);
        }
    }
}

}  // namespace kura::deadlock
