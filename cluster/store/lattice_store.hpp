// Lattice store: all lattice records of a node, by lengths and partition. In memory only.
// Shape:    a table for each (key length, value length), each of tables by partition
// Units:    memory_bytes is a limit; nothing is dropped when it is reached
// Threads:  one owner
// Errors:   find_or_add says null when there are too many tables; is_full() when memory is spent
#pragma once

#include "cluster/store/lattice_table.hpp"
#include "cluster/store/messages.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace kura::cluster::store {

class LatticeStore {
  public:
    class Family {
      public:
        Family(TableId id, std::uint32_t partitions, int bits)
            : id_(id), bits_(bits), tables_(partitions) {}

        [[nodiscard]] LatticeTable* find(PartitionId partition) const {
            return tables_[partition.value].get();
        }
        [[nodiscard]] LatticeTable& find_or_add(PartitionId partition) {
            auto& table = tables_[partition.value];
            if (!table) {
                table = std::make_unique<LatticeTable>(id_, bits_);
            }
            return *table;
        }
        void erase(PartitionId partition) { tables_[partition.value].reset(); }

      private:
        TableId id_;
        int bits_;
        std::vector<std::unique_ptr<LatticeTable>> tables_;
    };

    LatticeStore(std::uint32_t partitions, int bits, std::size_t memory_bytes_max)
        : partitions_(partitions), bits_(bits), memory_bytes_max_(memory_bytes_max) {}

    [[nodiscard]] Family* find(TableId id) {
        const auto at = families_.find(id);
        return at == families_.end() ? nullptr : &at->second;
    }
    // Requires: a valid id. Null: too many tables.
    [[nodiscard]] Family* find_or_add(TableId id) {
        const auto at = families_.find(id);
        if (at == families_.end() && families_.size() >= kTablesMax) {
            return nullptr;
        }
        return at != families_.end()
                   ? &at->second
                   : &families_.try_emplace(id, id, partitions_, bits_).first->second;
    }
    [[nodiscard]] std::map<TableId, Family>& families() { return families_; }
    [[nodiscard]] const std::map<TableId, Family>& families() const { return families_; }

    // An estimate: what was merged in, at the cost of a record.
    void note_inserted(TableId id) { memory_bytes_ += id.record_bytes() + 16; }
    [[nodiscard]] bool is_full() const { return memory_bytes_ >= memory_bytes_max_; }
    [[nodiscard]] std::size_t memory_bytes() const { return memory_bytes_; }

    void erase(PartitionId partition) {
        for (auto& [id, family] : families_) {
            if (const LatticeTable* table = family.find(partition)) {
                memory_bytes_ -= table->size() * (id.record_bytes() + 16);
                family.erase(partition);
            }
        }
    }

  private:
    std::uint32_t partitions_;
    int bits_;
    std::size_t memory_bytes_max_;
    std::size_t memory_bytes_ = 0;
    std::map<TableId, Family> families_;
};

}  // namespace kura::cluster::store
