#include "tools/bench/groups.hpp"

#include "tools/bench/budgets.hpp"
#include "tools/bench/deadlock_bench.hpp"
#include "tools/bench/hash_bench.hpp"
#include "tools/bench/net_bench.hpp"
#include "tools/bench/parts_bench.hpp"
#include "tools/bench/searches_bench.hpp"
#include "tools/bench/store_rows.hpp"
#include "tools/bench/wire_bench.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace kura::bench {

namespace {

using Rows = std::vector<Row>;

struct Group {
    const char* name;
    Rows (*measure)(const BenchOptions&);
    bool has_bounds;
};

constexpr Group kGroups[] = {{"table", &table_rows, true},
                             {"hash", &hash_rows, false},
                             {"memory", &memory_rows, true},
                             {"parts", &parts_rows, false},
                             {"deadlocks", &deadlock_rows, false},
                             {"expansions", &expansion_rows, true},
                             {"fess", &fess_rows, true},
                             {"searches", &searches_rows, false},
                             {"threads", &thread_rows, true},
                             {"wire", &wire_rows, false},
                             {"net", &net_rows, false},
                             {"cluster", &cluster_rows, true},
                             {"store", &store_rows, true},
                             {"startup", &startup_rows, true}};

bool is_wanted(const Group& group, const BenchOptions& options) {
    return (options.only.empty() || options.only == group.name) &&
           (group.has_bounds || !options.budgets_only);
}

}  // namespace

const std::vector<std::string>& group_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> made;
        for (const Group& group : kGroups) {
            made.emplace_back(group.name);
        }
        return made;
    }();
    return names;
}

std::vector<Row> measure(const BenchOptions& options) {
    std::vector<Rows> measured(std::size(kGroups));
    // The start-up, which is last in the table, comes first: see startup_bench.hpp.
    for (std::size_t at = std::size(kGroups); at-- > 0;) {
        const Group& group = kGroups[at];
        if (is_wanted(group, options)) {
            if (options.status) {
                options.status(group.name);
            }
            measured[at] = group.measure(options);
        }
    }
    Rows all;
    for (Rows& rows : measured) {
        std::copy_if(std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()),
                     std::back_inserter(all),
                     [&](const Row& row) { return !options.budgets_only || row.aim != Aim::none; });
    }
    return all;
}

}  // namespace kura::bench
