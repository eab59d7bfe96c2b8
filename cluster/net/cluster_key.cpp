#include "cluster/net/cluster_key.hpp"

#include "cluster/net/key_file.hpp"

#include <algorithm>

namespace kura::cluster::net {
namespace {

constexpr std::size_t kDigits = 2 * Secret{}.size();

int value_of(char digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
        return digit - 'a' + 10;
    }
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

KeyId id_of(const Secret& secret) {
    const Secret derived = derive(secret, {}, "kura key id");
    std::uint64_t id = 0;
    for (std::size_t i = 0; i < sizeof id; ++i) {
        id = id << 8U | derived[i];
    }
    return KeyId{id};
}

std::string_view trimmed(std::string_view line) {
    line = line.substr(0, line.find('#'));
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) {
        return {};
    }
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

ClusterKey::ClusterKey(const Secret& secret) : secret_(secret), id_(id_of(secret)) {}

ClusterKey ClusterKey::generate() {
    Secret secret{};
    fill_random(secret);
    return ClusterKey(secret);
}

base::Result<ClusterKey> ClusterKey::parse(std::string_view digits) {
    Secret secret{};
    const bool is_good =
        digits.size() == kDigits &&
        std::all_of(digits.begin(), digits.end(), [](char digit) { return value_of(digit) >= 0; });
    if (!is_good) {
        return base::fail(base::ErrorCode::bad_input, "a cluster key has 64 hexadecimal digits");
    }
    for (std::size_t i = 0; i < secret.size(); ++i) {
        secret[i] =
            static_cast<std::uint8_t>(value_of(digits[2 * i]) * 16 + value_of(digits[2 * i + 1]));
    }
    return ClusterKey(secret);
}

std::string ClusterKey::to_text() const {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string text;
    text.reserve(kDigits);
    for (const std::uint8_t byte : secret_) {
        text += kHex[byte >> 4U];
        text += kHex[byte & 15U];
    }
    return text;
}

Secret ClusterKey::derive(std::string_view purpose, Bytes salt) const {
    return net::derive(secret_, salt, purpose);
}

base::Result<Keyring> Keyring::read(const std::string& path) {
    const base::Result<std::string> text = read_private_file(path);
    if (!text) {
        return tl::unexpected(text.error());
    }
    Keyring ring{ClusterKey::generate()};
    ring.keys_.clear();
    std::string_view rest = *text;
    for (int number = 1; !rest.empty(); ++number) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = trimmed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.empty()) {
            continue;
        }
        const base::Result<ClusterKey> key = ClusterKey::parse(line);
        const std::string where = path + ":" + std::to_string(number) + ": ";
        if (!key) {
            return base::fail(key.error().code, where + key.error().message);
        }
        if (!ring.add(*key)) {
            return base::fail(
                base::ErrorCode::bad_input,
                where + "the same key again, or more than " + std::to_string(kKeysMax) + " keys");
        }
    }
    if (ring.keys_.empty()) {
        return base::fail(base::ErrorCode::bad_input, path + " holds no key: kura key new");
    }
    return ring;
}

base::Result<void> Keyring::write(const std::string& path, bool replace) const {
    std::string text = "# Kura cluster keys: the first is used for sending, all are accepted.\n";
    for (const ClusterKey& key : keys_) {
        text += key.to_text() + "\n";
    }
    return write_private_file(path, text, replace);
}

const ClusterKey* Keyring::find(KeyId id) const {
    const auto found = std::find_if(keys_.begin(), keys_.end(),
                                    [id](const ClusterKey& key) { return key.id() == id; });
    return found == keys_.end() ? nullptr : &*found;
}

bool Keyring::add(const ClusterKey& key) {
    if (keys_.size() >= kKeysMax || find(key.id()) != nullptr) {
        return false;
    }
    keys_.push_back(key);
    return true;
}

bool Keyring::use(KeyId id) {
    const ClusterKey* found = find(id);
    if (found == nullptr) {
        return false;
    }
    std::swap(keys_.front(), keys_[static_cast<std::size_t>(found - keys_.data())]);
    return true;
}

bool Keyring::remove(KeyId id) {
    const ClusterKey* found = find(id);
    if (found == nullptr || found == keys_.data()) {
        return false;
    }
    keys_.erase(keys_.begin() + (found - keys_.data()));
    return true;
}

}  // namespace kura::cluster::net
