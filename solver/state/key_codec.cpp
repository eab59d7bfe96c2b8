#include "solver/state/key_codec.hpp"

#include "solver/base/assert.hpp"
#include "solver/base/hash.hpp"
#include "solver/base/uint128.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace kura::state {
namespace {

using board::Square;
using board::SquareSet;

int bits_for(std::uint64_t values) {
    return values <= 1 ? 0 : static_cast<int>(std::bit_width(values - 1));
}

// a += b over Limbs words; the caller knows that it does not overflow 256 bits.
template <int Limbs>
void add(std::uint64_t* a, const std::uint64_t* b) {
    unsigned char carry = 0;
    for (int i = 0; i < Limbs; ++i) {
        const base::Uint128 sum = static_cast<base::Uint128>(a[i]) + b[i] + carry;
        a[i] = static_cast<std::uint64_t>(sum);
        carry = static_cast<unsigned char>(sum >> 64);
    }
}

template <int Limbs>
bool less_equal(const std::uint64_t* a, const std::uint64_t* b) {
    for (int i = Limbs - 1; i > 0; --i) {
        if (a[i] != b[i]) {
            return a[i] < b[i];
        }
    }
    return a[0] <= b[0];
}

template <int Limbs>
void subtract(std::uint64_t* a, const std::uint64_t* b) {
    std::uint64_t borrow = 0;
    for (int i = 0; i < Limbs; ++i) {
        const base::Uint128 take = static_cast<base::Uint128>(b[i]) + borrow;
        borrow = a[i] < take ? 1 : 0;
        a[i] = static_cast<std::uint64_t>(a[i] - take);
    }
}

// A little-endian stream of bits into bytes.
class BitWriter {
  public:
    explicit BitWriter(std::uint8_t* bytes) : bytes_(bytes) {}
    void put(std::uint64_t value, int bits) {
        pending_ |= static_cast<base::Uint128>(value) << pending_bits_;
        pending_bits_ += bits;
        while (pending_bits_ >= 8) {
            *bytes_++ = static_cast<std::uint8_t>(pending_);
            pending_ >>= 8;
            pending_bits_ -= 8;
        }
    }
    void finish() {
        if (pending_bits_ > 0) {
            *bytes_++ = static_cast<std::uint8_t>(pending_);
        }
    }

  private:
    std::uint8_t* bytes_;
    base::Uint128 pending_ = 0;
    int pending_bits_ = 0;
};

class BitReader {
  public:
    BitReader(const std::uint8_t* bytes, int count) : bytes_(bytes), end_(bytes + count) {}
    std::uint64_t take(int bits) {
        while (pending_bits_ < bits) {
            const std::uint8_t next = bytes_ < end_ ? *bytes_++ : std::uint8_t{0};
            pending_ |= static_cast<base::Uint128>(next) << pending_bits_;
            pending_bits_ += 8;
        }
        const base::Uint128 mask = (static_cast<base::Uint128>(1) << bits) - 1;
        const auto value = static_cast<std::uint64_t>(pending_ & mask);
        pending_ >>= bits;
        pending_bits_ -= bits;
        return value;
    }

  private:
    const std::uint8_t* bytes_;
    const std::uint8_t* end_;
    base::Uint128 pending_ = 0;
    int pending_bits_ = 0;
};

}  // namespace

KeyCodec::KeyCodec(const board::Board& board, int lanes)
    : board_(board),
      lanes_(lanes),
      live_(static_cast<int>(board.live_squares().size())),
      boxes_(board.box_count()),
      lane_bits_(bits_for(static_cast<std::uint64_t>(lanes))),
      player_bits_(bits_for(static_cast<std::uint64_t>(board.square_count()))) {
    KURA_ASSERT(lanes >= 1 && lanes <= 256, lanes);
    fill_binomials();
}

// Pascal's triangle in 256 bits; stays a bitset when the largest rank needs more.
void KeyCodec::fill_binomials() {
    const auto live = static_cast<std::size_t>(live_);
    const auto boxes = static_cast<std::size_t>(boxes_);
    std::vector<Wide> row(boxes + 2, Wide{});  // C(n, 0..boxes+1) for the current n
    std::vector<Wide> wide;
    bool fits = live_ <= 1024 && boxes_ <= live_;
    if (fits) {
        row[0] = {1, 0, 0, 0};
        wide.reserve((live + 1) * boxes);
        for (std::size_t n = 0; n <= live && fits; ++n) {
            wide.insert(wide.end(), row.begin() + 1, row.begin() + 1 + static_cast<long>(boxes));
            if (n == live) {
                break;
            }
            for (std::size_t i = boxes; i > 0; --i) {
                add<4>(row[i].data(), row[i - 1].data());
                fits = fits && (row[i][3] >> 62) == 0;
            }
        }
    }
    int rank_bits = 0;  // ranks are below C(live, boxes)
    if (fits) {
        Wide largest = row[boxes];
        subtract<4>(largest.data(), Wide{1, 0, 0, 0}.data());
        for (int i = 3; i >= 0 && rank_bits == 0; --i) {
            const std::uint64_t word = largest[static_cast<unsigned>(i)];
            rank_bits = word == 0 ? 0 : i * 64 + static_cast<int>(std::bit_width(word));
        }
        largest_rank_ = largest;
    }
    const int overhead = lane_bits_ + player_bits_;
    const int bitset_bytes = (overhead + live_ + 7) / 8;
    const int rank_bytes = (overhead + rank_bits + 7) / 8;
    if (!fits || rank_bytes >= bitset_bytes) {
        key_bytes_ = std::max(bitset_bytes, 1);
        return;
    }
    key_bytes_ = std::max(rank_bytes, 1);
    rank_bits_ = rank_bits;
    limbs_ = rank_bits <= 64 ? 1 : rank_bits <= 128 ? 2 : 4;
    binomials_.reserve(wide.size() * static_cast<std::size_t>(limbs_));
    for (const Wide& value : wide) {
        binomials_.insert(binomials_.end(), value.begin(), value.begin() + limbs_);
    }
}

template <int Limbs>
void KeyCodec::encode_rank(const SquareSet& boxes, Wide& rank) const {
    std::size_t box = 0;
    boxes.for_each([&](Square square) {
        const auto live = static_cast<std::size_t>(board_.live_index(square));
        add<Limbs>(rank.data(),
                   binomials_.data() + (live * static_cast<std::size_t>(boxes_) + box) * Limbs);
        ++box;
    });
}

template <int Limbs>
void KeyCodec::decode_rank(Wide rank, SquareSet& boxes) const {
    const auto count = static_cast<std::size_t>(boxes_);
    std::size_t live = static_cast<std::size_t>(live_);
    for (std::size_t box = count; box-- > 0;) {
        const std::uint64_t* value = nullptr;
        do {
            KURA_ASSERT(live > 0);
            --live;
            value = binomials_.data() + (live * count + box) * Limbs;
        } while (!less_equal<Limbs>(value, rank.data()));
        subtract<Limbs>(rank.data(), value);
        boxes.insert(board_.live_squares()[live]);
    }
}

void KeyCodec::encode(const SquareSet& boxes, Square player, int lane, std::uint8_t* key) const {
    key[0] = 0;  // a board without boxes and with one square has no bits at all
    BitWriter out(key);
    out.put(static_cast<std::uint64_t>(lane), lane_bits_);
    out.put(player, player_bits_);
    if (limbs_ > 0) {
        Wide rank{};
        if (limbs_ == 1) {
            encode_rank<1>(boxes, rank);
        } else if (limbs_ == 2) {
            encode_rank<2>(boxes, rank);
        } else {
            encode_rank<4>(boxes, rank);
        }
        int left = rank_bits_;
        for (unsigned i = 0; left > 0; ++i, left -= 64) {
            out.put(rank[i], std::min(64, left));
        }
        out.finish();
        return;
    }
    // Gather the live squares' bits into consecutive words.
    std::array<std::uint64_t, board::kSquareWordsMax> packed;
    const auto words = static_cast<std::size_t>((live_ + 63) / 64);
    std::memset(packed.data(), 0, words * sizeof(std::uint64_t));
    boxes.for_each([&](Square square) {
        const auto live = static_cast<unsigned>(board_.live_index(square));
        packed[live >> 6] |= std::uint64_t{1} << (live & 63);
    });
    for (std::size_t i = 0; i < words; ++i) {
        const int bits = std::min(64, live_ - static_cast<int>(i) * 64);
        out.put(packed[i], bits);
    }
    out.finish();
}

int KeyCodec::decode(const std::uint8_t* key, State& state) const {
    BitReader in(key, key_bytes_);
    const int lane = static_cast<int>(in.take(lane_bits_));
    state.player = static_cast<Square>(in.take(player_bits_));
    if (state.boxes.words() != board_.words()) {
        state.boxes = board_.no_squares();
    }
    state.boxes.clear();
    if (limbs_ > 0) {
        Wide rank{};
        int left = rank_bits_;
        for (unsigned i = 0; left > 0; ++i, left -= 64) {
            rank[i] = in.take(std::min(64, left));
        }
        if (limbs_ == 1) {
            decode_rank<1>(rank, state.boxes);
        } else if (limbs_ == 2) {
            decode_rank<2>(rank, state.boxes);
        } else {
            decode_rank<4>(rank, state.boxes);
        }
        return lane;
    }
    for (int first = 0; first < live_; first += 64) {
        for (std::uint64_t rest = in.take(std::min(64, live_ - first)); rest != 0;
             rest &= rest - 1) {
            state.boxes.insert(
                board_.live_squares()[static_cast<unsigned>(first + std::countr_zero(rest))]);
        }
    }
    return lane;
}

bool KeyCodec::is_valid(const std::uint8_t* key) const {
    BitReader in(key, key_bytes_);
    if (in.take(lane_bits_) >= static_cast<std::uint64_t>(lanes_) ||
        in.take(player_bits_) >= static_cast<std::uint64_t>(board_.square_count())) {
        return false;
    }
    const int body_bits = limbs_ > 0 ? rank_bits_ : live_;
    Wide rank{};
    int boxes = 0;
    for (int first = 0; first < body_bits; first += 64) {
        const std::uint64_t word = in.take(std::min(64, body_bits - first));
        boxes += std::popcount(word);
        if (limbs_ > 0) {
            rank[static_cast<unsigned>(first / 64)] = word;
        }
    }
    const bool is_filled_up = in.take(key_bytes_ * 8 - lane_bits_ - player_bits_ - body_bits) == 0;
    return is_filled_up &&
           (limbs_ > 0 ? less_equal<4>(rank.data(), largest_rank_.data()) : boxes == boxes_);
}

std::uint64_t KeyCodec::state_hash(const std::uint8_t* key) const {
    std::uint64_t hash = base::mix64(static_cast<std::uint64_t>(key[0] >> lane_bits_) + 1);
    for (int at = 1; at < key_bytes_; at += 8) {
        std::uint64_t chunk = 0;
        std::memcpy(&chunk, key + at, static_cast<std::size_t>(std::min(8, key_bytes_ - at)));
        hash = base::mix64((hash + 0x9E3779B97F4A7C15ULL) ^ chunk);
    }
    return hash;
}

}  // namespace kura::state
