#include "cluster/disk/data_folder.hpp"

#include "cluster/disk/writer.hpp"
#include "solver/base/temporary_folder.hpp"
#include "tests/cluster/store/documents.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <string>

namespace kura::cluster::disk {
namespace {

using store::document_of;

class DataFolderTest : public testing::Test {
  protected:
    [[nodiscard]] std::string path() const { return root_.path().string() + "/data"; }

    static std::size_t rows_of(DataFolder& folder) {
        const auto loaded = folder.load();
        EXPECT_TRUE(loaded);
        return loaded ? loaded->rows.size() : 0;
    }

    base::TemporaryFolder root_;
};

TEST_F(DataFolderTest, WhatIsWrittenIsThereAfterReopening) {
    // Goal: rows, erased rows, copies kept for others, the acceptor's state, the place.
    Place place;
    {
        auto folder = DataFolder::open(path());
        ASSERT_TRUE(folder) << folder.error().message;
        place = folder->place();
        EXPECT_NE(place, Place{});
        EXPECT_FALSE(*folder->load(Fact::acceptor));
        const std::vector<store::Row> rows = {
            {"a", kNoNode, document_of("one")},
            {"b", kNoNode, document_of("two")},
            {"a", NodeId{~0ULL}, document_of("kept")},
        };
        ASSERT_TRUE(folder->write(rows));
        ASSERT_TRUE(folder->write(std::vector<store::Row>{{"b", kNoNode, std::nullopt},
                                                          {"a", kNoNode, document_of("three")}}));
        ASSERT_TRUE(folder->write({}, {{Fact::acceptor, std::string("state\0with zero", 15)}}));
    }
    auto folder = DataFolder::open(path());
    ASSERT_TRUE(folder) << folder.error().message;
    EXPECT_EQ(folder->place(), place);
    EXPECT_FALSE(*folder->load(Fact::addresses));
    EXPECT_EQ(**folder->load(Fact::acceptor), std::string("state\0with zero", 15));
    const auto loaded = folder->load();
    ASSERT_TRUE(loaded);
    ASSERT_EQ(loaded->rows.size(), 2U);
    for (const store::Row& row : loaded->rows) {
        EXPECT_EQ(row.key, "a");
        EXPECT_EQ(*row.document, document_of(row.kept_for == kNoNode ? "three" : "kept"));
    }
    EXPECT_GE(loaded->away, Duration{0});
    EXPECT_LT(loaded->away, std::chrono::hours(1));
}

TEST_F(DataFolderTest, TwoCannotUseOneFolder) {
    // Goal: a clear error that names the folder, and no harm done.
    auto first = DataFolder::open(path());
    ASSERT_TRUE(first);
    const auto second = DataFolder::open(path());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, base::ErrorCode::unavailable);
    EXPECT_EQ(second.error().message,
              "data folder " + path() + ": it is in use by another process");
    EXPECT_TRUE(first->write(std::vector<store::Row>{{"a", kNoNode, document_of("one")}}));
}

TEST_F(DataFolderTest, AFullDiskIsAnErrorAndNothingIsHalfWritten) {
    // Goal: all rows of a batch or none. Method: a database that may not grow beyond 200 kB gets a
    // batch whose last row is too much.
    auto folder = DataFolder::open(path(), {.bytes_max = 200'000});
    ASSERT_TRUE(folder) << folder.error().message;
    ASSERT_TRUE(folder->write(std::vector<store::Row>{{"a", kNoNode, document_of("one")}}));
    const auto failed = folder->write(
        std::vector<store::Row>{{"b", kNoNode, document_of("two")},
                                {"a", kNoNode, std::nullopt},
                                {"c", kNoNode, document_of(std::string(400'000, 'c'))}});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, base::ErrorCode::io);
    EXPECT_NE(failed.error().message.find("the disk is full"), std::string::npos)
        << failed.error().message;
    const auto loaded = folder->load();
    ASSERT_TRUE(loaded);
    ASSERT_EQ(loaded->rows.size(), 1U);
    EXPECT_EQ(loaded->rows[0].key, "a");
}

TEST_F(DataFolderTest, AFolderThatCannotBeMadeIsAnError) {
    // Goal: an error, not a crash. Method: a path below a file.
    ASSERT_TRUE(DataFolder::open(path()));
    const auto below = DataFolder::open(path() + "/lock/data");
    ASSERT_FALSE(below);
    EXPECT_EQ(below.error().code, base::ErrorCode::io);
}

TEST_F(DataFolderTest, AnAbsenceCountsUntilNothingIsInDoubt) {
    // Goal: rows from before an absence stay suspect through another restart. Method: an old time
    // in the database, a write in doubt, one that is not.
    const std::vector<store::Row> rows{{"key", kNoNode, document_of("value")}};
    {
        auto folder = DataFolder::open(path());
        ASSERT_TRUE(folder && folder->write(rows));
    }
    {
        auto database = sqlite::Database::open(path() + "/kura.sqlite");
        ASSERT_TRUE(database);
        ASSERT_TRUE(database->run("UPDATE facts SET value='1000' WHERE name='written'"));
    }
    auto folder = DataFolder::open(path());
    ASSERT_TRUE(folder);
    EXPECT_GT(folder->load()->away, std::chrono::hours(1));
    ASSERT_TRUE(folder->write(rows, {}, true));
    EXPECT_GT(folder->load()->away, std::chrono::hours(1));
    ASSERT_TRUE(folder->write(rows));
    EXPECT_LT(folder->load()->away, std::chrono::hours(1));
}

TEST_F(DataFolderTest, AFailureOfAFactDoesNotEndRows) {
    // Goal: rows go on when only a fact could not be written. Method: one that does not fit.
    auto folder = DataFolder::open(path(), {.bytes_max = 200'000});
    ASSERT_TRUE(folder);
    {
        Writer writer(*folder);
        writer.submit(Fact::addresses, std::string(400'000, 'c'),
                      [](const base::Result<void>& result) { EXPECT_FALSE(result); });
        writer.drain();
        writer.submit({{"key", kNoNode, document_of("value")}}, false,
                      [](const base::Result<void>& result) { EXPECT_TRUE(result); });
    }
    EXPECT_EQ(rows_of(*folder), 1U);
}

TEST_F(DataFolderTest, TheWriterGroupsWhatComesTogether) {
    // Goal: many batches, few commits, answers in order. Method: 200 batches at once.
    auto folder = DataFolder::open(path());
    ASSERT_TRUE(folder);
    std::vector<int> done;
    std::promise<void> all;
    {
        Writer writer(*folder, {.linger = std::chrono::milliseconds(200), .batches_max = 100});
        for (int i = 0; i < 200; ++i) {
            writer.submit({{"key" + std::to_string(i), kNoNode, document_of("value")}}, false,
                          [&, i](const base::Result<void>& result) {
                              EXPECT_TRUE(result);
                              done.push_back(i);
                              if (i == 199) {
                                  all.set_value();
                              }
                          });
        }
        all.get_future().wait();
        EXPECT_LE(writer.groups(), 20U);
    }
    ASSERT_EQ(done.size(), 200U);
    EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
    EXPECT_EQ(rows_of(*folder), 200U);
}

TEST_F(DataFolderTest, AfterAFailureTheWriterWritesNoMoreRows) {
    // Goal: "this batch and all before it" stays true, while a fact stands for itself. Method: a
    // batch that does not fit, then one that would, then a fact.
    auto folder = DataFolder::open(path(), {.bytes_max = 200'000});
    ASSERT_TRUE(folder);
    std::atomic<int> failed = 0;
    {
        Writer writer(*folder, {.linger = std::chrono::milliseconds(0), .batches_max = 1});
        const auto count = [&](const base::Result<void>& result) { failed += result ? 0 : 1; };
        writer.submit({{"big", kNoNode, document_of(std::string(400'000, 'c'))}}, false, count);
        writer.submit({{"small", kNoNode, document_of("value")}}, false, count);
        writer.submit(Fact::acceptor, "state",
                      [&](const base::Result<void>& result) { EXPECT_TRUE(result); });
    }
    EXPECT_EQ(failed, 2);
    EXPECT_EQ(rows_of(*folder), 0U);
    EXPECT_EQ(**folder->load(Fact::acceptor), "state");
}

}  // namespace
}  // namespace kura::cluster::disk
