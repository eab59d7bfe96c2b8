// Control codec: turns structs into control messages and back, given a list of their members.
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
// Errors:   the source's (control_stream.hpp); also enums out of range. What a value means is to be
//           checked by who asked for it
#pragma once

#include "cluster/wire/control_containers.hpp"
#include "cluster/wire/control_values.hpp"

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

template <typename T, typename Member>
constexpr std::size_t field_bytes_min(Member T::*const& /*member*/) {
    return Codec<Member>::kBytesMin;
}
template <typename T, typename Member>
constexpr std::size_t field_bytes_min(const Limited<T, Member>& /*field*/) {
    return Codec<Member>::kBytesMin;
}

// Structs with a list of members.
template <Listed T>
struct Codec<T> {
    static constexpr std::size_t kBytesMin = std::apply(
        [](const auto&... fields) { return (std::size_t{0} + ... + field_bytes_min(fields)); },
        kFields<T>);
    static void put(ControlSink& out, const T& value) {
        std::apply([&](const auto&... fields) { (put_field(out, value, fields), ...); },
                   kFields<T>);
    }
    static void get(ControlSource& in, T& value) {
        std::apply([&](const auto&... fields) { (get_field(in, value, fields), ...); }, kFields<T>);
    }

  private:
    template <typename Member>
    static void put_field(ControlSink& out, const T& value, Member T::*const& member) {
        Codec<Member>::put(out, value.*member);
    }
    template <typename Member>
    static void put_field(ControlSink& out, const T& value, const Limited<T, Member>& field) {
        Codec<Member>::put(out, value.*field.member);
    }
    template <typename Member>
    static void get_field(ControlSource& in, T& value, Member T::*const& member) {
        Codec<Member>::get(in, value.*member);
    }
    template <typename Member>
    static void get_field(ControlSource& in, T& value, const Limited<T, Member>& field) {
        Codec<Member>::get(in, value.*field.member, field.max);
    }
};

// Appends.
template <typename T>
void encode_control(const T& value, std::vector<std::uint8_t>& out) {
    ControlSink sink(out);
    Codec<T>::put(sink, value);
}

template <typename T>
[[nodiscard]] base::Result<T> decode_control(std::span<const std::uint8_t> bytes,
                                             std::string_view what) {
    ControlSource source(bytes);
    T value{};
    Codec<T>::get(source, value);
    return source.finish(what).map([&] { return std::move(value); });
}

}  // namespace kura::cluster::wire
