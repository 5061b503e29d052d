// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/ip_address.h"
#include "ike/engine/handles.h"
#include "ike/wire/ids.h"

namespace hawser::ike {

/// States of an IKE SA, named as strongSwan's list-sas names them.
enum class IkeSaState : uint8_t {
    kCreated,      ///< nothing under way: waiting for the peer, or for the next attempt
    kConnecting,   ///< IKE_SA_INIT or IKE_AUTH under way
    kEstablished,  ///< authenticated
    kDeleting,     ///< DELETE sent, waiting for its answer
    kDestroying    ///< gone; only within the engine, before it is taken out of the tables
};

/// States of a Child SA, named as strongSwan's list-sas names them.
enum class ChildSaState : uint8_t {
    kInstalling,  ///< handed to the kernel, its answer has not come
    kInstalled,   ///< the kernel has taken it
    kRekeying,    ///< the request for its successor is on the way
    kRekeyed,     ///< replaced: reads what is on its way until it is deleted
    kDeleting     ///< DELETE sent, waiting for its answer
};

/// `CREATED`, `CONNECTING`, `ESTABLISHED`, `DELETING`, `DESTROYING`.
[[nodiscard]] std::string_view to_string(IkeSaState state);
/// `INSTALLING`, `INSTALLED`, `REKEYING`, `REKEYED`, `DELETING`.
[[nodiscard]] std::string_view to_string(ChildSaState state);

/// Why the last attempt of a connection failed, for programs; Failure::text is for people.
enum class FailureReason : uint8_t {
    kNone,
    kPeerSilent,                 ///< no answer, with or without rubbish from its address
    kPeerSendsRubbish,           ///< datagrams come, and none of them can be understood
    kNoProposalChosen,           ///< no common algorithms for the IKE SA
    kNoChildProposalChosen,      ///< no common algorithms for the Child SA
    kInvalidKeGroup,             ///< the peer asks for a group that we do not offer
    kPeerRefusesAuthentication,  ///< AUTHENTICATION_FAILED from the peer: our identity or key
    kWrongPeerKey,               ///< the peer's AUTH does not fit our pre-shared key
    kPeerCertificate,            ///< the peer's certificate is not trusted, expired, revoked or another's
    kOwnCredential,              ///< the peer cannot verify what we could sign with
    kWrongPeerIdentity,          ///< the peer is somebody else than the one configured
    kSelectorsUnacceptable,      ///< TS_UNACCEPTABLE, from either side
    kPeerRefusesChild,           ///< another error instead of the Child SA
    kProtocolError,              ///< a well-formed message that RFC 7296 does not allow here
    kPeerDeleted,                ///< the peer sent DELETE
    kPeerDied,                   ///< it was up and no longer answers
    kKernelRefused,              ///< the SA could not be installed
    kPeerCrashed,                ///< it has shown that it has lost the SA (RFC 6290)
    kNoInnerAddress,             ///< we ask for an address, and the peer assigns none
    kNoCommonPpk,                ///< a PPK is required, and the peer has none or not the same
    kRedirectRefused,            ///< the gateway sends us to another one, and we do not go there
    kOperator                    ///< we were told to stop
};

/// snake_case: `peer_silent`, `wrong_peer_key`.
[[nodiscard]] std::string_view to_string(FailureReason reason);

struct Failure {
    FailureReason reason = FailureReason::kNone;
    /// What happened to what, in words that an engineer can act on. Never contains key material.
    std::string text;
    TimePoint at{};
    /// Attempts that have failed since the last success, this one included.
    unsigned attempts = 0;
};

/// One Child SA. Field names in JSON are those of strongSwan's list-sas (`spi-in`, `encr-alg` ...).
struct ChildSaStatus {
    std::string name;
    uint64_t uniqueid = 0;  ///< among the endpoint's Child SAs, in the order of their making
    ChildHandle handle;
    IfId if_id;
    ChildSaState state = ChildSaState::kInstalling;
    std::string mode = "TUNNEL";
    std::string protocol = "ESP";
    bool encap = false;  ///< ESP in UDP
    EspSpi spi_in;
    EspSpi spi_out;
    std::string encr_alg;                               ///< `AES_GCM_16`
    uint16_t encr_keysize = 0;                          ///< bits
    std::string integ_alg;                              ///< empty for AEAD
    std::string dh_group;                               ///< of its own key exchange; empty without one
    std::vector<std::string> additional_key_exchanges;  ///< RFC 9370, in their order
    bool esn = false;
    std::vector<std::string> local_ts;   ///< `10.1.0.0/16`
    std::vector<std::string> remote_ts;  ///< `10.2.0.0/16`
    TimePoint install_time{};
    std::optional<TimePoint> rekey_time;  ///< when we begin to rekey it, unless the peer does before
    std::optional<TimePoint> life_time;   ///< when it ends if that has not happened
};

/// One connection and, while there is one, its IKE SA. Exists for every connection that was added, also for
/// one that has never come up: then `state` is CREATED, and `last_failure` says why if there was an attempt.
struct SaStatus {
    ConnectionId connection;
    std::string name;
    /// Counts IKE SAs of this Endpoint; 0 while there is none.
    uint64_t uniqueid = 0;
    IkeSaState state = IkeSaState::kCreated;
    /// In words, why it is in this state.
    std::string state_reason;

    IpAddress local_host;
    uint16_t local_port = 0;
    std::string local_id;
    /// Empty as long as any peer may come.
    std::optional<IpAddress> remote_host;
    uint16_t remote_port = 0;
    std::string remote_id;

    IkeSpi initiator_spi;
    IkeSpi responder_spi;
    bool initiator = false;  ///< we initiated this IKE SA
    std::string encr_alg;    ///< `AES_GCM_16`, `AES_CBC`
    uint16_t encr_keysize = 0;
    std::string integ_alg;                              ///< `HMAC_SHA2_256_128`; empty for AEAD
    std::string prf_alg;                                ///< `PRF_HMAC_SHA2_256`
    std::string dh_group;                               ///< `CURVE_25519`
    std::vector<std::string> additional_key_exchanges;  ///< RFC 9370, in their order: `ML_KEM_768`
    bool ppk = false;  ///< a post-quantum pre-shared key is in its keys (RFC 8784)
    /// When it was authenticated; empty before.
    std::optional<TimePoint> established;
    /// When the peer last said something by it that was authentic; empty as long as it is not up.
    std::optional<TimePoint> last_heard;
    /// When we rekey it, unless the peer does before.
    std::optional<TimePoint> rekey_time;
    /// When it is replaced by a newly authenticated one, if that is planned.
    std::optional<TimePoint> renewal;
    bool nat_local = false;       ///< we are behind a NAT, as the peer sees us
    bool nat_remote = false;      ///< the peer is behind a NAT
    bool peer_is_hawser = false;  ///< it sent our vendor id
    /// Inner addresses: ours if the peer has assigned them, the peer's if we have.
    std::vector<IpAddress> local_vips;
    std::vector<IpAddress> remote_vips;
    std::vector<IpAddress> name_servers;  ///< that the peer has told with our addresses
    std::vector<ChildSaStatus> child_sas;

    /// Why the last attempt failed. Cleared when the connection has an IKE SA with a Child SA again.
    std::optional<Failure> last_failure;
    /// When the next attempt starts, if one is planned.
    std::optional<TimePoint> next_attempt;
    uint64_t retransmissions = 0;  ///< of requests, since the connection was added
};

}  // namespace hawser::ike
