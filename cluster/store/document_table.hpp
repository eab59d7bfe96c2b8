// Document table: the documents a node holds of one partition.
// Shape:    ordered by the hash of the key, so that a replica's cell is a range; a digest tree
// Invariants: the tree is the sum of the documents' digests
// Threads:  one owner
#pragma once

#include "cluster/store/document.hpp"
#include "cluster/store/key.hpp"
#include "cluster/store/xor_tree.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kura::cluster::store {

class DocumentTable {
  public:
    struct Entry {
        std::string key;
        Document document;
        std::uint64_t digest = 0;
    };

    explicit DocumentTable(int partition_bits) : tree_(partition_bits) {}

    // Valid until the next change.
    [[nodiscard]] const Entry* find(std::string_view key) const;
    void put(std::string_view key, Document document);
    void erase(std::string_view key);
    // All with this hash: hardly ever more than one.
    [[nodiscard]] std::vector<const Entry*> with_hash(std::uint64_t key_hash) const;

    [[nodiscard]] const XorTree& tree() const { return tree_; }
    template <typename Fn>
    void for_each_item(Fn&& fn) const {
        for (const auto& [key_hash, entry] : entries_) {
            fn(key_hash, entry.digest);
        }
    }
    template <typename Fn>
    void for_each(Fn&& fn) const {
        for (const auto& [key_hash, entry] : entries_) {
            fn(entry);
        }
    }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

  private:
    using Entries = std::multimap<std::uint64_t, Entry>;

    [[nodiscard]] static std::uint64_t digest_of(std::uint64_t key_hash, const Document& document);
    [[nodiscard]] Entries::const_iterator locate(std::uint64_t key_hash,
                                                 std::string_view key) const;

    Entries entries_;
    XorTree tree_;
};

}  // namespace kura::cluster::store
