// Candidate: what travels between shards. A child state on its way to the shard that owns it.
// Shape:    a header and a record, packed one after the other in a batch of one lane; a record is
//           the state's key and what the lane's strategy sends along (LaneSpec::payload_bytes)
// Units:    key_bytes is fixed per job, payload_bytes per lane
// Threads:  a batch is built by its sender and given away whole; plain values
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

namespace kura::search {

struct CandidateHeader {
    std::uint64_t placement_hash = 0;  // chooses the owner
    std::uint64_t word = 0;            // cost and arrival (visited_word.hpp), open
    std::uint32_t priority = 0;        // the order the sender computed; smaller is sooner
    std::uint8_t lane = 0;
    bool is_target = false;  // reaches the lane's goal: a solution, if it replays
};

class CandidateBatch {
  public:
    CandidateBatch() = default;
    CandidateBatch(int lane, int record_bytes) { reuse_for(lane, record_bytes); }

    void push_back(const CandidateHeader& header, const std::uint8_t* record) {
        const std::size_t at = bytes_.size();
        bytes_.resize(at + stride_);
        std::memcpy(bytes_.data() + at, &header, sizeof header);
        std::memcpy(bytes_.data() + at + sizeof header, record, stride_ - sizeof header);
    }
    [[nodiscard]] std::size_t size() const { return stride_ == 0 ? 0 : bytes_.size() / stride_; }
    [[nodiscard]] bool empty() const { return bytes_.empty(); }
    [[nodiscard]] int lane() const { return lane_; }
    [[nodiscard]] CandidateHeader header(std::size_t i) const {
        CandidateHeader header;
        std::memcpy(&header, bytes_.data() + i * stride_, sizeof header);
        return header;
    }
    // The record: the key comes first.
    [[nodiscard]] const std::uint8_t* key(std::size_t i) const {
        return bytes_.data() + i * stride_ + sizeof(CandidateHeader);
    }
    void clear() { bytes_.clear(); }
    // Empties the batch for another lane; keeps its memory.
    void reuse_for(int lane, int record_bytes) {
        lane_ = lane;
        stride_ = sizeof(CandidateHeader) + static_cast<std::size_t>(record_bytes);
        bytes_.clear();
    }

  private:
    int lane_ = 0;
    std::size_t stride_ = 0;
    std::vector<std::uint8_t> bytes_;
};

}  // namespace kura::search
