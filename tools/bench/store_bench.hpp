// Store benchmark: what clients get out of the quorum store over sockets, and how long it takes to
// mend a replica.
// Shape:    each client is a thread with one connection, which keeps requests under way; half of
//           the operations write, half read, keys are drawn at random. Records are filled in first;
//           documents are written under new keys, and synchronised to disk
// Units:    seconds; operations per second of wall time; cores: processor time of the clients over
//           wall time
// Threads:  starts its own
// Errors:   failure says what went wrong, and the figures mean nothing then
// Source:   ARCHITECTURE.md, "Quorum store"
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace kura::bench {

struct StoreLoad {
    int nodes = 1;
    int replicas = 1;
    int write = 1;
    bool is_documents = false;
    std::uint64_t keys = 1'000'000;  // of records
    std::size_t batch = 100;         // operations of a request; of documents always 1
    std::size_t window = 16;         // requests under way, of each client
    int clients = 1;
    double seconds = 3;
};

struct StoreLoadFigures {
    double per_second = 0;
    double half_within = 0;  // of requests: seconds until answered
    double most_within = 0;  // 99 of 100
    double client_cores = 0;
    std::string failure;
};

[[nodiscard]] StoreLoadFigures run_store_load(const StoreLoad& load);

struct MendingOptions {
    int documents = 3000;
    int missing = 100;
    int stale = 100;
};

struct MendingFigures {
    double seconds = 0;  // from the damage until all replicas are equal
    std::string failure;
};

// Requires: missing + stale <= documents.
[[nodiscard]] MendingFigures run_mending(const MendingOptions& options);

}  // namespace kura::bench
