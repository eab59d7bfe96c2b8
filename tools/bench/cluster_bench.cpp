#include "tools/bench/cluster_bench.hpp"

#include "cluster/search/board_space.hpp"
#include "cluster/search/search_node.hpp"
#include "cluster/wire/search_codec.hpp"
#include "solver/board/board.hpp"
#include "tools/bench/measure.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

namespace kura::bench {

namespace {

namespace search = cluster::search;
namespace view = cluster::view;
using cluster::Duration;
using cluster::Incarnation;
using cluster::Instant;
using cluster::JobId;
using cluster::NodeId;
using cluster::Place;
using cluster::Zone;

constexpr JobId kJob{1};
constexpr int kQuantum = 32;
constexpr Duration kRound{500};  // what a quantum takes
constexpr int kIdleMax = 50;     // rounds without an expansion: there is nothing more to expand

struct BenchNode {
    std::unique_ptr<search::BoardSpace> space;
    std::unique_ptr<search::SearchNode> core;
    std::deque<std::pair<NodeId, search::Message>> inbox;
};

class BenchCluster {
  public:
    BenchCluster(const puzzles::Level& level, const board::Board& board,
                 const ClusterBenchOptions& options)
        : weighs_(options.weighs) {
        view::ClusterOptions cluster{options.partitions, options.replicas, 1};
        std::vector<view::Member> members;
        for (int i = 0; i < options.nodes; ++i) {
            const auto id = static_cast<std::uint64_t>(i) + 1;
            members.push_back({{NodeId{id}, Place{id}, Zone{0}, 1}, Incarnation{1}});
        }
        view::View view = view::bootstrap(members.front(), cluster);
        view = view::admit(view, members).value();
        view = view::start_job(view, kJob, options.replicas, options.write).value();
        view_ = std::make_shared<const view::View>(std::move(view));
        for (const view::Member& member : members) {
            BenchNode node;
            node.space = std::make_unique<search::BoardSpace>(level, board, strategy::Rules{});
            search::SearchOptions search_options;
            search_options.stop_at_goal = false;
            node.core = std::make_unique<search::SearchNode>(member.node.id, kJob, *node.space,
                                                             options.partitions, search_options);
            nodes_.push_back(std::move(node));
        }
        for (BenchNode& node : nodes_) {
            step(node, search::ViewArrived{view_});
        }
    }

    // Ensures: how many were expanded, fewer if there are no more.
    std::uint64_t run(std::uint64_t expanded_max) {
        int idle = 0;
        std::uint64_t before = 0;
        while (before < expanded_max && idle < kIdleMax) {
            bool has_worked = false;
            for (BenchNode& node : nodes_) {
                has_worked |= !node.inbox.empty() || node.core->has_work();
                for (auto& [from, message] : std::exchange(node.inbox, {})) {
                    step(node, search::MessageArrived{from, std::move(message)});
                }
                step(node, search::Work{kQuantum});
            }
            now_ += kRound;
            if (!has_worked) {
                now_ += Duration(5'000);
                for (BenchNode& node : nodes_) {
                    step(node, search::TimePassed{});
                }
            }
            const std::uint64_t after = expanded();
            idle = after > before ? 0 : idle + 1;
            before = after;
        }
        return before;
    }

    [[nodiscard]] std::uint64_t expanded() const { return sum(&search::SearchCounters::expanded); }
    [[nodiscard]] std::uint64_t sum(std::uint64_t search::SearchCounters::*counter) const {
        std::uint64_t total = 0;
        for (const BenchNode& node : nodes_) {
            total += node.core->counters().*counter;
        }
        return total;
    }
    [[nodiscard]] std::uint64_t messages() const { return messages_; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

  private:
    void step(BenchNode& node, const search::Event& event) {
        for (search::Action& action : node.core->step(event, now_)) {
            if (auto* out = std::get_if<search::SendMessage>(&action)) {
                ++messages_;
                if (weighs_) {
                    encoded_.clear();
                    cluster::wire::encode_search(kJob, out->message, encoded_);
                    bytes_ += encoded_.size();
                }
                nodes_[out->to.value - 1].inbox.emplace_back(node.core->self(),
                                                             std::move(out->message));
            }
        }
    }

    const bool weighs_;
    view::ViewPtr view_;
    std::vector<BenchNode> nodes_;
    std::uint64_t messages_ = 0;
    std::uint64_t bytes_ = 0;
    std::vector<std::uint8_t> encoded_;
    Instant now_;
};

}  // namespace

ClusterBenchFigures run_cluster_bench(std::span<const puzzles::Level> levels,
                                      const ClusterBenchOptions& options) {
    ClusterBenchFigures figures;
    double seconds = 0;
    std::uint64_t expanded = 0;
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;
    std::uint64_t sent = 0;
    std::uint64_t generated = 0;
    for (const puzzles::Level& level : levels) {
        const base::Result<board::Board> board = board::Board::make(level);
        if (!board || board->solved_at_start() ||
            !board->box_set().is_subset_of(board->live_set())) {
            continue;
        }
        BenchCluster cluster(level, *board, options);
        const double start = thread_seconds();
        if (cluster.run(options.expanded_per_board) < options.expanded_per_board) {
            continue;
        }
        seconds += thread_seconds() - start;
        expanded += cluster.expanded();
        messages += cluster.messages();
        bytes += cluster.bytes();
        sent += cluster.sum(&search::SearchCounters::sent);
        generated += cluster.sum(&search::SearchCounters::generated);
        ++figures.boards;
    }
    if (figures.boards == 0) {
        return figures;
    }
    const auto all = static_cast<double>(expanded);
    figures.expanded_per_second = all / seconds;
    figures.messages_per_expansion = static_cast<double>(messages) / all;
    figures.bytes_per_expansion = static_cast<double>(bytes) / all;
    figures.candidates_sent_share =
        static_cast<double>(sent) / static_cast<double>(std::max<std::uint64_t>(generated, 1));
    return figures;
}

}  // namespace kura::bench
