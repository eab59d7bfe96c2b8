#include "puzzles/format/placement.hpp"

#include "puzzles/format/encoding.hpp"

#include <algorithm>

namespace kura::puzzles::format {
namespace {

bool is_key_like(const Item& item) {
    return item.kind == Item::Kind::key || item.kind == Item::Kind::comment;
}

template <typename Predicate>
bool has(Items items, Predicate predicate) {
    return std::any_of(items.begin(), items.end(), predicate);
}

bool has_key(Items items, std::string_view name) {
    return has(items, [&](const Item& item) { return is_named(item, name); });
}

template <typename Predicate>
std::ptrdiff_t count(Items items, Predicate predicate) {
    return std::count_if(items.begin(), items.end(), predicate);
}

// How the lines of one kind (keys, or prose) stand to their boards, by the votes of all gaps.
template <typename Predicate>
int vote(Items gap, std::size_t blanks_at_end, Predicate mine) {
    const auto first = std::find_if(gap.begin(), gap.end(), mine);
    if (first == gap.end()) {
        return 0;
    }
    auto last = gap.end();
    while (!mine(*(last - 1))) {
        --last;
    }
    // Something of another kind in between weighs more than any few blank lines.
    constexpr std::size_t kOtherItem = 10;
    const std::size_t above =
        first->blanks_before + kOtherItem * static_cast<std::size_t>(first - gap.begin());
    const std::size_t below = (last == gap.end() ? blanks_at_end : last->blanks_before) +
                              kOtherItem * static_cast<std::size_t>(gap.end() - last);
    return above == below ? 0 : (above < below ? +1 : -1);  // +1: after the board
}

}  // namespace

bool is_prose(const Item& item) {
    return item.kind == Item::Kind::prose;
}

bool is_named(const Item& item, std::string_view name) {
    return item.kind == Item::Kind::key && equals_ignoring_case(item.name, name);
}

Placement::Placement(const TextItems& found, const std::vector<std::size_t>& boards)
    : found_(found), boards_(boards) {
    keys_ = decide_keys();
    prose_ = decide_prose();
    titled_.reserve(boards_.size());
    for (std::size_t board = 0; board < boards_.size(); ++board) {
        titled_.push_back(find_title(board));
    }
}

Items Placement::gap(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : boards_[index - 1] + 1;
    const std::size_t end = index == boards_.size() ? found_.items.size() : boards_[index];
    return Items(found_.items).subspan(begin, end - begin);
}

template <typename Predicate>
int Placement::votes_between(Predicate mine) const {
    int sum = 0;
    for (std::size_t i = 1; i < last_gap(); ++i) {
        sum += vote(gap(i), found_.items[boards_[i]].blanks_before, mine);
    }
    return sum;
}

template <typename Predicate>
bool Placement::any_between(Predicate mine) const {
    for (std::size_t i = 1; i < last_gap(); ++i) {
        if (has(gap(i), mine)) {
            return true;
        }
    }
    return false;
}

Side Placement::decide_keys() const {
    const int votes = votes_between(is_key_like);
    if (votes != 0) {
        return votes > 0 ? Side::after : Side::before;
    }
    if (has(gap(last_gap()), is_key_like)) {
        return Side::after;
    }
    // Keys at the top alone, of a file with many boards, speak of the whole file.
    const bool header = boards_.size() > 1 && !any_between(is_key_like);
    return header ? Side::after : Side::before;
}

Side Placement::decide_prose() const {
    if (keys_ == Side::after && any_titled_by_key()) {
        return Side::after;
    }
    const int votes = votes_between(is_prose);
    if (votes != 0) {
        return votes > 0 ? Side::after : Side::before;
    }
    if (!has(gap(last_gap()), is_prose)) {
        return Side::before;
    }
    // Prose at both ends: several lines at the top and one at the bottom are a header and the
    // last title.
    const auto top = count(gap(0), is_prose);
    const auto bottom = count(gap(last_gap()), is_prose);
    const bool header = top > 1 && bottom == 1 && any_between(is_prose);
    return top == 0 || header ? Side::after : Side::before;
}

bool Placement::any_titled_by_key() const {
    for (std::size_t i = 1; i <= last_gap(); ++i) {
        if (has_key(gap(i), "title")) {
            return true;
        }
    }
    return false;
}

std::size_t Placement::header_size() const {
    const Items top = gap(0);
    const auto collection = std::find_if(
        top.begin(), top.end(), [](const Item& item) { return is_named(item, "collection"); });
    if (collection == top.end()) {
        return 0;
    }
    auto end = collection + 1;
    while (end != top.end() && end->blanks_before == 0) {
        ++end;
    }
    return std::any_of(end, top.end(), is_key_like) ? static_cast<std::size_t>(end - top.begin())
                                                    : 0;
}

bool Placement::find_title(std::size_t board) const {
    const auto titles = [](const Item& item) {
        return is_named(item, "title") && !item.value.empty();
    };
    const bool last = board + 1 == boards_.size();
    return (keys_ == Side::before && has(gap(board), titles)) ||
           ((keys_ == Side::after || last) && has(gap(board + 1), titles));
}

}  // namespace kura::puzzles::format
