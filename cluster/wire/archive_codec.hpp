// Archive codec: turns structs into archives and back, given a list of their members. What nodes
// say seldom goes this way; what they say often is written by hand (search_codec.hpp).
//
//   template <>
//   inline constexpr auto kFields<Ballot> = std::tuple(&Ballot::counter, &Ballot::proposer);
//   template <>
//   inline constexpr auto kLastOf<JobPhase> = JobPhase::stopped;
//
// covers a struct and an enum; at_most(&View::members, kMembersMax) limits one member. Numbers,
// strong ids, durations, strings, vectors, arrays, pairs, optionals, maps, sets, variants and
// shared pointers to const are known here. Whatever keeps its members private specialises Codec.
// Shape:    members in the order of their list. A string, vector, map or set is its size and its
//           elements; an optional or pointer a flag, then the value; a variant the index in a byte
// Invariants: (1) what decodes is exactly what encoding it would write: flags are 0 or 1, keys
//           ascend; (2) memory grows with the bytes that were read, never with a size alone
// Threads:  pure functions
// Errors:   the source's (archive_stream.hpp); also enums out of range. What a value means is to be
//           checked by who asked for it
#pragma once

#include "cluster/wire/archive_containers.hpp"
#include "cluster/wire/archive_values.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace kura::cluster::wire {

// The members of a struct that travel: specialise.
template <typename Struct>
inline constexpr std::nullptr_t kFields = nullptr;

template <typename Struct, typename Member>
struct Limited {
    Member Struct::*member;
    std::size_t max;
};

// A string or container member that has at most so many elements.
template <typename Struct, typename Member>
constexpr Limited<Struct, Member> at_most(Member Struct::*member, std::size_t max) {
    return {member, max};
}

template <typename T>
concept Listed = !std::same_as<std::remove_cv_t<decltype(kFields<T>)>, std::nullptr_t>;

// What an entry of a list says of its member: the fewest bytes on the wire, and its place in
// memory.
struct FieldLayout {
    std::size_t bytes_min;
    std::size_t size;
    std::size_t alignment;
};
template <typename T, typename Member>
constexpr FieldLayout layout_of(Member T::*const& /*member*/) {
    return {Codec<Member>::kBytesMin, sizeof(Member), alignof(Member)};
}
template <typename T, typename Member>
constexpr FieldLayout layout_of(const Limited<T, Member>& /*field*/) {
    return {Codec<Member>::kBytesMin, sizeof(Member), alignof(Member)};
}

template <Listed T>
constexpr auto layouts_of() {
    return std::apply(
        [](const auto&... fields) {
            return std::array<FieldLayout, sizeof...(fields)>{layout_of(fields)...};
        },
        kFields<T>);
}

constexpr std::size_t round_up(std::size_t size, std::size_t alignment) {
    return (size + alignment - 1) / alignment * alignment;
}

// Whether the listed members, laid out in their order, take as much memory as the struct: one that
// is missing leaves a gap, unless it hides in padding.
template <Listed T>
constexpr bool lists_all_members() {
    std::size_t size = 0;
    for (const FieldLayout& field : layouts_of<T>()) {
        size = round_up(size, field.alignment) + field.size;
    }
    return std::is_empty_v<T> ? size == 0 : round_up(size, alignof(T)) == sizeof(T);
}

template <Listed T>
constexpr std::size_t struct_bytes_min() {
    std::size_t bytes = 0;
    for (const FieldLayout& field : layouts_of<T>()) {
        bytes += field.bytes_min;
    }
    return bytes;
}

// Structs with a list of members.
template <Listed T>
struct Codec<T> {
    static constexpr std::size_t kBytesMin = struct_bytes_min<T>();
    static_assert(lists_all_members<T>(), "a member is missing from the list, or out of order");
    static void put(ArchiveSink& out, const T& value) {
        std::apply([&](const auto&... fields) { (put_field(out, value, fields), ...); },
                   kFields<T>);
    }
    static void get(ArchiveSource& in, T& value) {
        std::apply([&](const auto&... fields) { (get_field(in, value, fields), ...); }, kFields<T>);
    }

  private:
    template <typename Member>
    static void put_field(ArchiveSink& out, const T& value, Member T::*const& member) {
        Codec<Member>::put(out, value.*member);
    }
    template <typename Member>
    static void put_field(ArchiveSink& out, const T& value, const Limited<T, Member>& field) {
        Codec<Member>::put(out, value.*field.member);
    }
    template <typename Member>
    static void get_field(ArchiveSource& in, T& value, Member T::*const& member) {
        Codec<Member>::get(in, value.*member);
    }
    template <typename Member>
    static void get_field(ArchiveSource& in, T& value, const Limited<T, Member>& field) {
        Codec<Member>::get(in, value.*field.member, field.max);
    }
};

// Appends.
template <typename T>
void encode_archive(const T& value, std::vector<std::uint8_t>& out) {
    ArchiveSink sink(out);
    Codec<T>::put(sink, value);
}

template <typename T>
[[nodiscard]] base::Result<T> decode_archive(std::span<const std::uint8_t> bytes,
                                             std::string_view what) {
    ArchiveSource source(bytes);
    T value{};
    Codec<T>::get(source, value);
    return source.finish(what).map([&] { return std::move(value); });
}

}  // namespace kura::cluster::wire
