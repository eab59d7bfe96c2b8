// Row codec: a document as bytes in the data folder.
// Shape:    a version byte, then clock, recent writes and versions, each behind its count, by
//           cluster/wire's byte writer. The format is append only: a new one gets a new version
//           byte
// Errors:   bad_input where the bytes are none that this program wrote; nothing is allocated beyond
//           what the bytes can hold
// Threads:  pure functions
#pragma once

#include "cluster/store/document.hpp"
#include "solver/base/result.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kura::cluster::disk {

std::vector<std::uint8_t> encode(const store::Document& document);
base::Result<store::Document> decode(std::span<const std::uint8_t> bytes);

}  // namespace kura::cluster::disk
