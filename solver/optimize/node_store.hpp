// Node store: the states that one segment search has seen, each with its best way from the start.
// Shape:    nodes in order of arrival, found again by an exact 128-bit key. Open addressing, load
// at
//           most one half; a slot has the node's index and 32 bits of the key's hash, so that a
//           lookup seldom touches a node that is not the one
// Units:    bytes, of the caller's budget, taken as the store grows and kept for the next search
// Invariants: a key is stored at most once
// Threads:  one owner
// Errors:   find_or_add() gives kFull when the budget refuses; the store stays usable
#pragma once

#include "solver/base/memory_budget.hpp"
#include "solver/board/square.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kura::optimize {

struct NodeKey {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    friend bool operator==(const NodeKey&, const NodeKey&) = default;
};

struct Node {
    NodeKey key;
    std::uint32_t parent = 0;
    std::uint32_t moves = 0;   // from the start of the segment; 0 where they don't count
    std::uint16_t pushes = 0;  // of free boxes
    board::Square pushed_from = board::kNoSquare;
    std::uint8_t side = 0;
    bool closed = false;
};
static_assert(sizeof(Node) == 32);

class NodeStore {
  public:
    static constexpr std::uint32_t kFull = 0xFFFFFFFF;

    struct Found {
        std::uint32_t index;
        bool added;  // then only its key is set
    };

    explicit NodeStore(base::MemoryBudget& budget) : budget_(budget) {}
    ~NodeStore() { budget_.release(bytes_); }
    NodeStore(const NodeStore&) = delete;
    NodeStore& operator=(const NodeStore&) = delete;

    void clear();  // Cost: O(nodes) of the last search
    [[nodiscard]] Found find_or_add(const NodeKey& key);
    [[nodiscard]] Node& operator[](std::uint32_t index) { return nodes_[index]; }
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }

  private:
    [[nodiscard]] bool grow();
    [[nodiscard]] std::size_t home(std::uint64_t hash) const {
        return (hash >> 32) & (slots_.size() - 1);
    }
    [[nodiscard]] std::size_t next(std::size_t at) const { return (at + 1) & (slots_.size() - 1); }

    base::MemoryBudget& budget_;
    std::size_t bytes_ = 0;
    std::vector<Node> nodes_;
    std::vector<std::uint64_t> slots_;  // hash bits, index + 1; 0 for empty; a power of two of them
};

}  // namespace kura::optimize
