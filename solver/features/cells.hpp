// Cells: the open list of feature-space search. A node lives in the cell of its features; cells are
// visited in turn, and within a cell the node with the least next move comes first.
// Shape:    a cell is a binary heap of entries; cells form a ring in the order they were made, but
//           a new cell is the next one to be visited
// Units:    rank: (weight, score, age), smaller is sooner
// Threads:  one owner
// Source:   Shoham and Schaeffer, "The FESS Algorithm" (2020)
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace kura::features {

using NodeIndex = std::uint32_t;

struct CellEntry {
    std::uint32_t weight = 0;  // of the node and its next move
    std::uint64_t score = 0;   // of the position that move leads to; smaller is better
    NodeIndex node = 0;        // older nodes have smaller numbers
};

class Cells {
  public:
    // Adds an entry to the cell `key`, made if it is new.
    void push(std::uint64_t key, const CellEntry& entry) {
        const auto [at, is_new] = index_.try_emplace(key);
        if (is_new) {
            // Before the turn's place: the next call of next() goes there.
            at->second = ring_.insert(turn_, Cell{});
            turn_ = at->second;
        }
        Cell& cell = *at->second;
        cell.heap.push_back(entry);
        std::push_heap(cell.heap.begin(), cell.heap.end(), comes_later);
        ++size_;
    }

    // Takes the first entry of the cell whose turn it is. Ensures: nothing if all are empty.
    std::optional<CellEntry> pop_next() {
        for (std::size_t tries = ring_.size(); tries > 0; --tries) {
            if (turn_ == ring_.end()) {
                turn_ = ring_.begin();
            }
            Cell& cell = *turn_++;
            if (!cell.heap.empty()) {
                return pop(cell);
            }
        }
        return std::nullopt;
    }
    // Takes the first entry of the cell `key`. Ensures: nothing if it is empty or unknown.
    std::optional<CellEntry> pop_from(std::uint64_t key) {
        const auto at = index_.find(key);
        if (at == index_.end() || at->second->heap.empty()) {
            return std::nullopt;
        }
        return pop(*at->second);
    }

    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }  // entries
    [[nodiscard]] std::size_t cell_count() const { return ring_.size(); }

  private:
    struct Cell {
        std::vector<CellEntry> heap;
    };

    static bool comes_later(const CellEntry& a, const CellEntry& b) {
        return std::tie(a.weight, a.score, a.node) > std::tie(b.weight, b.score, b.node);
    }
    CellEntry pop(Cell& cell) {
        std::pop_heap(cell.heap.begin(), cell.heap.end(), comes_later);
        const CellEntry entry = cell.heap.back();
        cell.heap.pop_back();
        --size_;
        return entry;
    }

    std::list<Cell> ring_;
    std::list<Cell>::iterator turn_ = ring_.end();
    std::unordered_map<std::uint64_t, std::list<Cell>::iterator> index_;
    std::size_t size_ = 0;
};

}  // namespace kura::features
