#include "tools/bench/parts_bench.hpp"

#include "solver/bound/push_bound.hpp"
#include "solver/state/key_codec.hpp"
#include "tools/bench/boards.hpp"
#include "tools/bench/positions.hpp"
#include "tools/bench/throughput.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <memory>
#include <utility>

namespace kura::bench {

namespace {

constexpr std::size_t kPositionsPerBoard = 500;

// A board, its positions, and everything that is timed on them.
struct Bench {
    explicit Bench(const BoardPositions& board_in)
        : board(board_in),
          codec(*board_in.board),
          bound(*board_in.board, moves::Side::forward),
          cold(static_cast<int>(board_in.board->goals().size())) {
        const auto key_bytes = static_cast<std::size_t>(codec.key_bytes());
        keys.resize(board.positions.size() * key_bytes);
        for (std::size_t i = 0; i < board.positions.size(); ++i) {
            const state::State& state = board.positions[i].state;
            codec.encode(state.boxes, state.player, 0, keys.data() + i * key_bytes);
            state.boxes.for_each([&](board::Square box) {
                rows.push_back(bound.table().row_for(box, state.player));
            });
        }
    }

    std::uint64_t encode() const {
        std::array<std::uint8_t, state::kKeyBytesMax> key{};
        std::uint64_t sum = 0;
        for (const Position& position : board.positions) {
            codec.encode(position.state.boxes, position.state.player, 0, key.data());
            sum += key[0];
        }
        return sum;
    }
    std::uint64_t decode() const {
        const auto key_bytes = static_cast<std::size_t>(codec.key_bytes());
        state::State state{board.board->no_squares(), board::kNoSquare};
        std::uint64_t sum = 0;
        for (std::size_t at = 0; at < keys.size(); at += key_bytes) {
            static_cast<void>(codec.decode(keys.data() + at, state));
            sum += state.player;
        }
        return sum;
    }
    std::uint64_t generate_pushes() {
        std::uint64_t sum = 0;
        for (const Position& position : board.positions) {
            steps.clear();
            moves::generate_steps(*board.board, position.state.boxes, position.region,
                                  moves::Side::forward, steps);
            sum += steps.size();
        }
        return sum;
    }
    // Without anything from the position before.
    std::uint64_t match_cold() {
        const auto size = static_cast<std::size_t>(cold.size());
        std::uint64_t sum = 0;
        for (std::size_t at = 0; at < rows.size(); at += size) {
            cold.reset();
            sum += static_cast<std::uint64_t>(cold.solve({rows.data() + at, size}));
        }
        return sum;
    }
    std::uint64_t match_parents() {
        std::uint64_t sum = 0;
        for (const Position& position : board.positions) {
            sum += static_cast<std::uint64_t>(bound.prepare(position.state));
        }
        return sum;
    }
    std::uint64_t match_children() {
        std::uint64_t sum = 0;
        for (const Position& position : board.positions) {
            sum += static_cast<std::uint64_t>(bound.prepare(position.state));
            for (const moves::Step& push : position.pushes) {
                sum += static_cast<std::uint64_t>(bound.after(push));
            }
        }
        return sum;
    }

    const BoardPositions& board;
    const state::KeyCodec codec;
    bound::PushBound bound;
    bound::Matching cold;
    std::vector<std::uint8_t> keys;
    std::vector<const std::uint16_t*> rows;  // of the distance table, a box each
    std::vector<moves::Step> steps;
};

}  // namespace

std::vector<Row> parts_rows(const BenchOptions& options) {
    const std::vector<BoardPositions> boards =
        make_positions(small_boards(), options.quick ? 10 : kPositionsPerBoard);
    std::vector<std::unique_ptr<Bench>> benches;
    std::uint64_t generated = 0;
    for (const BoardPositions& board : boards) {
        benches.push_back(std::make_unique<Bench>(board));
        generated += benches.back()->generate_pushes();
    }
    const std::uint64_t positions = count_positions(boards);
    const std::uint64_t children = count_pushes(boards);
    const ThroughputOptions repeat = throughput_options(options);
    std::vector<Row> rows;
    const auto add = [&](const char* name, const char* what, std::uint64_t items, auto part) {
        const Work work{.items = items, .pass = [&benches, part] {
                            std::uint64_t sum = 0;
                            for (const auto& bench : benches) {
                                sum += (bench.get()->*part)();
                            }
                            return sum;
                        }};
        rows.push_back(
            throughput_row({.group = "parts", .name = name, .what = what, .unit = Unit::per_second},
                           work, repeat));
    };
    add("keys_encoded", "exact keys: encoded, own boards", positions, &Bench::encode);
    add("keys_decoded", "  decoded", positions, &Bench::decode);
    add("pushes_generated", "pushes generated, the player's region known", generated,
        &Bench::generate_pushes);
    add("bounds_cold", "matching bound, from scratch", positions, &Bench::match_cold);
    add("bounds_parent", "  of a parent, after that of another state", positions,
        &Bench::match_parents);
    add("bounds_child", "  of its children (parents included)", children, &Bench::match_children);
    rows[0].note =
        fmt::format("{} positions, {} pushes of {} boards", positions, generated, boards.size());
    return rows;
}

}  // namespace kura::bench
