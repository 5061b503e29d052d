// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/sa_encoding.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/netlink.h>
#include <linux/udp.h>
#include <linux/xfrm.h>
#include <netinet/in.h>

#include <algorithm>

#include "loader/kernel/netlink_attributes.h"
#include "loader/kernel/xfrm_address.h"

namespace hawser::loader {
namespace {

/// How the kernel calls what an SA encrypts and authenticates with, and the keys that it takes.
struct EspTransform {
    const char* encryption;
    size_t salt;
    const char* integrity;  ///< null: an AEAD
    uint32_t truncated_bits;
    size_t integrity_key_size;
};

constexpr const char* kSha256 = "hmac(sha256)";
constexpr const char* kSha384 = "hmac(sha384)";
constexpr const char* kSha512 = "hmac(sha512)";
constexpr const char* kCtr = "rfc3686(ctr(aes))";

EspTransform transform_of(EspAlgorithm algorithm) {
    switch (algorithm) {
        case EspAlgorithm::kAesGcm16:
            return {"rfc4106(gcm(aes))", 4, nullptr, 0, 0};
        case EspAlgorithm::kChaCha20Poly1305:
            return {"rfc7539esp(chacha20,poly1305)", 4, nullptr, 0, 0};
        case EspAlgorithm::kAesCbcHmacSha256:
            return {"cbc(aes)", 0, kSha256, 128, 32};
        case EspAlgorithm::kAesCbcHmacSha384:
            return {"cbc(aes)", 0, kSha384, 192, 48};
        case EspAlgorithm::kAesCbcHmacSha512:
            return {"cbc(aes)", 0, kSha512, 256, 64};
        case EspAlgorithm::kAesCtrHmacSha256:
            return {kCtr, 4, kSha256, 128, 32};
        case EspAlgorithm::kAesCtrHmacSha384:
            return {kCtr, 4, kSha384, 192, 48};
        case EspAlgorithm::kAesCtrHmacSha512:
            return {kCtr, 4, kSha512, 256, 64};
    }
    check_failed(__FILE__, __LINE__, "transform_of", "every algorithm is in the list");
}

bool is_key_size(EspAlgorithm algorithm, size_t size) {
    if (algorithm == EspAlgorithm::kChaCha20Poly1305) return size == 32;
    return size == 16 || size == 24 || size == 32;
}

Result<void> check_keys(const SaRequest& request) {
    const EspTransform transform = transform_of(request.algorithm);
    const size_t encryption = request.encryption_key.size();
    const size_t integrity = request.integrity_key.size();
    if (encryption > transform.salt && is_key_size(request.algorithm, encryption - transform.salt) &&
        integrity == transform.integrity_key_size) {
        return {};
    }
    return Error(fmt::format("SA {:08x} to {}: keys of {} and {} octets do not fit its algorithm",
                             request.spi, request.destination.to_string(), encryption, integrity));
}

uint64_t kernel_limit(uint64_t limit) {
    return limit != 0 ? limit : XFRM_INF;
}

xfrm_lifetime_cfg lifetime_of(const SaLimits& limits) {
    xfrm_lifetime_cfg lifetime{};
    lifetime.soft_byte_limit = kernel_limit(limits.soft_bytes);
    lifetime.hard_byte_limit = kernel_limit(limits.hard_bytes);
    lifetime.soft_packet_limit = kernel_limit(limits.soft_packets);
    lifetime.hard_packet_limit = kernel_limit(limits.hard_packets);
    return lifetime;
}

xfrm_usersa_info sa_info(const SaRequest& request) {
    xfrm_usersa_info info{};
    info.id.daddr = to_xfrm_address(request.destination);
    info.id.spi = htonl(request.spi);
    info.id.proto = IPPROTO_ESP;
    info.saddr = to_xfrm_address(request.source);
    info.lft = lifetime_of(request.limits);
    info.reqid = request.if_id.value();
    info.family = static_cast<uint16_t>(request.destination.address_family());
    info.mode = XFRM_MODE_TUNNEL;
    // Without AF_UNSPEC the kernel gives the empty selector the outer family, and IPv6 inside IPv4 finds no
    // SA (XfrmOutNoStates).
    info.flags = XFRM_STATE_AF_UNSPEC;
    // ICMP errors of a router outside the selectors, about a packet inside them (RFC 4301 section 6).
    if (request.direction == SaDirection::kIn) info.flags |= XFRM_STATE_ICMP;
    if (request.esn) info.flags |= XFRM_STATE_ESN;
    return info;
}

/// An algorithm's attribute: a fixed header whose last member is the key.
template <typename Header>
void put_algorithm(NetlinkMessage& message, uint16_t attribute, Header header, const char* name,
                   const SecretBytes& key) {
    std::copy_n(name, std::char_traits<char>::length(name), header.alg_name);
    header.alg_key_len = static_cast<unsigned>(key.size() * 8);
    SecretBytes value(sizeof(header) + key.size());
    std::memcpy(value.data(), &header, sizeof(header));
    std::memcpy(value.data() + sizeof(header), key.data(), key.size());
    message.put(attribute, value.view());
}

void put_algorithms(NetlinkMessage& message, const SaRequest& request) {
    const EspTransform transform = transform_of(request.algorithm);
    if (transform.integrity == nullptr) {
        xfrm_algo_aead aead{};
        aead.alg_icv_len = 128;
        put_algorithm(message, XFRMA_ALG_AEAD, aead, transform.encryption, request.encryption_key);
        return;
    }
    // Always with its truncation: the kernel's own default for hmac(sha256) is 96 bits, a draft's value.
    xfrm_algo_auth integrity{};
    integrity.alg_trunc_len = transform.truncated_bits;
    put_algorithm(message, XFRMA_ALG_AUTH_TRUNC, integrity, transform.integrity, request.integrity_key);
    put_algorithm(message, XFRMA_ALG_CRYPT, xfrm_algo{}, transform.encryption, request.encryption_key);
}

/// Before 6.10 the kernel refuses an ESN state without a window also where it sends (xfrm_init_replay), and
/// this smallest one marks outgoing SAs when they are listed.
constexpr uint32_t kOutgoingWindow = 1;
constexpr uint32_t kSmallestWindow = 32;
constexpr uint32_t kWordBits = 32;

void put_replay(NetlinkMessage& message, const SaRequest& request) {
    const bool incoming = request.direction == SaDirection::kIn;
    if (!incoming && !request.esn) return;
    const uint32_t window =
        incoming ? std::clamp<uint32_t>(request.replay_window, kSmallestWindow, XFRMA_REPLAY_ESN_MAX)
                 : kOutgoingWindow;
    xfrm_replay_state_esn state{};
    state.bmp_len = (window + kWordBits - 1) / kWordBits;
    state.replay_window = window;
    // The kernel takes the structure without its bitmap and makes an empty one.
    Bytes value(sizeof(state) + state.bmp_len * sizeof(uint32_t));
    std::memcpy(value.data(), &state, sizeof(state));
    message.put(XFRMA_REPLAY_ESN_VAL, value);
}

xfrm_usersa_id sa_id(const SaKey& key) {
    xfrm_usersa_id id{};
    id.daddr = to_xfrm_address(key.destination);
    id.spi = htonl(key.spi);
    id.family = static_cast<uint16_t>(key.destination.address_family());
    id.proto = IPPROTO_ESP;
    return id;
}

}  // namespace

void put_encap(NetlinkMessage& message, const EspEncap& encap) {
    xfrm_encap_tmpl value{};
    value.encap_type = UDP_ENCAP_ESPINUDP;
    value.encap_sport = htons(encap.source_port);
    value.encap_dport = htons(encap.destination_port);
    message.put_struct(XFRMA_ENCAP, value);
}

void put_mapping_threshold(NetlinkMessage& message) {
    constexpr uint32_t kSeconds = 10;
    message.put_u32(XFRMA_MTIMER_THRESH, kSeconds);
}

Result<NetlinkMessage> encode_add_sa(const SaRequest& request) {
    HAWSER_CHECK(request.if_id.value() != 0 && request.spi != 0, "an SA has an if_id and an SPI");
    HAWSER_CHECK(request.source.family() == request.destination.family(), "an SA has one outer family");
    if (Result<void> keys = check_keys(request); !keys.ok()) return keys.error();
    NetlinkMessage message = NetlinkMessage::small(XFRM_MSG_NEWSA, NLM_F_CREATE | NLM_F_EXCL);
    message.put_header(sa_info(request));
    put_algorithms(message, request);
    put_replay(message, request);
    if (request.encap) {
        put_encap(message, *request.encap);
        if (request.direction == SaDirection::kIn) put_mapping_threshold(message);
    }
    message.put_u32(XFRMA_IF_ID, request.if_id.value());
    return message;
}

NetlinkMessage encode_delete_sa(const SaKey& key) {
    NetlinkMessage message = NetlinkMessage::small(XFRM_MSG_DELSA, 0);
    message.put_header(sa_id(key));
    return message;
}

NetlinkMessage encode_get_sa(const SaKey& key) {
    NetlinkMessage message = NetlinkMessage::small(XFRM_MSG_GETSA, 0);
    message.put_header(sa_id(key));
    return message;
}

NetlinkMessage encode_list_sas() {
    NetlinkMessage message = NetlinkMessage::small(XFRM_MSG_GETSA, NLM_F_DUMP);
    return message;
}

}  // namespace hawser::loader
