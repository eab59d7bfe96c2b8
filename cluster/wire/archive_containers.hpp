// Archive containers: how strings, lists and choices go into an archive. See
// archive_codec.hpp, which is what encoders include.
// Shape:    a string, vector, map or set is its size and its elements; an optional or pointer a
//           flag, then the value; a variant the index in a byte
// Invariants: memory grows with the bytes that were read, never with a size alone
// Threads:  pure functions
// Errors:   the source's; also keys out of order and variants out of range
#pragma once

#include "cluster/wire/archive_values.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace kura::cluster::wire {

inline constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();

template <>
struct Codec<std::string> {
    static constexpr std::size_t kBytesMin = sizeof(std::uint64_t);
    static void put(ArchiveSink& out, const std::string& value) {
        out.size(value.size());
        out.numbers(value.data(), value.size(), 1);
    }
    static void get(ArchiveSource& in, std::string& value, std::size_t max = kAnyNumber) {
        value.resize(in.size(max, 1));
        in.numbers(value.data(), value.size(), 1);
    }
};

template <typename T>
inline constexpr bool kIsBlock = Number<T>;
template <typename Tag, typename Value>
inline constexpr bool kIsBlock<Strong<Tag, Value>> = true;

template <typename T>
inline constexpr std::size_t kElementBytesMin = Codec<T>::kBytesMin > 0 ? Codec<T>::kBytesMin : 1;

template <typename T>
struct Codec<std::vector<T>> {
    static constexpr std::size_t kBytesMin = sizeof(std::uint64_t);
    static void put(ArchiveSink& out, const std::vector<T>& values) {
        out.size(values.size());
        if constexpr (kIsBlock<T>) {
            out.numbers(values.data(), values.size(), sizeof(T));
        } else {
            for (const T& value : values) {
                Codec<T>::put(out, value);
            }
        }
    }
    static void get(ArchiveSource& in, std::vector<T>& values, std::size_t max = kAnyNumber) {
        const std::size_t count = in.size(max, kElementBytesMin<T>);
        values.clear();
        if constexpr (kIsBlock<T>) {
            values.resize(count);
            in.numbers(values.data(), count, sizeof(T));
        } else {
            for (std::size_t i = 0; i < count && in.ok(); ++i) {
                Codec<T>::get(in, values.emplace_back());
            }
        }
    }
};

template <typename T, std::size_t Size>
struct Codec<std::array<T, Size>> {
    static constexpr std::size_t kBytesMin = Size * Codec<T>::kBytesMin;
    static void put(ArchiveSink& out, const std::array<T, Size>& values) {
        for (const T& value : values) {
            Codec<T>::put(out, value);
        }
    }
    static void get(ArchiveSource& in, std::array<T, Size>& values) {
        for (T& value : values) {
            Codec<T>::get(in, value);
        }
    }
};

template <typename First, typename Second>
struct Codec<std::pair<First, Second>> {
    static constexpr std::size_t kBytesMin = Codec<First>::kBytesMin + Codec<Second>::kBytesMin;
    static void put(ArchiveSink& out, const std::pair<First, Second>& value) {
        Codec<First>::put(out, value.first);
        Codec<Second>::put(out, value.second);
    }
    static void get(ArchiveSource& in, std::pair<First, Second>& value) {
        Codec<First>::get(in, value.first);
        Codec<Second>::get(in, value.second);
    }
};

template <typename T>
struct Codec<std::optional<T>> {
    static constexpr std::size_t kBytesMin = 1;
    static void put(ArchiveSink& out, const std::optional<T>& value) {
        Codec<bool>::put(out, value.has_value());
        if (value) {
            Codec<T>::put(out, *value);
        }
    }
    static void get(ArchiveSource& in, std::optional<T>& value) {
        bool has_value = false;
        Codec<bool>::get(in, has_value);
        value.reset();
        if (has_value) {
            Codec<T>::get(in, value.emplace());
        }
    }
};

template <typename T>
struct Codec<std::shared_ptr<const T>> {
    static constexpr std::size_t kBytesMin = 1;
    static void put(ArchiveSink& out, const std::shared_ptr<const T>& value) {
        Codec<bool>::put(out, value != nullptr);
        if (value != nullptr) {
            Codec<T>::put(out, *value);
        }
    }
    static void get(ArchiveSource& in, std::shared_ptr<const T>& value) {
        bool has_value = false;
        Codec<bool>::get(in, has_value);
        value = nullptr;
        if (has_value) {
            auto read = std::make_shared<T>();
            Codec<T>::get(in, *read);
            value = std::move(read);
        }
    }
};

// Maps and sets: Element is what lies between their parentheses, but for the key's const.
template <typename Container, typename Element>
struct OrderedCodec {
    static constexpr std::size_t kBytesMin = sizeof(std::uint64_t);
    static void put(ArchiveSink& out, const Container& values) {
        out.size(values.size());
        for (const auto& value : values) {
            Codec<Element>::put(out, Element(value));
        }
    }
    static void get(ArchiveSource& in, Container& values, std::size_t max = kAnyNumber) {
        const std::size_t count = in.size(max, kElementBytesMin<Element>);
        values.clear();
        for (std::size_t i = 0; i < count && in.ok(); ++i) {
            Element value{};
            Codec<Element>::get(in, value);
            const auto at = values.insert(values.end(), std::move(value));
            in.check(values.size() == i + 1 && std::next(at) == values.end(), "keys out of order");
        }
    }
};

template <typename Key>
struct Codec<std::set<Key>> : OrderedCodec<std::set<Key>, Key> {};
template <typename Key, typename Value>
struct Codec<std::map<Key, Value>> : OrderedCodec<std::map<Key, Value>, std::pair<Key, Value>> {};

template <>
struct Codec<std::monostate> {
    static constexpr std::size_t kBytesMin = 0;
    static void put(ArchiveSink&, const std::monostate&) {}
    static void get(ArchiveSource&, std::monostate&) {}
};

template <typename... Alternatives>
struct Codec<std::variant<Alternatives...>> {
    using Variant = std::variant<Alternatives...>;
    static constexpr std::size_t kBytesMin = 1;
    static void put(ArchiveSink& out, const Variant& value) {
        Codec<std::uint8_t>::put(out, static_cast<std::uint8_t>(value.index()));
        std::visit([&]<typename T>(const T& chosen) { Codec<T>::put(out, chosen); }, value);
    }
    static void get(ArchiveSource& in, Variant& value) {
        std::uint8_t index = 0;
        Codec<std::uint8_t>::get(in, index);
        if (in.check(index < sizeof...(Alternatives), "a kind that there is not")) {
            get_alternative<0>(in, index, value);
        }
    }

  private:
    template <std::size_t Index>
    static void get_alternative(ArchiveSource& in, std::size_t index, Variant& value) {
        if constexpr (Index < sizeof...(Alternatives)) {
            if (index == Index) {
                using Chosen = std::variant_alternative_t<Index, Variant>;
                Codec<Chosen>::get(in, value.template emplace<Index>());
            } else {
                get_alternative<Index + 1>(in, index, value);
            }
        }
    }
};

}  // namespace kura::cluster::wire
