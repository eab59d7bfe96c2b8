// What a node keeps on disk is what its next life gets, in this process or another.
#include "cluster/node/disk_memory.hpp"

#include "cluster/view/view_change.hpp"
#include "solver/base/temporary_folder.hpp"
#include "tests/cluster/store/documents.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace kura::cluster::node {
namespace {

using store::document_of;

class DiskMemoryTest : public testing::Test {
  protected:
    std::unique_ptr<DiskMemory> open() {
        auto opened = DiskMemory::open(folder_.path().string());
        EXPECT_TRUE(opened) << opened.error().message;
        return opened ? *std::move(opened) : nullptr;
    }

    base::TemporaryFolder folder_;
};

TEST_F(DiskMemoryTest, GivesTheNextProcessWhatItWasGiven) {
    // Goal: place, acceptor, addresses and documents. Method: two processes' worth of opening, and
    // two lives within the second.
    const Place place = open()->place();
    view::AcceptorState state;
    {
        const auto memory = open();
        EXPECT_EQ(memory->place(), place);
        EXPECT_EQ(memory->acceptor(), view::AcceptorState{});
        const view::Member first{{NodeId{7}, place, Zone{0}, 1}, Incarnation{1}};
        state = view::Acceptor::bootstrapped(
                    std::make_shared<const view::View>(view::bootstrap(first, {.partitions = 16})),
                    NodeId{7})
                    .state();
        ASSERT_TRUE(memory->save_acceptor(state));
        memory->save_addresses({"host:1", "host:2"});
        const StoreDisk disk = memory->open_store([](const RowsWritten&) {});
        EXPECT_TRUE(disk.recovered && disk.recovered->rows.empty());
        disk.writer->write(1, {{"key", kNoNode, document_of("value")}}, false);
    }
    const auto memory = open();
    EXPECT_EQ(memory->place(), place);
    EXPECT_EQ(memory->acceptor().promised, state.promised);
    EXPECT_EQ(memory->acceptor().seeds, state.seeds);
    EXPECT_EQ(*memory->acceptor().value, *state.value);
    EXPECT_THAT(memory->addresses(), testing::ElementsAre("host:1", "host:2"));
    for (int life = 0; life < 2; ++life) {
        const StoreDisk disk = memory->open_store([](const RowsWritten&) {});
        ASSERT_TRUE(disk.recovered);
        ASSERT_EQ(disk.recovered->rows.size(), 1U);
        EXPECT_EQ(disk.recovered->rows[0].key, "key");
        EXPECT_EQ(disk.recovered->rows[0].document, document_of("value"));
    }
}

TEST_F(DiskMemoryTest, ALifeThatEndsHasHeardOfAllItsRows) {
    // Goal: no call into a life that is gone. Method: a writer that is destroyed at once.
    const auto memory = open();
    std::mutex mutex;
    std::vector<std::uint64_t> told;
    StoreDisk disk = memory->open_store([&](const RowsWritten& written) {
        const std::lock_guard lock(mutex);
        EXPECT_EQ(written.error, "");
        told.push_back(written.batch);
    });
    for (std::uint64_t batch = 1; batch <= 100; ++batch) {
        disk.writer->write(batch, {{"key" + std::to_string(batch), kNoNode, document_of("v")}},
                           false);
    }
    disk.writer.reset();
    EXPECT_EQ(told.size(), 100U);
    EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
}

}  // namespace
}  // namespace kura::cluster::node
