#include "puzzles/rle/rle.hpp"

#include <algorithm>
#include <array>

namespace kura::puzzles {
namespace {

// What a character means to the expander; one table look-up per character of input.
enum class Kind : unsigned char { bad, item, digit, open, close, skipped };

using KindTable = std::array<Kind, 256>;

KindTable make_kinds(const RleOptions& options) {
    KindTable kinds{};
    for (char c = '0'; c <= '9'; ++c) {
        kinds[static_cast<unsigned char>(c)] = Kind::digit;
    }
    kinds['('] = Kind::open;
    kinds[')'] = Kind::close;
    for (const char c : options.skipped) {
        kinds[static_cast<unsigned char>(c)] = Kind::skipped;
    }
    for (const char c : options.alphabet) {
        kinds[static_cast<unsigned char>(c)] = Kind::item;
    }
    return kinds;
}

class Expander {
  public:
    Expander(std::string_view text, const RleOptions& options) : text_(text), options_(options) {}

    Expansion run() {
        const KindTable kinds = make_kinds(options_);
        for (at_ = 0; at_ < text_.size() && out_.error == RleError::none; ++at_) {
            step(kinds[static_cast<unsigned char>(text_[at_])]);
        }
        if (out_.error == RleError::none && count_ != kNoCount) {
            fail(RleError::bad_count, count_offset_);
        }
        if (out_.error == RleError::none && depth_ > 0) {
            fail(RleError::bad_group, groups_[static_cast<std::size_t>(depth_ - 1)].offset);
        }
        return std::move(out_);
    }

  private:
    static constexpr std::size_t kNoCount = static_cast<std::size_t>(-1);

    struct Group {
        std::size_t count;
        std::size_t begin;   // in the output
        std::size_t offset;  // of its bracket, in the input
    };

    void fail(RleError error, std::size_t offset) {
        out_.error = error;
        out_.error_offset = offset;
    }

    void step(Kind kind) {
        switch (kind) {
            case Kind::digit:
                read_digit();
                return;
            case Kind::item:
                append_run();
                return;
            case Kind::open:
                open_group();
                return;
            case Kind::close:
                close_group();
                return;
            case Kind::skipped:
                return;
            case Kind::bad:
                fail(RleError::bad_character, at_);
                return;
        }
    }

    void read_digit() {
        if (count_ == kNoCount) {
            count_ = 0;
            count_offset_ = at_;
        }
        // A count past the limit is already too long; holding it there keeps it from overflowing.
        const auto digit = static_cast<std::size_t>(text_[at_] - '0');
        count_ = std::min(count_ * 10 + digit, options_.length_max + 1);
    }

    // Ensures: the pending count, 1 if there is none; false after a count of 0.
    bool take_count(std::size_t& count) {
        count = count_ == kNoCount ? 1 : count_;
        count_ = kNoCount;
        if (count == 0) {
            fail(RleError::bad_count, count_offset_);
        }
        return count != 0;
    }

    bool has_room(std::size_t length) {
        if (length > options_.length_max - out_.text.size()) {
            fail(RleError::too_long, at_);
            return false;
        }
        return true;
    }

    void append_run() {
        std::size_t count = 0;
        if (take_count(count) && has_room(count)) {
            out_.text.append(count, text_[at_]);
            if (options_.want_offsets) {
                out_.offsets.insert(out_.offsets.end(), count, static_cast<int>(at_));
            }
        }
    }

    void open_group() {
        std::size_t count = 0;
        if (!take_count(count)) {
            return;
        }
        if (depth_ == kRleDepthMax) {
            fail(RleError::bad_group, at_);
            return;
        }
        groups_[static_cast<std::size_t>(depth_)] = {count, out_.text.size(), at_};
        ++depth_;
    }

    void close_group() {
        if (count_ != kNoCount) {
            fail(RleError::bad_count, count_offset_);
            return;
        }
        if (depth_ == 0) {
            fail(RleError::bad_group, at_);
            return;
        }
        --depth_;
        const Group group = groups_[static_cast<std::size_t>(depth_)];
        const std::size_t length = out_.text.size() - group.begin;
        // count <= length_max + 1 and length <= length_max, so the product can't overflow.
        if (length == 0 || !has_room(length * (group.count - 1))) {
            return;
        }
        out_.text.reserve(group.begin + length * group.count);
        for (std::size_t copy = 1; copy < group.count; ++copy) {
            out_.text.append(out_.text, group.begin, length);
            if (options_.want_offsets) {
                append_offsets(group.begin, length);
            }
        }
    }

    void append_offsets(std::size_t begin, std::size_t length) {
        for (std::size_t i = 0; i < length; ++i) {
            out_.offsets.push_back(out_.offsets[begin + i]);
        }
    }

    std::string_view text_;
    const RleOptions& options_;
    Expansion out_;
    std::size_t at_ = 0;
    std::size_t count_ = kNoCount;
    std::size_t count_offset_ = 0;
    std::array<Group, kRleDepthMax> groups_{};
    int depth_ = 0;
};

}  // namespace

Expansion expand(std::string_view text, const RleOptions& options) {
    return Expander(text, options).run();
}

std::string compress(std::string_view text) {
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = begin + 1;
        while (end < text.size() && text[end] == text[begin]) {
            ++end;
        }
        if (end - begin > 2) {
            out += std::to_string(end - begin);
            out += text[begin];
        } else {
            out.append(text, begin, end - begin);
        }
        begin = end;
    }
    return out;
}

}  // namespace kura::puzzles
