#include "tools/report/by_columns.hpp"

#include <gtest/gtest.h>

namespace kura::report {
namespace {

TEST(ByColumnsTest, TurnsTablesAndNothingElse) {
    // Goal: only tables change, and the order of the fields stays. Method: a table among others,
    // with every kind of value.
    EXPECT_EQ(by_columns(R"({"b": {"columns": ["x", "y"], "rows": [[1, "ä,]"], [null, 2.5]]},
                             "a": [[1, 2]], "c": {"columns": 2, "rows": [[1]]}, "d": true})"),
              R"({"b":{"columns":["x","y"],"values":[[1,null],["ä,]",2.5]]},)"
              R"("a":[[1,2]],"c":{"columns":2,"rows":[[1]]},"d":true})");
}

TEST(ByColumnsTest, KeepsTheColumnsOfATableWithoutRows) {
    // Goal: an empty table is one afterwards. Method: with columns, and without.
    EXPECT_EQ(by_columns(R"({"a": {"columns": ["x", "y"], "rows": []}})"),
              R"({"a":{"columns":["x","y"],"values":[[],[]]}})");
    EXPECT_EQ(by_columns(R"({"a": {"columns": [], "rows": []}})"),
              R"({"a":{"columns":[],"values":[]}})");
}

TEST(ByColumnsTest, LeavesAloneWhatCanNotBeTurnedBack) {
    // Goal: nothing is lost, nothing is undefined. Method: rows that are too short or too long or
    // no lists; a table with a field more; text that is no JSON, or no object.
    for (const char* text : {R"({"a":{"columns":["x","y"],"rows":[[1,2],[3]]}})",
                             R"({"a":{"columns":["x"],"rows":[[1,2]]}})",
                             R"({"a":{"columns":["x"],"rows":[{"x":1}]}})",
                             R"({"a":{"columns":["x"],"rows":[[1]],"more":0}})", "{\"a\": ", "",
                             "[ {} ]", "\xff\xfe"}) {
        EXPECT_EQ(by_columns(text), text);
    }
}

TEST(ByColumnsTest, ChangesNoNumber) {
    // Goal: what is read back is what was measured. Method: the limits of whole numbers, and
    // fractions that need all their digits.
    const char* text =
        R"({"a":[18446744073709551615,-9223372036854775808,0.1,123456.789012,5e-324]})";
    EXPECT_EQ(by_columns(text), text);
}

}  // namespace
}  // namespace kura::report
