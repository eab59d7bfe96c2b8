// Disk memory: what a node keeps beyond its process, in a data folder (cluster/disk).
// Invariants: save_acceptor() returns when the state is on disk; rows are told as written when they
//           are, many with one synchronisation. What the disk refused once stays refused for rows,
//           because each stands for all before it; the acceptor's state is tried every time
// Threads:  as Memory says; the disk has a thread of its own
// Errors:   open: the folder is in use, made by a newer version, or can't be read or written
// Source:   ARCHITECTURE.md, "Data folder"
#pragma once

#include "cluster/disk/data_folder.hpp"
#include "cluster/disk/writer.hpp"
#include "cluster/node/memory.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kura::cluster::node {

class DiskMemory final : public Memory {
  public:
    [[nodiscard]] static base::Result<std::unique_ptr<DiskMemory>> open(const std::string& path);

    [[nodiscard]] bool is_durable() const override { return true; }
    base::Result<void> save_acceptor(const view::AcceptorState& state) override;
    void save_addresses(std::vector<std::string> addresses) override;
    [[nodiscard]] StoreDisk open_store(const Written& written) override;

  private:
    explicit DiskMemory(disk::DataFolder folder);
    [[nodiscard]] base::Result<void> load();

    disk::DataFolder folder_;
    std::optional<store::Recovered> loaded_;  // at the start, for the first life
    std::atomic<bool> has_lost_addresses_{false};
    disk::Writer writer_;  // last: it uses the folder
};

}  // namespace kura::cluster::node
