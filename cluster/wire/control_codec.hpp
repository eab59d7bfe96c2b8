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

#include "cluster/base/ids.hpp"
#include "cluster/wire/control_stream.hpp"

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace kura::cluster::wire {

// The members of a struct that travel: specialise.
template <typename Struct>
inline constexpr std::nullptr_t kFields = nullptr;

// The last enumerator, the first being 0: specialise.
template <typename Enum>
inline constexpr std::nullptr_t kLastOf = nullptr;

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

inline constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();

// put() and get() of one type, and the fewest bytes it takes.
template <typename T>
struct Codec;

template <typename T>
concept Listed = !std::same_as<std::remove_cv_t<decltype(kFields<T>)>, std::nullptr_t>;

template <typename T>
concept Number = std::is_arithmetic_v<T> && !std::same_as<T, bool>;

template <Number T>
struct Codec<T> {
    static constexpr std::size_t kBytesMin = sizeof(T);
    static void put(ControlSink& out, const T& value) { out.numbers(&value, 1, sizeof value); }
    static void get(ControlSource& in, T& value) { in.numbers(&value, 1, sizeof value); }
};

template <>
struct Codec<bool> {
    static constexpr std::size_t kBytesMin = 1;
    static void put(ControlSink& out, bool value) {
        Codec<std::uint8_t>::put(out, value ? std::uint8_t{1} : std::uint8_t{0});
    }
    static void get(ControlSource& in, bool& value) {
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
    static void put(ControlSink& out, T value) {
        Codec<Value>::put(out, static_cast<Value>(value));
    }
    static void get(ControlSource& in, T& value) {
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
    static void put(ControlSink& out, const Strong<Tag, Value>& id) {
        Codec<Value>::put(out, id.value);
    }
    static void get(ControlSource& in, Strong<Tag, Value>& id) { Codec<Value>::get(in, id.value); }
};

template <typename Count, typename Period>
struct Codec<std::chrono::duration<Count, Period>> {
    using Span = std::chrono::duration<Count, Period>;
    static constexpr std::size_t kBytesMin = sizeof(Count);
    static void put(ControlSink& out, const Span& value) { Codec<Count>::put(out, value.count()); }
    static void get(ControlSource& in, Span& value) {
        Count count{};
        Codec<Count>::get(in, count);
        value = Span(count);
    }
};

template <>
struct Codec<std::string> {
    static constexpr std::size_t kBytesMin = sizeof(std::uint64_t);
    static void put(ControlSink& out, const std::string& value) {
        out.size(value.size());
        out.numbers(value.data(), value.size(), 1);
    }
    static void get(ControlSource& in, std::string& value, std::size_t max = kAnyNumber) {
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
    static void put(ControlSink& out, const std::vector<T>& values) {
        out.size(values.size());
        if constexpr (kIsBlock<T>) {
            out.numbers(values.data(), values.size(), sizeof(T));
        } else {
            for (const T& value : values) {
                Codec<T>::put(out, value);
            }
        }
    }
    static void get(ControlSource& in, std::vector<T>& values, std::size_t max = kAnyNumber) {
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

template <typename T, std::size_t kSize>
struct Codec<std::array<T, kSize>> {
    static constexpr std::size_t kBytesMin = kSize * Codec<T>::kBytesMin;
    static void put(ControlSink& out, const std::array<T, kSize>& values) {
        for (const T& value : values) {
            Codec<T>::put(out, value);
        }
    }
    static void get(ControlSource& in, std::array<T, kSize>& values) {
        for (T& value : values) {
            Codec<T>::get(in, value);
        }
    }
};

template <typename First, typename Second>
struct Codec<std::pair<First, Second>> {
    static constexpr std::size_t kBytesMin = Codec<First>::kBytesMin + Codec<Second>::kBytesMin;
    static void put(ControlSink& out, const std::pair<First, Second>& value) {
        Codec<First>::put(out, value.first);
        Codec<Second>::put(out, value.second);
    }
    static void get(ControlSource& in, std::pair<First, Second>& value) {
        Codec<First>::get(in, value.first);
        Codec<Second>::get(in, value.second);
    }
};

template <typename T>
struct Codec<std::optional<T>> {
    static constexpr std::size_t kBytesMin = 1;
    static void put(ControlSink& out, const std::optional<T>& value) {
        Codec<bool>::put(out, value.has_value());
        if (value) {
            Codec<T>::put(out, *value);
        }
    }
    static void get(ControlSource& in, std::optional<T>& value) {
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
    static void put(ControlSink& out, const std::shared_ptr<const T>& value) {
        Codec<bool>::put(out, value != nullptr);
        if (value != nullptr) {
            Codec<T>::put(out, *value);
        }
    }
    static void get(ControlSource& in, std::shared_ptr<const T>& value) {
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
    static void put(ControlSink& out, const Container& values) {
        out.size(values.size());
        for (const auto& value : values) {
            Codec<Element>::put(out, Element(value));
        }
    }
    static void get(ControlSource& in, Container& values, std::size_t max = kAnyNumber) {
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
    static void put(ControlSink&, const std::monostate&) {}
    static void get(ControlSource&, std::monostate&) {}
};

template <typename... Alternatives>
struct Codec<std::variant<Alternatives...>> {
    using Variant = std::variant<Alternatives...>;
    static constexpr std::size_t kBytesMin = 1;
    static void put(ControlSink& out, const Variant& value) {
        Codec<std::uint8_t>::put(out, static_cast<std::uint8_t>(value.index()));
        std::visit([&]<typename T>(const T& chosen) { Codec<T>::put(out, chosen); }, value);
    }
    static void get(ControlSource& in, Variant& value) {
        std::uint8_t index = 0;
        Codec<std::uint8_t>::get(in, index);
        if (in.check(index < sizeof...(Alternatives), "a kind that there is not")) {
            get_alternative<0>(in, index, value);
        }
    }

  private:
    template <std::size_t kIndex>
    static void get_alternative(ControlSource& in, std::size_t index, Variant& value) {
        if constexpr (kIndex < sizeof...(Alternatives)) {
            if (index == kIndex) {
                using Chosen = std::variant_alternative_t<kIndex, Variant>;
                Codec<Chosen>::get(in, value.template emplace<kIndex>());
            } else {
                get_alternative<kIndex + 1>(in, index, value);
            }
        }
    }
};

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
