// Store disk: what the store's part of a node needs of its memory.
// Shape:    rows of earlier lives, and a place to write rows to
// Threads:  write() by the store's; what is written is told from any
#pragma once

#include "cluster/store/events.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kura::cluster::node {

struct RowsWritten {
    std::uint64_t batch = 0;
    std::string error;  // nothing: they are on disk
};

// Puts rows on disk and tells when they are there, until it is destroyed.
class RowWriter {
  public:
    virtual ~RowWriter() = default;
    virtual void write(std::uint64_t batch, std::vector<store::Row> rows, bool is_in_doubt) = 0;
};

// The store's part of what a node keeps.
struct StoreDisk {
    std::optional<store::Recovered> recovered;  // from earlier lives
    std::unique_ptr<RowWriter> writer;          // null: documents are in memory only
};

}  // namespace kura::cluster::node
