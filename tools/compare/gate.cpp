#include "tools/compare/gate.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace kura::compare {

enum class Kind { comparison, both, either };
enum class Operator { less, at_most, more, at_least, equal, unequal };

struct Gate::Node {
    Kind kind = Kind::comparison;
    std::string figure;
    bool is_ratio = true;
    Operator op = Operator::less;
    double bound = 0;
    std::shared_ptr<const Node> left;
    std::shared_ptr<const Node> right;
};

namespace {

using NodePointer = std::shared_ptr<const Gate::Node>;

constexpr std::array<std::string_view, 12> kFigures = {
    "states_per_s", "generated_per_s", "solved",          "par2",       "geomean",  "time_score",
    "quality",      "peak_bytes",      "bytes_per_state", "unverified", "problems", "seconds"};

constexpr std::array<std::pair<std::string_view, Operator>, 6> kOperators = {{
    {"<=", Operator::at_most},  // before those that are their beginnings
    {">=", Operator::at_least},
    {"==", Operator::equal},
    {"!=", Operator::unequal},
    {"<", Operator::less},
    {">", Operator::more},
}};

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

class Parser {
  public:
    explicit Parser(std::string_view text) : text_(text) {}

    base::Result<NodePointer> whole() {
        auto node = either(0);
        skip_space();
        if (node && place_ < text_.size()) {
            return refuse("'and', 'or' or the end");
        }
        return node;
    }

  private:
    tl::unexpected<base::Error> refuse(const std::string& wanted) const {
        return base::fail(
            base::ErrorCode::bad_input,
            "--fail-if: at character " + std::to_string(place_ + 1) + ": want " + wanted);
    }

    void skip_space() {
        while (place_ < text_.size() && (text_[place_] == ' ' || text_[place_] == '\t')) {
            ++place_;
        }
    }

    std::string_view word() {
        skip_space();
        const std::size_t begin = place_;
        while (place_ < text_.size() && is_word(text_[place_])) {
            ++place_;
        }
        return text_.substr(begin, place_ - begin);
    }

    bool take_word(std::string_view wanted) {
        const std::size_t before = place_;
        if (word() == wanted) {
            return true;
        }
        place_ = before;
        return false;
    }

    bool take(char wanted) {
        skip_space();
        if (place_ < text_.size() && text_[place_] == wanted) {
            ++place_;
            return true;
        }
        return false;
    }

    base::Result<NodePointer> either(int depth) {
        return chain(depth, Kind::either, "or", &Parser::both);
    }

    base::Result<NodePointer> both(int depth) {
        return chain(depth, Kind::both, "and", &Parser::factor);
    }

    base::Result<NodePointer> chain(int depth, Kind kind, std::string_view joint,
                                    base::Result<NodePointer> (Parser::*part)(int)) {
        auto left = (this->*part)(depth);
        while (left && take_word(joint)) {
            auto right = (this->*part)(depth);
            if (!right) {
                return right;
            }
            Gate::Node node;
            node.kind = kind;
            node.left = *std::move(left);
            node.right = *std::move(right);
            left = std::make_shared<const Gate::Node>(std::move(node));
        }
        return left;
    }

    base::Result<NodePointer> factor(int depth) {
        if (depth > kGateDepthMax) {
            return refuse("fewer parentheses");
        }
        if (take('(')) {
            auto inner = either(depth + 1);
            if (inner && !take(')')) {
                return refuse("')'");
            }
            return inner;
        }
        return comparison();
    }

    base::Result<NodePointer> comparison() {
        skip_space();
        const std::size_t begin = place_;
        Gate::Node node;
        std::string_view name = word();
        node.is_ratio = name.rfind("now.", 0) != 0;
        name.remove_prefix(node.is_ratio ? 0 : 4);
        if (std::find(kFigures.begin(), kFigures.end(), name) == kFigures.end()) {
            place_ = begin;
            std::string names;
            for (const std::string_view figure : kFigures) {
                names += " " + std::string(figure);
            }
            return refuse("a figure:" + names + ", or now. before one");
        }
        node.figure = name;
        skip_space();
        const auto found =
            std::find_if(kOperators.begin(), kOperators.end(), [&](const auto& entry) {
                return text_.substr(place_, entry.first.size()) == entry.first;
            });
        if (found == kOperators.end()) {
            return refuse("one of < <= > >= == !=");
        }
        node.op = found->second;
        place_ += found->first.size();
        skip_space();
        const char* end = text_.data() + text_.size();
        const auto [stop, error] = std::from_chars(text_.data() + place_, end, node.bound);
        if (error != std::errc() || !std::isfinite(node.bound)) {
            return refuse("a number");
        }
        place_ = static_cast<std::size_t>(stop - text_.data());
        return std::make_shared<const Gate::Node>(std::move(node));
    }

    const std::string_view text_;
    std::size_t place_ = 0;
};

bool is_true(double value, Operator op, double bound) {
    switch (op) {
        case Operator::less:
            return value < bound;
        case Operator::at_most:
            return value <= bound;
        case Operator::more:
            return value > bound;
        case Operator::at_least:
            return value >= bound;
        case Operator::equal:
            return value == bound;
        case Operator::unequal:
            break;
    }
    return value != bound;
}

std::optional<double> value_of(const Gate::Node& node, const Figures& now,
                               const Figures* baseline) {
    const auto mine = now.find(node.figure);
    if (mine == now.end()) {
        return std::nullopt;
    }
    if (!node.is_ratio || node.figure == "seconds") {
        return mine->second;  // seconds is a ratio in itself
    }
    if (baseline == nullptr) {
        return std::nullopt;
    }
    const auto theirs = baseline->find(node.figure);
    if (theirs == baseline->end()) {
        return std::nullopt;
    }
    if (theirs->second == 0) {
        return mine->second == 0 ? std::optional(1.0) : std::nullopt;
    }
    return mine->second / theirs->second;
}

// Depth is bounded by the text's length: chains lean to the left, one level a joint.
std::optional<bool> evaluate(const Gate::Node& node, const Figures& now, const Figures* baseline) {
    if (node.kind == Kind::comparison) {
        const auto value = value_of(node, now, baseline);
        return value ? std::optional(is_true(*value, node.op, node.bound)) : std::nullopt;
    }
    const auto left = evaluate(*node.left, now, baseline);
    const auto right = evaluate(*node.right, now, baseline);
    const bool decides = node.kind == Kind::either;
    if (left == decides || right == decides) {
        return decides;
    }
    return left && right ? std::optional(!decides) : std::nullopt;
}

bool has_ratio(const Gate::Node& node) {
    if (node.kind == Kind::comparison) {
        return node.is_ratio;
    }
    return has_ratio(*node.left) || has_ratio(*node.right);
}

}  // namespace

base::Result<Gate> Gate::parse(std::string_view text) {
    if (text.size() > kGateBytesMax) {
        return base::fail(base::ErrorCode::too_large,
                          "--fail-if: at most " + std::to_string(kGateBytesMax) + " characters");
    }
    auto root = Parser(text).whole();
    if (!root) {
        return tl::unexpected(root.error());
    }
    Gate gate;
    gate.text_ = text;
    gate.root_ = *std::move(root);
    return gate;
}

std::optional<bool> Gate::holds(const Figures& now, const Figures* baseline) const {
    return evaluate(*root_, now, baseline);
}

bool Gate::needs_baseline() const {
    return has_ratio(*root_);
}

}  // namespace kura::compare
