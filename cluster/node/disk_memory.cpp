#include "cluster/node/disk_memory.hpp"

#include "cluster/wire/view_codec.hpp"

#include <condition_variable>
#include <future>
#include <mutex>
#include <sstream>
#include <utility>

namespace kura::cluster::node {

namespace {

using base::Result;

// One life's rows. Ensures: nothing is told after the destructor has returned.
class DiskRowWriter final : public RowWriter {
  public:
    DiskRowWriter(disk::Writer& writer, Memory::Written written, std::string broken)
        : writer_(writer), written_(std::move(written)), broken_(std::move(broken)) {}
    ~DiskRowWriter() override {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return under_way_ == 0; });
    }
    DiskRowWriter(const DiskRowWriter&) = delete;
    DiskRowWriter& operator=(const DiskRowWriter&) = delete;

    void write(std::uint64_t batch, std::vector<store::Row> rows, bool is_in_doubt) override {
        if (!broken_.empty()) {
            written_({batch, broken_});
            return;
        }
        {
            const std::lock_guard lock(mutex_);
            ++under_way_;
        }
        writer_.submit(std::move(rows), is_in_doubt, [this, batch](const Result<void>& done) {
            written_({batch, done ? std::string() : done.error().message});
            const std::lock_guard lock(mutex_);
            --under_way_;
            changed_.notify_all();  // under the lock: the destructor may be waiting
        });
    }

  private:
    disk::Writer& writer_;
    const Memory::Written written_;
    const std::string broken_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t under_way_ = 0;
};

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

}  // namespace

DiskMemory::DiskMemory(disk::DataFolder folder)
    : Memory(folder.place()), folder_(std::move(folder)), writer_(folder_) {}

Result<std::unique_ptr<DiskMemory>> DiskMemory::open(const std::string& path) {
    Result<disk::DataFolder> folder = disk::DataFolder::open(path);
    if (!folder) {
        return tl::unexpected(folder.error());
    }
    std::unique_ptr<DiskMemory> memory(new DiskMemory(*std::move(folder)));
    if (const Result<void> loaded = memory->load(); !loaded) {
        return tl::unexpected(loaded.error());
    }
    return memory;
}

// The writer is idle: nobody has the memory yet.
Result<void> DiskMemory::load() {
    const Result<std::optional<std::string>> state = folder_.load(disk::Fact::acceptor);
    const Result<std::optional<std::string>> addresses = folder_.load(disk::Fact::addresses);
    Result<store::Recovered> rows = folder_.load();
    if (!state || !addresses || !rows) {
        return tl::unexpected(!state       ? state.error()
                              : !addresses ? addresses.error()
                                           : rows.error());
    }
    if (const std::optional<std::string>& text = *state; text.has_value()) {
        const std::vector<std::uint8_t> bytes(text->begin(), text->end());
        Result<view::AcceptorState> decoded = wire::decode_acceptor(bytes);
        if (!decoded) {
            return tl::unexpected(disk::DataFolder::explained(folder_.path(), decoded.error()));
        }
        acceptor_ = *std::move(decoded);
    }
    addresses_ = lines_of(addresses->value_or(""));
    loaded_ = *std::move(rows);
    return {};
}

Result<void> DiskMemory::save_acceptor(const view::AcceptorState& state) {
    std::vector<std::uint8_t> bytes;
    wire::encode_acceptor(state, bytes);
    std::promise<Result<void>> written;
    writer_.submit(disk::Fact::acceptor, {bytes.begin(), bytes.end()},
                   [&](const Result<void>& done) { written.set_value(done); });
    Result<void> done = written.get_future().get();
    if (done) {
        acceptor_ = state;
    }
    return done;
}

// Nobody waits for it. What could not be written is tried again when it is given again.
void DiskMemory::save_addresses(std::vector<std::string> addresses) {
    if (addresses == addresses_ && !has_lost_addresses_.exchange(false)) {
        return;
    }
    addresses_ = std::move(addresses);
    std::string text;
    for (const std::string& address : addresses_) {
        text += address + '\n';
    }
    writer_.submit(disk::Fact::addresses, std::move(text), [this](const Result<void>& done) {
        if (!done) {
            has_lost_addresses_ = true;
        }
    });
}

StoreDisk DiskMemory::open_store(const Written& written) {
    if (loaded_) {
        return {std::exchange(loaded_, std::nullopt),
                std::make_unique<DiskRowWriter>(writer_, written, "")};
    }
    writer_.drain();
    Result<store::Recovered> rows = folder_.load();
    if (!rows) {
        return {std::nullopt,
                std::make_unique<DiskRowWriter>(writer_, written, rows.error().message)};
    }
    return {*std::move(rows), std::make_unique<DiskRowWriter>(writer_, written, "")};
}

}  // namespace kura::cluster::node
