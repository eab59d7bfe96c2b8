#include "tools/report/report_page.hpp"

#include "solver/base/assert.hpp"
#include "tools/report/base64.hpp"
#include "tools/report/by_columns.hpp"
#include "tools/report/page_template.hpp"

#include <zlib.h>

namespace kura::report {

namespace {

/// The zlib format, which browsers call "deflate". A damaged copy fails its checksum there.
std::string deflated(std::string_view text) {
    std::string packed(compressBound(text.size()), '\0');
    uLongf size = packed.size();
    // zlib reads and writes bytes of its own type.
    const auto* source = reinterpret_cast<const Bytef*>(text.data());
    auto* target = reinterpret_cast<Bytef*>(packed.data());
    const int status = compress2(target, &size, source, text.size(), Z_BEST_COMPRESSION);
    KURA_ASSERT(status == Z_OK, status);  // out of memory is the only way left to fail
    packed.resize(size);
    return packed;
}

}  // namespace

std::string report_page(std::string_view comparison_json) {
    const std::string data = base64(deflated(by_columns(comparison_json)));
    std::string page;
    page.reserve(kPageBeforeData.size() + data.size() + kPageAfterData.size());
    page += kPageBeforeData;
    page += data;
    page += kPageAfterData;
    return page;
}

}  // namespace kura::report
