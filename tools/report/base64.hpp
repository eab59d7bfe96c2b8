// Base64 as in RFC 4648, with padding: how binary data stand in an HTML text.
// Shape:    4 characters for 3 bytes
// Units:    bytes
// Invariants: the text holds letters, digits and "+/=" only: in HTML it needs no escaping
// Threads:  free function
// Errors:   none
// Source:   RFC 4648, section 4

#pragma once

#include <string>
#include <string_view>

namespace kura::report {

std::string base64(std::string_view bytes);

}  // namespace kura::report
