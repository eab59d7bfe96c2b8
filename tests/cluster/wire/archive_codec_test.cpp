#include "cluster/wire/archive_codec.hpp"

#include "cluster/wire/writer.hpp"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace kura::cluster::wire {
namespace {

enum class Colour : std::uint8_t { red = 0, green = 1 };

struct Leaf {
    std::int32_t number = 0;
    std::string text;

    friend bool operator==(const Leaf&, const Leaf&) = default;
};

struct Nothing {
    friend bool operator==(const Nothing&, const Nothing&) = default;
};

// One of everything.
struct Tree {
    bool flag = false;
    double ratio = 0;
    Colour colour = Colour::red;
    NodeId node;
    std::chrono::microseconds time{0};
    std::vector<Leaf> leaves;
    std::vector<std::uint16_t> numbers;
    std::vector<Nothing> nothings;
    std::array<std::int8_t, 3> three{};
    std::optional<std::uint32_t> maybe;
    std::map<NodeId, std::string> names;
    std::set<std::uint32_t> set;
    std::variant<std::monostate, Leaf, Colour> choice;
    std::pair<std::uint8_t, std::string> pair;

    friend bool operator==(const Tree&, const Tree&) = default;
};

}  // namespace

template <>
inline constexpr auto kLastOf<Colour> = Colour::green;
template <>
inline constexpr auto kFields<Leaf> = std::tuple(&Leaf::number, at_most(&Leaf::text, 5));
template <>
inline constexpr auto kFields<Nothing> = std::tuple();
template <>
inline constexpr auto kFields<Tree> = std::tuple(&Tree::flag, &Tree::ratio, &Tree::colour,
                                                 &Tree::node, &Tree::time,
                                                 at_most(&Tree::leaves, 2), &Tree::numbers,
                                                 &Tree::nothings, &Tree::three, &Tree::maybe,
                                                 &Tree::names, &Tree::set, &Tree::choice,
                                                 &Tree::pair);

namespace {

using Bytes = std::vector<std::uint8_t>;

template <typename T>
Bytes encoded(const T& value) {
    Bytes bytes;
    encode_archive(value, bytes);
    return bytes;
}

template <typename T>
std::string refusal(const Bytes& bytes) {
    const auto decoded = decode_archive<T>(bytes, "test");
    return decoded ? "" : decoded.error().message;
}

Tree tree() {
    return {.flag = true,
            .ratio = -0.25,
            .colour = Colour::green,
            .node = NodeId{9},
            .time = std::chrono::microseconds(-5),
            .leaves = {{1, "one"}, {2, ""}},
            .numbers = {1, 65535},
            .nothings = {{}, {}},
            .three = {1, -2, 3},
            .maybe = 7,
            .names = {{NodeId{1}, "a"}, {NodeId{2}, ""}},
            .set = {5, 6},
            .choice = Leaf{8, "eight"},
            .pair = {3, "three"}};
}

TEST(ArchiveCodecTest, EveryShapeComesBack) {
    // Goal: a struct with one of everything that the codec knows.
    const auto decoded = decode_archive<Tree>(encoded(tree()), "test");
    ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
    EXPECT_EQ(*decoded, tree());
    EXPECT_EQ(*decode_archive<Tree>(encoded(Tree{}), "test"), Tree{});
    const auto pointer = std::make_shared<const Leaf>(Leaf{4, "x"});
    EXPECT_EQ(**decode_archive<std::shared_ptr<const Leaf>>(encoded(pointer), "test"), *pointer);
}

TEST(ArchiveCodecTest, BytesAreCereals) {
    // Goal: the byte order mark, numbers at their width, sizes as 64 bits.
    EXPECT_EQ(encoded(Leaf{258, "ab"}), (Bytes{1, 2, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 'a', 'b'}));
}

TEST(ArchiveCodecTest, PrefixesAreRefused) {
    // Goal: no cut is taken for a whole.
    const Bytes whole = encoded(tree());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_NE(
            refusal<Tree>(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))),
            "")
            << size;
    }
}

TEST(ArchiveCodecTest, EachThingOutOfRangeIsNamed) {
    // Goal: flags, choices, kinds, limits, order of keys, byte order, and left-over bytes.
    EXPECT_EQ(refusal<bool>({1, 2}), "test: a flag is neither 0 nor 1");
    EXPECT_EQ(refusal<Colour>({1, 2}), "test: a choice that there is not");
    EXPECT_EQ((refusal<std::variant<bool, Colour>>({1, 2, 0})), "test: a kind that there is not");
    EXPECT_EQ(refusal<Leaf>(encoded(Leaf{1, "sixsix"})), "test: more elements than the limit");
    EXPECT_EQ(refusal<std::uint8_t>({0, 5}), "test: it does not begin like an archive");
    EXPECT_EQ(refusal<std::uint8_t>({}), "test: it does not begin like an archive");
    EXPECT_EQ(refusal<std::uint8_t>({1, 5, 6}), "test: bytes are left over");
    using Set = std::set<std::uint8_t>;
    const auto keys = [](std::uint8_t first, std::uint8_t second) {
        return refusal<Set>(encoded(std::vector<std::uint8_t>{first, second}));
    };
    EXPECT_EQ(keys(1, 2), "");
    EXPECT_EQ(keys(1, 1), "test: keys out of order");
    EXPECT_EQ(keys(2, 1), "test: keys out of order");
}

TEST(ArchiveCodecTest, SizesAreBoundByWhatRemains) {
    // Goal: elements that can't fit are refused by their least size, and empty ones by one byte.
    Bytes bytes{1};
    ByteWriter writer(bytes);
    writer.u64(2);  // leaves of 12 bytes or more
    writer.bytes(std::vector<std::uint8_t>(23, 0));
    EXPECT_EQ(refusal<std::vector<Leaf>>(bytes), "test: it ends too soon");
    bytes.push_back(0);
    EXPECT_EQ(refusal<std::vector<Leaf>>(bytes), "");
    Bytes nothings{1};
    ByteWriter(nothings).u64(1000);
    EXPECT_EQ(refusal<std::vector<Nothing>>(nothings), "test: it ends too soon");
}

}  // namespace
}  // namespace kura::cluster::wire
