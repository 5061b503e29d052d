// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/resume_tickets.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "ike/crypto/prf.h"
#include "ike/crypto/sealed_bytes.h"
#include "ike/wire/reader.h"
#include "ike/wire/writer.h"

namespace hawser::ike {

namespace {

constexpr uint8_t kVersion = 2;
constexpr size_t kNumberBytes = 4;
constexpr std::chrono::seconds kDay = std::chrono::hours(24);
constexpr size_t kMarkBytes = 16;

uint64_t seconds_of(CalendarTime time) {
    return static_cast<uint64_t>(std::max<int64_t>(0, time.time_since_epoch().count()));
}

uint32_t day_of(CalendarTime time) {
    return static_cast<uint32_t>(seconds_of(time) / 86400);
}

void write_identity(ByteWriter& writer, const Identity& identity) {
    writer.u8(static_cast<uint8_t>(identity.type()));
    writer.u16(static_cast<uint16_t>(identity.data().size()));
    writer.bytes(identity.data());
}

std::optional<Identity> read_identity(ByteReader& reader) {
    const auto head = reader.take<3>();
    const auto data = head ? reader.take(head->u16<1>()) : std::nullopt;
    if (!data) return std::nullopt;
    return Identity(static_cast<IdType>(head->u8<0>()), to_bytes(*data));
}

/// Only we have written it, so it is as it should be; a build that could do more may have.
bool are_supported(const IkeAlgorithms& algorithms) {
    return ike_supports_encryption(algorithms.encryption, algorithms.key_bits) &&
           (is_aead(algorithms.encryption) || ike_supports_integrity(algorithms.integrity)) &&
           ike_supports_prf(algorithms.prf);
}

SecretBytes encode(const SessionState& state, uint64_t expires) {
    ByteWriter writer;
    writer.u8(kVersion);
    writer.u64(expires);
    writer.u64(state.serial);
    writer.u8(state.ppk ? 1 : 0);
    const IkeAlgorithms& algorithms = state.algorithms;
    writer.u16(static_cast<uint16_t>(algorithms.encryption));
    writer.u16(algorithms.key_bits);
    writer.u16(static_cast<uint16_t>(algorithms.integrity));
    writer.u16(static_cast<uint16_t>(algorithms.prf));
    writer.u16(static_cast<uint16_t>(algorithms.group));
    for (GroupId one : algorithms.additional)
        writer.u16(static_cast<uint16_t>(one));
    writer.bytes(state.credentials);
    write_identity(writer, state.initiator);
    write_identity(writer, state.responder);
    // The writer's buffer is not wiped, so the key is put behind it here.
    SecretBytes encoded(writer.size() + state.sk_d.size());
    std::copy(writer.view().begin(), writer.view().end(), encoded.data());
    std::copy(state.sk_d.view().begin(), state.sk_d.view().end(), encoded.data() + writer.size());
    return encoded;
}

std::optional<SessionState> decode(ByteView encoded, uint64_t now) {
    ByteReader reader(encoded);
    const auto head = reader.take<28>();
    if (!head || head->u8<0>() != kVersion || head->u64<1>() <= now) return std::nullopt;
    SessionState state;
    state.serial = head->u64<9>();
    state.ppk = head->u8<17>() != 0;
    state.algorithms.encryption = static_cast<EncryptionId>(head->u16<18>());
    state.algorithms.key_bits = head->u16<20>();
    state.algorithms.integrity = static_cast<IntegrityId>(head->u16<22>());
    state.algorithms.prf = static_cast<PrfId>(head->u16<24>());
    state.algorithms.group = static_cast<GroupId>(head->u16<26>());
    for (GroupId& one : state.algorithms.additional) {
        const auto number = reader.take<2>();
        if (!number) return std::nullopt;
        one = static_cast<GroupId>(number->u16<0>());
    }
    const auto mark = reader.take(kMarkBytes);
    auto initiator = mark ? read_identity(reader) : std::nullopt;
    auto responder = initiator ? read_identity(reader) : std::nullopt;
    if (!responder || !are_supported(state.algorithms)) return std::nullopt;
    state.credentials = to_bytes(*mark);
    state.initiator = *std::move(initiator);
    state.responder = *std::move(responder);
    state.sk_d = SecretBytes(reader.take_rest());
    return state;
}

}  // namespace

ByteView TicketMaker::secret() {
    if (!secret_) {
        auto drawn = std::make_shared<SecretBytes>(32);
        random_.fill({drawn->data(), drawn->size()});
        secret_ = std::move(drawn);
    }
    return secret_->view();
}

SecretBytes TicketMaker::key_of(uint32_t day) {
    constexpr std::array<uint8_t, 10> kLabel = {'t', 'i', 'c', 'k', 'e', 't', ' ', 'k', 'e', 'y'};
    ByteWriter number;
    number.u32(day);
    return Prf(PrfId::kHmacSha2_256).compute(secret(), {kLabel, number.view()});
}

Bytes TicketMaker::credential_mark(ByteView key) {
    constexpr std::array<uint8_t, 10> kLabel = {'c', 'r', 'e', 'd', 'e', 'n', 't', 'i', 'a', 'l'};
    const SecretBytes mark = Prf(PrfId::kHmacSha2_256).compute(secret(), {kLabel, key});
    return to_bytes(mark.view().first(kMarkBytes));
}

uint64_t TicketMaker::next_serial(CalendarTime now) const {
    constexpr uint64_t kPerSecond = 1'000'000;
    return std::max(last_serial_ + 1, seconds_of(now) * kPerSecond);
}

std::optional<Bytes> TicketMaker::issue(SessionState& state, Duration lifetime, CalendarTime now) {
    last_serial_ = next_serial(now);
    state.serial = last_serial_;
    const uint32_t day = day_of(now);
    ByteWriter number;
    number.u32(day);
    const auto whole = std::min(std::chrono::duration_cast<std::chrono::seconds>(lifetime), kDay);
    const uint64_t expires = seconds_of(now + whole);
    const SecretBytes key = key_of(day);
    const auto sealed = seal_bytes(key.view(), number.view(), encode(state, expires).view(), random_);
    if (!sealed) return std::nullopt;
    number.bytes(*sealed);
    return number.release();
}

std::optional<SessionState> TicketMaker::open(ByteView ticket, CalendarTime now) {
    ByteReader reader(ticket);
    const auto number = reader.take<kNumberBytes>();
    if (!number) return std::nullopt;
    const uint32_t today = day_of(now);
    const uint32_t day = number->u32<0>();
    if (day > today || today - day > 1) return std::nullopt;
    const SecretBytes key = key_of(day);
    const auto plain = unseal_bytes(key.view(), ticket.first(kNumberBytes), reader.take_rest());
    if (!plain) return std::nullopt;
    return decode(plain->view(), seconds_of(now));
}

}  // namespace hawser::ike
