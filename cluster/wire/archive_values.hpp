// Archive values: how numbers, flags, enums, ids and durations go into an archive. See
// archive_codec.hpp, which is what encoders include.
// Shape:    numbers at their width; a flag is a byte 0 or 1; an enum is its number
// Threads:  pure functions
// Errors:   the source's; also flags and enums out of range
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/wire/archive_stream.hpp"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace kura::cluster::wire {

// The last enumerator, the first being 0: specialise.
template <typename Enum>
inline constexpr std::nullptr_t kLastOf = nullptr;

// put() and get() of one type, and the fewest bytes it takes.
template <typename T>
struct Codec;

template <typename T>
concept Number = std::is_arithmetic_v<T> && !std::same_as<T, bool>;

template <Number T>
struct Codec<T> {
    static constexpr std::size_t kBytesMin = sizeof(T);
    static void put(ArchiveSink& out, const T& value) { out.numbers(&value, 1, sizeof value); }
    static void get(ArchiveSource& in, T& value) { in.numbers(&value, 1, sizeof value); }
};

template <>
struct Codec<bool> {
    static constexpr std::size_t kBytesMin = 1;
    static void put(ArchiveSink& out, bool value) {
        Codec<std::uint8_t>::put(out, value ? std::uint8_t{1} : std::uint8_t{0});
    }
    static void get(ArchiveSource& in, bool& value) {
        std::uint8_t byte = 0;
        Codec<std::uint8_t>::get(in, byte);
        in.check(byte <= 1, "a flag is neither 0 nor 1");
        value = byte == 1;
    }
};

template <typename T>
requires std::is_enum_v<T>
struct Codec<T> {
    using Value = std::underlying_type_t<T>;
    static_assert(std::same_as<std::remove_cv_t<decltype(kLastOf<T>)>, T>, "specialise kLastOf");
    static constexpr std::size_t kBytesMin = sizeof(Value);
    static void put(ArchiveSink& out, T value) {
        Codec<Value>::put(out, static_cast<Value>(value));
    }
    static void get(ArchiveSource& in, T& value) {
        Value read{};
        Codec<Value>::get(in, read);
        if (in.check(read >= Value{} && read <= static_cast<Value>(kLastOf<T>),
                     "a choice that there is not")) {
            value = static_cast<T>(read);
        }
    }
};

template <typename Tag, typename Value>
struct Codec<Strong<Tag, Value>> {
    static_assert(sizeof(Strong<Tag, Value>) == sizeof(Value));  // vectors go as one block
    static constexpr std::size_t kBytesMin = sizeof(Value);
    static void put(ArchiveSink& out, const Strong<Tag, Value>& id) {
        Codec<Value>::put(out, id.value);
    }
    static void get(ArchiveSource& in, Strong<Tag, Value>& id) { Codec<Value>::get(in, id.value); }
};

template <typename Count, typename Period>
struct Codec<std::chrono::duration<Count, Period>> {
    using Span = std::chrono::duration<Count, Period>;
    static constexpr std::size_t kBytesMin = sizeof(Count);
    static void put(ArchiveSink& out, const Span& value) { Codec<Count>::put(out, value.count()); }
    static void get(ArchiveSource& in, Span& value) {
        Count count{};
        Codec<Count>::get(in, count);
        value = Span(count);
    }
};

}  // namespace kura::cluster::wire
