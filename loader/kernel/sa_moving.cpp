// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/sa_moving.h"

#include <linux/netlink.h>
#include <linux/xfrm.h>

#include <algorithm>
#include <cstring>
#include <initializer_list>

#include "loader/kernel/netlink_attributes.h"
#include "loader/kernel/sa_encoding.h"
#include "loader/kernel/xfrm_address.h"

namespace hawser::loader {
namespace {

using ListedSa = ParsedMessage<xfrm_usersa_info>;

void put_copied(NetlinkMessage& message, const NetlinkAttributes& from,
                std::initializer_list<uint16_t> types) {
    for (const uint16_t type : types) {
        if (from.has(type)) message.put(type, from.get(type));
    }
}

constexpr std::initializer_list<uint16_t> kAlgorithms = {XFRMA_ALG_AEAD, XFRMA_ALG_AUTH_TRUNC,
                                                         XFRMA_ALG_CRYPT};

/// A kernel in lockdown lists keys as zeros (xfrm_redact); an SA made of those would encrypt with them.
bool has_its_keys(const NetlinkAttributes& attributes) {
    bool any = false;
    for (const uint16_t type : kAlgorithms) {
        const ByteView value = attributes.get(type);
        if (value.empty()) continue;
        const size_t header = type == XFRMA_ALG_CRYPT ? sizeof(xfrm_algo) : sizeof(xfrm_algo_aead);
        if (value.size() <= header) return false;
        const ByteView key = value.subspan(header);
        any = true;
        if (std::all_of(key.begin(), key.end(), [](uint8_t octet) { return octet == 0; })) return false;
    }
    return any;
}

static_assert(sizeof(xfrm_algo_aead) == sizeof(xfrm_algo_auth));

/// The fixed part and what says how to encrypt. XFRMA_ALG_AUTH, which is listed beside XFRMA_ALG_AUTH_TRUNC,
/// would lose the truncation.
void put_copied_info(NetlinkMessage& message, const ListedSa& listed, xfrm_usersa_info info) {
    // Refused beside XFRMA_REPLAY_ESN_VAL.
    if (listed.attributes.has(XFRMA_REPLAY_ESN_VAL)) info.replay_window = 0;
    message.put_header(info);
    put_copied(message, listed.attributes, kAlgorithms);
    put_copied(message, listed.attributes, {XFRMA_SA_EXTRA_FLAGS, XFRMA_IF_ID, XFRMA_MARK});
}

/// False where the 32 bits of a sequence number without ESN are used up.
template <typename Replay>
bool put_advanced(NetlinkMessage& message, uint16_t attribute, ByteView value, bool esn) {
    Bytes copy = to_bytes(value);
    Replay state;
    std::memcpy(&state, copy.data(), sizeof(state));
    state.oseq += kMoveSkipsSequence;
    const bool wrapped = state.oseq < kMoveSkipsSequence;
    if (wrapped && !esn) return false;
    if constexpr (requires { state.oseq_hi; }) state.oseq_hi += wrapped ? 1 : 0;
    std::memcpy(copy.data(), &state, sizeof(state));
    message.put(attribute, copy);
    return true;
}

/// Ours of the incoming direction have a replay window of more than one packet.
bool is_incoming(const ListedSa& listed) {
    const ByteView value = listed.attributes.get(XFRMA_REPLAY_ESN_VAL);
    if (value.size() < sizeof(xfrm_replay_state_esn)) return false;
    xfrm_replay_state_esn state;
    std::memcpy(&state, value.data(), sizeof(state));
    return state.replay_window > 1;
}

/// An outgoing SA has the smallest window or, without ESN, the old kind of state; an incoming one keeps what
/// it has seen.
bool put_replay(NetlinkMessage& message, const ListedSa& listed) {
    const ByteView esn_value = listed.attributes.get(XFRMA_REPLAY_ESN_VAL);
    if (esn_value.size() >= sizeof(xfrm_replay_state_esn)) {
        if (is_incoming(listed)) {
            message.put(XFRMA_REPLAY_ESN_VAL, esn_value);
            return true;
        }
        return put_advanced<xfrm_replay_state_esn>(message, XFRMA_REPLAY_ESN_VAL, esn_value,
                                                   (listed.header.flags & XFRM_STATE_ESN) != 0);
    }
    const ByteView value = listed.attributes.get(XFRMA_REPLAY_VAL);
    if (value.size() < sizeof(xfrm_replay_state)) return false;
    return put_advanced<xfrm_replay_state>(message, XFRMA_REPLAY_VAL, value, false);
}

}  // namespace

std::optional<NetlinkMessage> encode_updated_sa(const nlmsghdr& listed, const EspEncap& encap) {
    const auto parsed = parse_message<xfrm_usersa_info>(listed);
    if (!parsed || !has_its_keys(parsed->attributes)) return std::nullopt;
    NetlinkMessage message(XFRM_MSG_UPDSA, 0);
    put_copied_info(message, *parsed, parsed->header);
    put_copied(message, parsed->attributes, {XFRMA_REPLAY_ESN_VAL, XFRMA_REPLAY_VAL});
    put_encap(message, encap);
    return message;
}

std::optional<NetlinkMessage> encode_moved_sa(const nlmsghdr& listed, const SaAddresses& to) {
    const auto parsed = parse_message<xfrm_usersa_info>(listed);
    if (!parsed || !has_its_keys(parsed->attributes)) return std::nullopt;
    xfrm_usersa_info info = parsed->header;
    info.id.daddr = to_xfrm_address(to.destination);
    info.saddr = to_xfrm_address(to.source);
    info.family = static_cast<uint16_t>(to.destination.address_family());
    NetlinkMessage message(XFRM_MSG_NEWSA, NLM_F_CREATE | NLM_F_EXCL);
    put_copied_info(message, *parsed, info);
    if (!put_replay(message, *parsed)) return std::nullopt;
    if (to.encap) {
        put_encap(message, *to.encap);
        if (is_incoming(*parsed)) put_mapping_threshold(message);
    }
    return message;
}

}  // namespace hawser::loader
