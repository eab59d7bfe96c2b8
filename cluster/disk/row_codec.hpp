// Row codec: a document as bytes in the data folder.
// Shape:    a version byte, then clock, recent writes and versions, each behind its count; integers
//           little-endian. The format is append only: a new one gets a new version byte
// Errors:   bad_input where the bytes are none that this program wrote; nothing is allocated beyond
//           what the bytes can hold
// Threads:  pure functions
#pragma once

#include "cluster/store/document.hpp"
#include "solver/base/result.hpp"

#include <string>
#include <string_view>

namespace kura::cluster::disk {

std::string encode(const store::Document& document);
base::Result<store::Document> decode(std::string_view bytes);

}  // namespace kura::cluster::disk
