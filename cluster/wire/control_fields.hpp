// What of control travels: the lists of members for archive_codec.hpp. Included by encoders only.
// Shape:    append only, as the order is the order of the bytes; a change is a new kWireVersion
// Errors:   as archive_codec.hpp
// Threads:  constants
#pragma once

#include "cluster/control/messages.hpp"
#include "cluster/gossip/messages.hpp"
#include "cluster/wire/archive_codec.hpp"
#include "cluster/wire/view_fields.hpp"

#include <tuple>

namespace kura::cluster::wire {

using control::kTextBytesMax;

template <>
inline constexpr auto kLastOf<control::Objective> = control::Objective::pushes;
template <>
inline constexpr auto kFields<control::JobSpec> = std::tuple(
    at_most(&control::JobSpec::level, control::kLevelBytesMax),
    at_most(&control::JobSpec::title, control::kTitleBytesMax), &control::JobSpec::objective,
    &control::JobSpec::time_limit, &control::JobSpec::local_first, &control::JobSpec::replicas,
    &control::JobSpec::write, &control::JobSpec::memory_bytes);

template <>
inline constexpr auto kFields<control::RegisterTraffic> =
    std::tuple(&control::RegisterTraffic::from, &control::RegisterTraffic::to,
               &control::RegisterTraffic::message);
template <>
inline constexpr auto kFields<control::ViewNews> = std::tuple(&control::ViewNews::view);
template <>
inline constexpr auto kFields<control::ViewKnown> = std::tuple(&control::ViewKnown::revision);
template <>
inline constexpr auto kFields<control::JobReport> = std::tuple(
    &control::JobReport::job, &control::JobReport::node,
    at_most(&control::JobReport::address, gossip::kAddressBytesMax), &control::JobReport::expanded,
    &control::JobReport::reexpanded, &control::JobReport::in_flight, &control::JobReport::generated,
    &control::JobReport::sent, &control::JobReport::duplicates, &control::JobReport::records,
    &control::JobReport::takeovers, &control::JobReport::messages, &control::JobReport::bytes,
    &control::JobReport::lane_expanded, &control::JobReport::processor_us,
    &control::JobReport::lower_bound, at_most(&control::JobReport::lane, kTextBytesMax),
    at_most(&control::JobReport::gave_up, kTextBytesMax), &control::JobReport::is_last);
template <>
inline constexpr auto kFields<control::Lease> = std::tuple(&control::Lease::job,
                                                           &control::Lease::number,
                                                           &control::Lease::spec,
                                                           &control::Lease::time);
template <>
inline constexpr auto kLastOf<control::LaneVerdict> = control::LaneVerdict::unsolvable;
template <>
inline constexpr auto kFields<control::LaneResult> =
    std::tuple(&control::LaneResult::verdict, &control::LaneResult::pushes,
               &control::LaneResult::moves, at_most(&control::LaneResult::strategy, kTextBytesMax),
               at_most(&control::LaneResult::detail, kTextBytesMax), &control::LaneResult::expanded,
               &control::LaneResult::lower_bound);
template <>
inline constexpr auto kFields<control::LeaseResult> = std::tuple(&control::LeaseResult::job,
                                                                 &control::LeaseResult::number,
                                                                 &control::LeaseResult::result);

}  // namespace kura::cluster::wire
