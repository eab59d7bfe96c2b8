#include "tools/report/report_page.hpp"

#include "tests/tools/report/base64_reader.hpp"
#include "tools/report/page_template.hpp"

#include <gtest/gtest.h>

#include <zlib.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace kura::report {
namespace {

std::string inflated(const std::string& packed, std::size_t size) {
    std::string text(size + 1, '\0');
    uLongf length = text.size();
    EXPECT_EQ(uncompress(reinterpret_cast<Bytef*>(text.data()), &length,
                         reinterpret_cast<const Bytef*>(packed.data()), packed.size()),
              Z_OK);
    text.resize(length);
    return text;
}

/// What stands in the page where the data belong.
std::string_view data_of(std::string_view page) {
    page.remove_prefix(kPageBeforeData.size());
    page.remove_suffix(kPageAfterData.size());
    return page;
}

TEST(ReportPageTest, HoldsTheComparisonUnchanged) {
    // Goal: the page's data are the JSON text, byte for byte. Method: random text, unpacked by
    // another reader; the sizes include nothing at all.
    std::mt19937 random(7);
    for (const std::size_t size : {0U, 1U, 1000U, 300000U}) {
        std::string text;
        while (text.size() < size) {
            text += static_cast<char>(random() % 256U);
        }
        const std::string page = report_page(text);
        EXPECT_EQ(inflated(from_base64(data_of(page)), size), text) << size;
    }
}

TEST(ReportPageTest, NothingInTheComparisonIsMarkup) {
    // Goal: a hostile title can't end the script element. Method: what would, in the data; the page
    // around them must be the template, and the data base64 only.
    const std::string page = report_page(R"({"name": "</script><script>alert(1)</script><!--"})");
    EXPECT_TRUE(std::string_view(page).starts_with(kPageBeforeData));
    EXPECT_TRUE(std::string_view(page).ends_with(kPageAfterData));
    EXPECT_EQ(data_of(page).find_first_of("<>&\"'"), std::string_view::npos);
}

TEST(ReportPageTest, AsksForNothingAndAllowsNothing) {
    // Goal: the file stands alone. Method: its policy forbids every fetch and every script but its
    // own, and no element of it names another file.
    const std::string page = report_page("{}");
    EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
    EXPECT_NE(page.find("script-src 'sha256-"), std::string::npos);
    EXPECT_EQ(page.find("unsafe-eval"), std::string::npos);
    EXPECT_EQ(page.find("<script src"), std::string::npos);
    EXPECT_EQ(page.find("<link rel=\"stylesheet"), std::string::npos);
    EXPECT_EQ(page.find("@import"), std::string::npos);
    EXPECT_EQ(page.find("<!-- "), std::string::npos) << "a place in the template was not filled";
}

TEST(ReportPageTest, HasThePlaceForItsDataInsideAScriptThatIsNone) {
    // Goal: the data are never executed or shown. Method: look at the two sides of the gap.
    EXPECT_TRUE(
        kPageBeforeData.ends_with("<script id=\"data\" type=\"application/octet-stream\">"));
    EXPECT_TRUE(kPageAfterData.starts_with("</script>"));
}

TEST(ReportPageTest, IsTheSameForTheSameComparison) {
    // Goal: reports can be compared as files. Method: twice.
    EXPECT_EQ(report_page("{\"a\": 1}"), report_page("{\"a\": 1}"));
}

}  // namespace
}  // namespace kura::report
