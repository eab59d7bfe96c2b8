#include "cluster/wire/store_codec.hpp"

#include "cluster/wire/store_fields.hpp"

namespace kura::cluster::wire {

void encode_store(const store::Message& message, std::vector<std::uint8_t>& out) {
    encode_archive(message, out);
}

base::Result<store::Message> decode_store(std::span<const std::uint8_t> bytes) {
    return decode_archive<store::Message>(bytes, "store message");
}

}  // namespace kura::cluster::wire
