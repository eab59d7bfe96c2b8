#include "cluster/view/proposer.hpp"

#include "cluster/view/acceptor.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace kura::cluster::view {
namespace {

// Seeds that work through what they are sent one message at a time, each for `work`.
class SlowSeeds {
  public:
    SlowSeeds(std::size_t count, Duration work) : work_(work) {
        SeedSet seeds{.number = 1, .places = {}};
        for (std::size_t i = 0; i < count; ++i) {
            seeds.places.push_back(Place{i + 1});
        }
        View first =
            bootstrap({{NodeId{1}, Place{1}, Zone{1}, 1}, Incarnation{1}}, {.partitions = 16});
        first.seeds = seeds;
        const Ballot ballot{.counter = 1, .proposer = NodeId{1}};
        const AcceptorState state{ballot, ballot, seeds,
                                  std::make_shared<const View>(std::move(first))};
        for (std::size_t i = 0; i < count; ++i) {
            seeds_.push_back({Acceptor(state), {}, {}});
        }
    }

    [[nodiscard]] const SeedSet& set() const { return seeds_[0].acceptor.state().seeds; }

    void send(Place to, const RegisterMessage& message) {
        seeds_.at(to.value - 1).waiting.push_back(message);
    }

    std::vector<RegisterInput> answers(Instant now) {
        std::vector<RegisterInput> answers;
        for (std::size_t i = 0; i < seeds_.size(); ++i) {
            Seed& seed = seeds_[i];
            if (seed.waiting.empty() || now - seed.began < work_) {
                continue;
            }
            const RegisterMessage message = seed.waiting.front();
            seed.waiting.pop_front();
            seed.began = now;
            const auto reply = std::holds_alternative<Prepare>(message)
                                   ? seed.acceptor.step(std::get<Prepare>(message))
                                   : seed.acceptor.step(std::get<Accept>(message));
            answers.push_back({Place{i + 1}, reply.message});
        }
        return answers;
    }

  private:
    struct Seed {
        Acceptor acceptor;
        std::deque<RegisterMessage> waiting;
        Instant began;
    };
    const Duration work_;
    std::vector<Seed> seeds_;
};

TEST(ProposerTest, WithoutAMajorityAChangeFailsAsUnavailable) {
    // Goal: no hanging. Method: seeds that never answer, time passes.
    Proposer proposer(NodeId{9}, {.number = 1, .places = {Place{1}, Place{2}, Place{3}}}, {},
                      base::Rng(1));
    Instant now;
    proposer.step(ChangeRequest{7, [](const View& v) { return v; }}, now);
    std::optional<ChangeOutcome> outcome;
    for (int tick = 0; tick < 300 && !outcome; ++tick) {
        now += Duration(100'000);
        for (const ProposerAction& action : proposer.step(std::monostate{}, now)) {
            if (const auto* found = std::get_if<ChangeOutcome>(&action)) {
                outcome = *found;
            }
        }
    }
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->number, 7U);
    EXPECT_EQ(outcome->view.error().code, base::ErrorCode::unavailable);
    EXPECT_TRUE(proposer.is_idle());
}

TEST(ProposerTest, SeedsThatAreSlowAgreeAllTheSame) {
    // Goal: a proposer whose repetitions are more than its seeds can work through slows down until
    // they can, and so ends before it gives up. Method: three seeds that need six times the first
    // pause before a repetition for each message.
    const ProposerOptions options;
    SlowSeeds seeds(3, options.resend * 6);
    Proposer proposer(NodeId{9}, seeds.set(), options, base::Rng(1));
    Instant now;
    std::optional<ChangeOutcome> outcome;
    const auto act = [&](const std::vector<ProposerAction>& actions) {
        for (const ProposerAction& action : actions) {
            if (const auto* out = std::get_if<RegisterSend>(&action)) {
                seeds.send(out->to, out->message);
            } else if (const auto* found = std::get_if<ChangeOutcome>(&action)) {
                outcome = *found;
            }
        }
    };
    act(proposer.step(ChangeRequest{7, [](const View& v) { return v; }}, now));
    while (!outcome) {
        now += Duration(20'000);
        act(proposer.step(std::monostate{}, now));
        for (const RegisterInput& answer : seeds.answers(now)) {
            act(proposer.step(answer, now));
        }
    }
    EXPECT_TRUE(outcome->view) << outcome->view.error().message;
}

}  // namespace
}  // namespace kura::cluster::view
