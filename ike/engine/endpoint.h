// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ip_address.h"
#include "base/random.h"
#include "base/result.h"
// Before the class below: in there Endpoint means an address and a port.
#include "ike/crypto/hashes.h"
#include "ike/engine/action.h"
#include "ike/engine/connection.h"
#include "ike/engine/endpoint_options.h"
#include "ike/engine/handles.h"
#include "ike/engine/redirect_policy.h"
#include "ike/engine/sa_status.h"

namespace hawser::ike {

/// One UDP datagram that came in. The bytes are the IKE message without the Non-ESP marker (the I/O layer
/// takes it off, and keeps ESP and NAT-keepalives to itself) and need to live through the call only.
struct Datagram {
    hawser::Endpoint local;
    hawser::Endpoint remote;
    ByteView bytes;
    /// A connection of the uplink by which it came, where two uplinks share a local address. Empty if the
    /// local address is enough.
    std::optional<ConnectionId> uplink_hint;
};

enum class Shutdown : uint8_t {
    /// Say nothing: SAs stay in the kernel and at the peer, and traffic goes on while the daemon is replaced.
    kSilent,
    /// DELETE every IKE SA and remove every Child SA. Poll actions and feed answers until is_idle().
    kDelete
};

/// The IKEv2 side of a gateway for all its connections: a state machine without I/O. Datagrams, time and
/// random bytes go in by calls; what must happen in the world comes out of poll_action().
///
/// After every call of a function that takes `now`, and of report_install(), call poll_action() until it is
/// empty, then next_timeout() for the time at which handle_timeout() is wanted. A `now` before
/// that of an earlier call counts as that one. Not thread-safe. Nothing here calls back, so actions may be
/// carried out while polling.
class Endpoint {
 public:
    /// `random` must outlive the Endpoint.
    explicit Endpoint(RandomSource& random, EndpointOptions options = {});
    ~Endpoint();
    Endpoint(const Endpoint&) = delete;
    Endpoint& operator=(const Endpoint&) = delete;

    /// Takes over a connection; starts it unless it waits for the peer. Fails, and adds nothing, if the
    /// configuration does not validate or its id or name is in use. With `begin_at` in the future our first
    /// attempt waits until then, for connections that something else carries meanwhile; the peer may begin
    /// before, and then ours is not made.
    [[nodiscard]] Result<void> add(ConnectionConfig config, TimePoint now,
                                   std::optional<TimePoint> begin_at = std::nullopt);
    /// Forgets a connection: its IKE SA is deleted at the peer, its Child SAs are removed. Unknown ids are
    /// ignored. The id may be added again at once; the old SA's DELETE then runs beside the new attempt.
    void remove(ConnectionId id, TimePoint now);
    /// Starts now what would start later, or what waits for the peer. No effect if an IKE SA is up or under
    /// way. Fails for unknown ids and connections without a remote address.
    [[nodiscard]] Result<void> initiate(ConnectionId id, TimePoint now);
    /// Who watches the data path says that nothing comes through, or that what was in the way has gone: an
    /// attempt is begun at once beside the SA that is there, and takes over from it if it succeeds; one that
    /// is under way sends its request again. To be called as often as that is wanted. No effect for unknown
    /// ids, where only the peer begins, where the SA is seconds young, and on what the peer has refused.
    void revive(ConnectionId id, TimePoint now);
    /// Rekeys the Child SA that the connection's traffic leaves by, or the IKE SA, now. Fails for unknown ids
    /// and where there is none. No effect if that is under way already.
    [[nodiscard]] Result<void> rekey_child(ConnectionId id, TimePoint now);
    [[nodiscard]] Result<void> rekey_ike(ConnectionId id, TimePoint now);
    /// Asks the peer whether it lives, unless an exchange is under way, whose answer says as much. SaStatus
    /// tells by last_heard. Fails for unknown ids and where no IKE SA is up.
    [[nodiscard]] Result<void> ask_liveness(ConnectionId id, TimePoint now);
    /// Makes another Child SA beside the one that is there. Fails likewise.
    [[nodiscard]] Result<void> create_child(ConnectionId id, TimePoint now);
    /// Sends the peer, which began the connection's IKE SA, to another gateway (RFC 5685 5); the connection
    /// then waits for peers to begin. Fails for unknown ids, where no IKE SA is up or we began it, and where
    /// the peer has not said that it follows redirects.
    [[nodiscard]] Result<void> redirect(ConnectionId id, GatewayIdentity to, TimePoint now);
    /// Deletes the IKE SA and stays down until initiate() or the peer starts it again.
    [[nodiscard]] Result<void> terminate(ConnectionId id, TimePoint now);
    /// The uplink has another address. An SA that we began goes on from there, if the peer can do that (RFC
    /// 4555). Else the connection starts again: the old SA is removed here and dies at the peer by liveness
    /// or INITIAL_CONTACT.
    [[nodiscard]] Result<void> network_changed(ConnectionId id, const IpAddress& local, TimePoint now);
    /// The connection has other keys or certificates from now on, and with them maybe another identity: its
    /// SAs stay, and the next authentication goes by the new ones. Fails, and changes nothing, for unknown
    /// ids and where they do not validate.
    [[nodiscard]] Result<void> renew_authentication(ConnectionId id, Identity local_identity,
                                                    Authentication auth, TimePoint now);
    /// The connection goes by another configuration from its next exchange on; SAs stay. For what its SAs
    /// were not negotiated for, such as another peer or other networks, it has to be removed and added.
    /// Fails, and changes nothing, for unknown ids and where it does not validate.
    [[nodiscard]] Result<void> reconfigure(ConnectionConfig config, TimePoint now);
    /// Shows no crash tokens before then: SAs of an earlier run still work in the kernel, and their peers had
    /// better keep theirs until ours are made anew.
    void hold_crash_tokens(TimePoint until);
    /// See Shutdown. Afterwards nothing is started or answered any more, save what kDelete needs.
    void shutdown(Shutdown mode, TimePoint now);

    /// Tells the time of day, by which certificates are judged; to be told again when the clock was set.
    /// Certificates are refused as long as it is not known.
    void set_calendar(CalendarTime calendar, TimePoint now);

    void handle_datagram(TimePoint now, const Datagram& datagram);
    /// Does what is due at `now`; calling it early or twice does nothing.
    void handle_timeout(TimePoint now);
    /// The kernel's answer to InstallChildSa. A failed one is deleted at the peer, and the reason is shown
    /// in the status. Answers for children that are gone meanwhile are ignored.
    void report_install(ChildHandle child, const Result<void>& answer, TimePoint now);

    /// The answer to QueryChildSa: packets that the pair has read so far.
    void report_usage(ChildHandle child, uint64_t packets_in, TimePoint now);
    /// The kernel says that an SA with this SPI, of either direction, has reached a limit (XFRM_MSG_EXPIRE):
    /// the soft one, at which it is rekeyed, or the hard one, at which the kernel has ended it. Unknown ones
    /// are ignored.
    void child_expired(ConnectionId id, EspSpi spi, bool hard, TimePoint now);
    /// The kernel says that ESP with this SPI of ours has come from elsewhere than the peer is known to be
    /// (XFRM_MSG_MAPPING): a hint, which is followed up by asking the peer there.
    void peer_mapped(ConnectionId id, EspSpi spi_in, const hawser::Endpoint& seen, TimePoint now);

    /// Empty: nothing is due until the next call. May change with every call that takes `now`.
    [[nodiscard]] std::optional<TimePoint> next_timeout() const;
    /// The oldest action not yet taken; empty when there is none. May change with every call that takes
    /// `now`.
    [[nodiscard]] std::optional<Action> poll_action();

    /// One entry for each connection, in order of id.
    [[nodiscard]] std::vector<SaStatus> statuses() const;
    [[nodiscard]] std::optional<SaStatus> status(ConnectionId id) const;
    [[nodiscard]] const EndpointCounters& counters() const;
    /// IKE SAs of all kinds that hold memory: half-open, established, being deleted.
    [[nodiscard]] size_t sa_count() const;
    /// Of those, the ones that a peer has begun and not authenticated.
    [[nodiscard]] size_t half_open_count() const;
    /// No IKE SA is left and no action waits.
    [[nodiscard]] bool is_idle() const;

    /// Whether tables, timers and states fit each other. Checked on leaving every function above; public for
    /// fuzzers.
    [[nodiscard]] bool is_consistent() const;

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hawser::ike
