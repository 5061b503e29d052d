// SPDX-License-Identifier: BSD-2-Clause
#include "health/stamp/stamp_packet.h"

#include <algorithm>
#include <chrono>

#include "base/secret_bytes.h"

namespace hawser::health {
namespace {

constexpr uint64_t kNtpEpoch = 2'208'988'800;  // seconds from 1900 to 1970
constexpr uint64_t kNanoseconds = 1'000'000'000;

/// The first six blocks of 16 bytes (RFC 8762, 4.4); the HMAC stands behind them.
constexpr size_t kCovered = 96;

/// Where the fields are, from the packet's start; those that only a reply has are at the end.
struct Layout {
    size_t size;
    size_t sequence;
    size_t timestamp;
    size_t error_estimate;
    size_t session;
    size_t received;
    size_t sender_sequence;
    size_t sender_timestamp;
    size_t sender_error_estimate;
    size_t sender_ttl;
};
constexpr Layout kUnauthenticated{44, 0, 4, 12, 14, 16, 24, 28, 36, 40};  // figures 2 and 5
constexpr Layout kAuthenticated{112, 0, 16, 24, 26, 32, 48, 64, 72, 80};  // figures 4 and 6

const Layout& layout_of(const StampCodec& codec) {
    return codec.is_authenticated() ? kAuthenticated : kUnauthenticated;
}

template <typename T>
void put(Bytes& packet, size_t at, T value) {
    for (size_t i = 0; i < sizeof(T); ++i)
        packet[at + i] = static_cast<uint8_t>(value >> (8 * (sizeof(T) - 1 - i)));
}

template <typename T>
void get(ByteView packet, size_t at, T& value) {
    uint64_t read = 0;
    for (const uint8_t byte : packet.subspan(at, sizeof(T)))
        read = read << 8 | byte;
    value = static_cast<T>(read);
}

void put_fields(Bytes& packet, const Layout& layout, const StampFields& fields) {
    put(packet, layout.sequence, fields.sequence);
    put(packet, layout.timestamp, fields.timestamp);
    put(packet, layout.error_estimate, fields.error_estimate);
    put(packet, layout.session, fields.session);
}

StampFields get_fields(ByteView packet, const Layout& layout) {
    StampFields fields;
    get(packet, layout.sequence, fields.sequence);
    get(packet, layout.timestamp, fields.timestamp);
    get(packet, layout.error_estimate, fields.error_estimate);
    get(packet, layout.session, fields.session);
    return fields;
}

}  // namespace

uint64_t ntp_time(Duration since_1970) {
    const auto ns = static_cast<uint64_t>(std::max(since_1970, Duration::zero()).count());
    return (ns / kNanoseconds + kNtpEpoch) << 32 | (ns % kNanoseconds << 32) / kNanoseconds;
}

size_t StampCodec::base_size() const {
    return layout_of(*this).size;
}

Bytes StampCodec::serialize(const StampRequest& request) const {
    const Layout& layout = layout_of(*this);
    Bytes packet(layout.size);
    put_fields(packet, layout, request.fields);
    protect(packet);
    append(packet, request.beyond);
    return packet;
}

Bytes StampCodec::serialize(const StampReply& reply) const {
    const Layout& layout = layout_of(*this);
    Bytes packet(layout.size);
    put_fields(packet, layout, reply.fields);
    put(packet, layout.received, reply.received);
    put(packet, layout.sender_sequence, reply.sender_sequence);
    put(packet, layout.sender_timestamp, reply.sender_timestamp);
    put(packet, layout.sender_error_estimate, reply.sender_error_estimate);
    put(packet, layout.sender_ttl, reply.sender_ttl);
    protect(packet);
    append(packet, reply.beyond);
    return packet;
}

StampVerdict StampCodec::parse(ByteView packet, StampRequest& into) const {
    const StampVerdict verdict = verify(packet);
    if (verdict != StampVerdict::kGood) return verdict;
    into.fields = get_fields(packet, layout_of(*this));
    into.beyond = to_bytes(packet.subspan(base_size()));
    return verdict;
}

StampVerdict StampCodec::parse(ByteView packet, StampReply& into) const {
    const StampVerdict verdict = verify(packet);
    if (verdict != StampVerdict::kGood) return verdict;
    const Layout& layout = layout_of(*this);
    into.fields = get_fields(packet, layout);
    get(packet, layout.received, into.received);
    get(packet, layout.sender_sequence, into.sender_sequence);
    get(packet, layout.sender_timestamp, into.sender_timestamp);
    get(packet, layout.sender_error_estimate, into.sender_error_estimate);
    get(packet, layout.sender_ttl, into.sender_ttl);
    into.beyond = to_bytes(packet.subspan(layout.size));
    return verdict;
}

StampVerdict StampCodec::verify(ByteView packet) const {
    if (packet.size() < base_size()) return StampVerdict::kTooShort;
    if (!is_authenticated()) return StampVerdict::kGood;
    const auto expected = hmac_(packet.first(kCovered));
    const bool right = equal_in_constant_time(expected, packet.subspan(kCovered, kHmacSize));
    return right ? StampVerdict::kGood : StampVerdict::kWrongHmac;
}

void StampCodec::protect(Bytes& packet) const {
    if (!is_authenticated()) return;
    const auto tag = hmac_(ByteView(packet).first(kCovered));
    std::copy(tag.begin(), tag.end(), packet.begin() + kCovered);
}

}  // namespace hawser::health
