// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/ip_address.h"
#include "base/secret_bytes.h"
#include "ike/engine/handles.h"
#include "ike/engine/lifetimes.h"
#include "ike/engine/sa_status.h"
#include "ike/wire/ids.h"
#include "ike/wire/traffic_selector.h"
#include "ike/wire/transform_id.h"

namespace hawser::ike {

/// Send one UDP datagram. `bytes` is the IKE message alone: the I/O layer puts the four zero bytes of the
/// Non-ESP marker (RFC 7296 3.1) before it when `local.port` is not EndpointOptions::ike_port. `connection`
/// says by which uplink it leaves; it is empty where the answer to a stranger belongs to no connection (a
/// cookie, INVALID_IKE_SPI): such a datagram leaves by the uplink that owns `local.address`. The one byte
/// 0xff is no message but a NAT-keepalive (RFC 3948 2.3), which goes as it is.
struct SendDatagram {
    std::optional<ConnectionId> connection;
    hawser::Endpoint local;
    hawser::Endpoint remote;
    Bytes bytes;
};

/// What one direction of a Child SA is keyed with. For AES-GCM `encryption` is the key followed by the salt
/// of four bytes (RFC 4106 8.1), as the kernel's rfc4106(gcm(aes)) takes it, and `integrity` is empty.
struct ChildSaKeys {
    SecretBytes encryption;
    SecretBytes integrity;
};

/// Install one pair of ESP SAs in tunnel mode, with the policies for its selectors. The answer is
/// Endpoint::report_install(). Until it comes the SA counts as installed.
///
/// The life of a pair: InstallChildSa, UseChildSa (unless `use` said so at once), RetireChildSa,
/// RemoveChildSa; each of the last three may come after any before it.
struct InstallChildSa {
    ConnectionId connection;
    std::string connection_name;
    ChildHandle child;
    /// Tie policies and SAs to the connection's XFRM interface.
    IfId if_id;

    /// We receive with this SPI: it was chosen by us, and packets from `remote` to `local` carry it.
    EspSpi spi_in;
    /// We send with this SPI: it was chosen by the peer, and packets from `local` to `remote` carry it.
    EspSpi spi_out;
    /// Keys of the SA from `remote` to `local`: we read with them, the peer's kernel writes with them.
    ChildSaKeys keys_in;
    /// Keys of the SA from `local` to `remote`: we write with them, the peer's kernel reads with them.
    ChildSaKeys keys_out;

    EncryptionId encryption = {};
    /// Without the salt: 128, 192 or 256 for AES.
    uint16_t encryption_key_bits = 0;
    /// Empty for AEAD ciphers.
    std::optional<IntegrityId> integrity;
    /// Extended (64 bit) sequence numbers, RFC 4304.
    bool esn = false;

    /// Outer addresses. The ports matter with `udp_encapsulation` only; `remote` is where the peer was last
    /// seen, which behind a NAT is the NAT's address and port.
    hawser::Endpoint local;
    hawser::Endpoint remote;
    /// RFC 3948: ESP in UDP between the two end points above.
    bool udp_encapsulation = false;

    /// Inner traffic as negotiated, narrowed, from our side: packets out go from `local_selectors` to
    /// `remote_selectors`.
    std::vector<TrafficSelector> local_selectors;
    std::vector<TrafficSelector> remote_selectors;

    /// The kernel counts and tells: Endpoint::child_expired().
    TrafficLimits limits;

    /// This pair takes over the outbound traffic of an older one of the same connection (the peer restarted,
    /// both sides initiated at once, a rekey). The older one's inbound SA stays until its RemoveChildSa
    /// comes, so that packets on their way are still read.
    std::optional<ChildHandle> replaces;
    /// Send with it from now on. If not, only the inbound SA goes into the kernel: the peer may not be able
    /// to read yet (RFC 7296 2.8), and UseChildSa follows.
    bool use = true;
};

/// The connection's traffic leaves by this pair from now on. The pair that carried it before stays as it is.
struct UseChildSa {
    ConnectionId connection;
    ChildHandle child;
};

/// The outbound SA goes; the inbound SA reads what is on its way until RemoveChildSa comes.
struct RetireChildSa {
    ConnectionId connection;
    ChildHandle child;
};

/// The outer end points of a pair are others from now on, or whether its ESP goes in UDP: the peer's NAT has
/// moved it, or an uplink has another address. What there is of the pair keeps its keys, sequence numbers and
/// replay window.
struct MoveChildSa {
    ConnectionId connection;
    ChildHandle child;
    hawser::Endpoint local;
    hawser::Endpoint remote;
    bool udp_encapsulation = false;
};

/// Asks what the pair has carried; the answer is Endpoint::report_usage().
struct QueryChildSa {
    ConnectionId connection;
    ChildHandle child;
};

/// Remove what is left of a pair. Policies stay if another pair of the connection uses them.
struct RemoveChildSa {
    ConnectionId connection;
    ChildHandle child;
    EspSpi spi_in;
    EspSpi spi_out;
};

/// The connection's state as SaStatus shows it has changed. From ESTABLISHED to ESTABLISHED: another IKE SA
/// has taken over, by rekeying or by a new authentication.
struct StateChanged {
    ConnectionId connection;
    IkeSaState from = IkeSaState::kCreated;
    IkeSaState to = IkeSaState::kCreated;
    /// A sentence that an engineer can act on.
    std::string reason;
};

/// What the messages of an IKE SA are protected with, from the next one on. Only with
/// EndpointOptions::report_keys.
struct IkeKeysMade {
    ConnectionId connection;
    IkeSpi initiator_spi;
    IkeSpi responder_spi;
    EncryptionId encryption = {};
    uint16_t encryption_key_bits = 0;
    /// Empty for AEAD ciphers.
    std::optional<IntegrityId> integrity;
    /// SK_ei, SK_ai of what the initiator sends, SK_er, SK_ar of what the responder sends. An AEAD's salt is
    /// the end of its key, and it has no integrity key.
    ChildSaKeys from_initiator;
    ChildSaKeys from_responder;
};

enum class LogLevel : uint8_t { kDebug, kInfo, kWarning };

/// A line for the log. What a stranger can cause is limited in rate before it gets here.
struct Log {
    LogLevel level = LogLevel::kInfo;
    std::string text;
};

using Action = std::variant<SendDatagram, InstallChildSa, UseChildSa, RetireChildSa, MoveChildSa,
                            QueryChildSa, RemoveChildSa, StateChanged, IkeKeysMade, Log>;

}  // namespace hawser::ike
