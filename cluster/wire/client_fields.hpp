// What of clients travels: the lists of members for archive_codec.hpp. Included by encoders only.
// Shape:    append only, as the order is the order of the bytes; a change is a new kWireVersion
// Errors:   as archive_codec.hpp
// Threads:  constants
#pragma once

#include "cluster/base/limits.hpp"
#include "cluster/control/requests.hpp"
#include "cluster/wire/control_fields.hpp"
#include "cluster/wire/store_fields.hpp"

#include <tuple>

namespace kura::cluster::wire {

template <>
inline constexpr auto kLastOf<control::JobState> = control::JobState::gave_up;
template <>
inline constexpr auto kLastOf<control::Refusal> = control::Refusal::unavailable;

template <>
inline constexpr auto kFields<control::SubmitJob> = std::tuple(&control::SubmitJob::job,
                                                               &control::SubmitJob::spec);
template <>
inline constexpr auto kFields<control::AskJob> = std::tuple(&control::AskJob::job);
template <>
inline constexpr auto kFields<control::ListJobs> = std::tuple<>();
template <>
inline constexpr auto kFields<control::CancelJob> = std::tuple(&control::CancelJob::job);
template <>
inline constexpr auto kFields<control::AskCluster> = std::tuple<>();
template <>
inline constexpr auto kFields<control::AskStore> = std::tuple<>();
template <>
inline constexpr auto kFields<control::JobStatus> =
    std::tuple(&control::JobStatus::job, &control::JobStatus::state,
               at_most(&control::JobStatus::title, control::kTitleBytesMax),
               &control::JobStatus::lower_bound, &control::JobStatus::pushes,
               &control::JobStatus::moves, at_most(&control::JobStatus::strategy, kTextBytesMax),
               at_most(&control::JobStatus::detail, kTextBytesMax), &control::JobStatus::epoch,
               &control::JobStatus::generation, &control::JobStatus::recovering,
               &control::JobStatus::time, at_most(&control::JobStatus::reports, kMembersMax));
template <>
inline constexpr auto kFields<control::JobList> = std::tuple(at_most(&control::JobList::jobs,
                                                                     control::kJobsListedMax));
template <>
inline constexpr auto kFields<control::MemberStatus> = std::tuple(
    &control::MemberStatus::node, &control::MemberStatus::place,
    at_most(&control::MemberStatus::address, gossip::kAddressBytesMax),
    &control::MemberStatus::zone, &control::MemberStatus::weight,
    at_most(&control::MemberStatus::liveness, kTextBytesMax), &control::MemberStatus::is_member,
    &control::MemberStatus::is_seed, &control::MemberStatus::owned, &control::MemberStatus::held);
template <>
inline constexpr auto kFields<control::ClusterStatus> = std::tuple(
    &control::ClusterStatus::answering, &control::ClusterStatus::revision,
    &control::ClusterStatus::epoch, &control::ClusterStatus::partitions,
    &control::ClusterStatus::replicas, &control::ClusterStatus::has_majority,
    at_most(&control::ClusterStatus::members, 2 * kMembersMax),
    at_most(&control::ClusterStatus::running, kJobsMax), &control::ClusterStatus::has_its_seeds);
template <>
inline constexpr auto kFields<control::StoreFigures> =
    std::tuple(at_most(&control::StoreFigures::lines, control::kLinesMax));
template <>
inline constexpr auto kFields<control::Done> = std::tuple<>();
template <>
inline constexpr auto kFields<control::Refused> =
    std::tuple(&control::Refused::why, at_most(&control::Refused::message, kTextBytesMax));

}  // namespace kura::cluster::wire
