// Goal: "what this process may use" follows control groups of both versions and the machine.
// Method: a pretended root folder with the files the kernel would show.
#include "solver/base/temporary_folder.hpp"
#include "tools/cli/memory_size.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace kura::cli {
namespace {

constexpr std::size_t kMega = std::size_t{1} << 20;

class MemoryLimitTest : public testing::Test {
  protected:
    void SetUp() override {
        write("proc/meminfo", "MemTotal: 9000 kB\nMemAvailable:    1048576 kB\n");  // 1 GiB
    }

    void write(const std::string& path, const std::string& text) const {
        const std::filesystem::path full = folder_.path() / path;
        std::filesystem::create_directories(full.parent_path());
        std::ofstream(full) << text;
    }

    [[nodiscard]] std::string folder_root() const { return folder_.path().string() + "/"; }
    [[nodiscard]] std::size_t usable() const { return usable_memory_bytes(folder_root()); }

  private:
    base::TemporaryFolder folder_;
};

TEST_F(MemoryLimitTest, WithoutGroupsTheMachineCounts) {
    EXPECT_EQ(usable(), 1024 * kMega);
}

TEST_F(MemoryLimitTest, OldKernelsOnlyTellTheTotal) {
    write("proc/meminfo", "MemTotal: 2048 kB\n");
    EXPECT_EQ(usable(), 2 * kMega);
}

TEST_F(MemoryLimitTest, VersionTwoCountsEveryParent) {
    write("proc/self/cgroup", "0::/a/b\n");
    write("sys/fs/cgroup/a/b/memory.max", "max\n");
    write("sys/fs/cgroup/a/memory.max", "209715200\n");      // 200 MiB
    write("sys/fs/cgroup/a/memory.current", "104857600\n");  // 100 MiB, of which 10 are cache
    write("sys/fs/cgroup/a/memory.stat", "anon 5\ninactive_file 10485760\n");
    EXPECT_EQ(usable(), 110 * kMega);
}

TEST_F(MemoryLimitTest, VersionTwoInAContainerSeesItsGroupAsTheRoot) {
    write("proc/self/cgroup", "0::/not/here\n");
    write("sys/fs/cgroup/memory.max", "104857600\n");
    EXPECT_EQ(usable(), 100 * kMega);
}

TEST_F(MemoryLimitTest, VersionOneUsesTheMemoryHierarchy) {
    write("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/x\n");
    write("sys/fs/cgroup/memory/x/memory.limit_in_bytes", "52428800\n");  // 50 MiB
    write("sys/fs/cgroup/memory/x/memory.usage_in_bytes", "20971520\n");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");  // none
    EXPECT_EQ(usable(), 30 * kMega);
}

TEST_F(MemoryLimitTest, AFullGroupLeavesAtLeastOneByte) {
    write("proc/self/cgroup", "0::/\n");
    write("sys/fs/cgroup/memory.max", "100\n");
    write("sys/fs/cgroup/memory.current", "200\n");
    EXPECT_EQ(usable(), 1U);
}

TEST_F(MemoryLimitTest, TheSystemTellsWhatTheProcessHolds) {
    // Goal: pages become bytes; a touched block shows; no file is no harm.
    EXPECT_EQ(resident_bytes(folder_root()), 0U);
    write("proc/self/statm", "900 7 5 1 0 3 0\n");
    EXPECT_EQ(resident_bytes(folder_root()) % 7, 0U);
    EXPECT_GE(resident_bytes(folder_root()), 7U * 4096);
    const std::size_t before = resident_bytes();
    const std::vector<char> touched(64 * kMega, 'x');
    EXPECT_GE(resident_bytes(), before + touched.size() / 2);
}

TEST_F(MemoryLimitTest, NonsenseIsNoLimit) {
    write("proc/self/cgroup", "nonsense\n::\n0::/\n");
    write("sys/fs/cgroup/memory.max", "a lot\n");
    EXPECT_EQ(usable(), 1024 * kMega);
}

}  // namespace
}  // namespace kura::cli
