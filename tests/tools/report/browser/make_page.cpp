// Turns a comparison's JSON, read from standard input, into the report's page on standard output.
#include "tools/report/report_page.hpp"

#include <iostream>
#include <iterator>
#include <string>

int main() {
    const std::string json{std::istreambuf_iterator<char>(std::cin), {}};
    std::cout << kura::report::report_page(json) << std::flush;
    return std::cout ? 0 : 1;
}
