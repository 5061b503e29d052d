// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ip_address.h"
#include "ike/crypto/cipher.h"
#include "ike/crypto/kdf.h"
#include "ike/crypto/key_exchange.h"
#include "ike/engine/child_sa.h"
#include "ike/engine/connection.h"
#include "ike/engine/fragmentation.h"
#include "ike/engine/init_abilities.h"
#include "ike/engine/inner_configuration.h"
#include "ike/engine/intermediate.h"
#include "ike/engine/resume_session.h"
#include "ike/engine/sa_status.h"
#include "ike/engine/task.h"
#include "ike/engine/task_queue.h"
#include "ike/engine/window.h"

namespace hawser::ike {

/// What must have been shown before an IKE SA may count as established.
enum class Evidence : uint8_t {
    kKeys = 1,         ///< IKE_SA_INIT is complete
    kOwnAuth = 2,      ///< we have sent an AUTH that the peer can check
    kPeerAuth = 4,     ///< the peer's AUTH fits its identity and our key
    kPeerIdentity = 8  ///< and its identity is the one configured
};

struct PendingFollowup;

/// What IKE_SA_INIT leaves behind, as IKE_AUTH needs it. Empty after that.
struct InitRecord {
    Bytes request;  ///< as it was on the wire (RFC 7296 2.15: the last one, with its cookie)
    Bytes response;
    Bytes nonce_i;
    Bytes nonce_r;
};

/// What protects the messages of an IKE SA.
struct SaCryptography {
    IkeAlgorithms algorithms;
    /// Of an established SA SK_d alone: the ciphers have theirs.
    IkeKeys keys;
    IkeCipherPair ciphers;
};

/// How the SA came into the world. A rekeyed SA has its predecessor's: rekeying is no new beginning, so that
/// rules about who began what, and when, do not see it.
struct Lineage {
    bool initiator = false;
    uint64_t unique_id = 0;
    /// The Endpoint's count of SAs begun, at the moment when it was established: SAs with a smaller unique_id
    /// were under way then.
    uint64_t established_order = 0;
    IkeSpi initiator_spi;
};

/// One IKE SA: its names, where it stands, what it has on the way, and its Child SAs. It does not look
/// around: what concerns several SAs is done by the Endpoint.
class IkeSa {
 public:
    struct Birth {
        uint64_t unique_id = 0;  ///< also the order in which SAs began
        bool initiator = false;
        IkeSpi own_spi;
        std::shared_ptr<const ConnectionConfig> config;
        hawser::Endpoint local;
        hawser::Endpoint remote;
        TimePoint now{};
    };
    explicit IkeSa(Birth birth);
    ~IkeSa();
    IkeSa(const IkeSa&) = delete;
    IkeSa& operator=(const IkeSa&) = delete;

    [[nodiscard]] uint64_t unique_id() const { return unique_id_; }
    /// We began it: ours is the initiator's SPI.
    [[nodiscard]] bool initiator() const { return initiator_; }
    [[nodiscard]] IkeSpi own_spi() const { return own_spi_; }
    [[nodiscard]] IkeSpi initiator_spi() const { return initiator_ ? own_spi_ : peer_spi; }
    [[nodiscard]] IkeSpi responder_spi() const { return initiator_ ? peer_spi : own_spi_; }
    [[nodiscard]] IkeSaState state() const { return state_; }
    [[nodiscard]] const std::string& state_reason() const { return state_reason_; }
    [[nodiscard]] TimePoint created_at() const { return created_at_; }

    void add_evidence(Evidence one) {
        evidence_ = static_cast<uint8_t>(evidence_ | static_cast<uint8_t>(one));
    }
    [[nodiscard]] bool has_evidence(Evidence one) const {
        return (evidence_ & static_cast<uint8_t>(one)) != 0;
    }
    /// The predecessor's word for the peer: rekeying authenticates nobody anew (RFC 7296 2.8.3).
    void inherit_evidence(const IkeSa& predecessor) { evidence_ = predecessor.evidence_; }
    /// The only way to another state. Aborts on one that has no business here: ESTABLISHED without complete
    /// evidence, or back from DELETING.
    void set_state(IkeSaState to, std::string reason);
    /// The attempt, or the SA, ends here and without a word to the peer. The first failure is kept.
    void fail(FailureReason reason, std::string text, TimePoint now);
    /// Notes what may have gone wrong, for the case that the attempt does end in failure.
    void suspect(FailureReason reason, std::string text);

    /// Begun by the peer, and the peer has not authenticated itself.
    [[nodiscard]] bool is_half_open() const { return !initiator_ && state_ == IkeSaState::kConnecting; }
    /// It carries its connection, or tries to: not on the way out, and not replaced.
    [[nodiscard]] bool is_current() const;
    /// The earliest time at which something is due, by request, liveness and expiry.
    [[nodiscard]] std::optional<TimePoint> next_timeout() const;
    [[nodiscard]] std::optional<TimePoint> liveness_due() const;
    [[nodiscard]] std::optional<TimePoint> keepalive_due() const;
    /// The task whose request has this id and is outstanding, or null.
    [[nodiscard]] Task* task_of(MessageId id) const;
    /// The request of a task that concerns a Child SA is on the way.
    [[nodiscard]] bool has_child_exchange() const;
    [[nodiscard]] ChildSa* find_child(ChildHandle handle);
    [[nodiscard]] const ChildSa* find_child(ChildHandle handle) const;

    /// Established: forgets what only IKE_SA_INIT and IKE_AUTH needed, the keys of AUTH among it (RFC 7296
    /// 2.12: a forgotten key cannot be found).
    void forget_beginning();

    [[nodiscard]] bool is_consistent() const;

    // What the exchanges of an SA work with.
    std::shared_ptr<const ConnectionConfig> config;  ///< changed by SaTable::assign only
    IkeSpi peer_spi;                                 ///< 0 until IKE_SA_INIT is complete
    hawser::Endpoint local;
    hawser::Endpoint remote;
    InitRecord init;
    std::optional<SaCryptography> crypto;
    /// Only with additional key exchanges, and until IKE_AUTH is over.
    std::unique_ptr<IntermediateProgress> intermediate;
    RequestWindow requests;
    ResponseWindow responses;
    /// A task whose request is on the way.
    struct Flight {
        MessageId id;
        std::unique_ptr<Task> task;
    };
    std::vector<Flight> flights;  ///< by id
    /// A response is being worked on: no request goes before that is done.
    bool response_in_hand = false;
    TaskQueue queue;
    std::vector<ChildSa> children;
    /// Deleted pairs that still read.
    std::vector<RetiredChildSa> retired;
    /// Of the peer's CREATE_CHILD_SA, while its IKE_FOLLOWUP_KE exchanges last; ended by drop_followup().
    std::unique_ptr<PendingFollowup> followup;
    /// The inbound SPI that our outstanding request offers, until it belongs to a Child SA.
    std::optional<EspSpi> pending_spi;
    /// By which the peer has authenticated itself.
    AuthMethod peer_method = AuthMethod::kSharedKey;
    bool nat_local = false;
    bool nat_remote = false;
    PeerAbilities peer;
    /// It has refused a Child SA without a key exchange of its own.
    bool peer_wants_child_group = false;
    Fragmentation fragmentation;
    /// Who the peer has proved to be, where the configuration has a pattern: see peer_identity().
    std::shared_ptr<const Identity> peer_identity;
    /// What the peer shows when it has lost this SA (RFC 6290); empty: it has given none.
    Bytes crash_token;
    /// Both sides have said USE_PPK in IKE_SA_INIT (RFC 8784).
    bool ppk_agreed = false;
    /// A PPK is in SK_d, of this SA or of the one that it stems from.
    bool ppk = false;
    /// It goes on with a session of before (RFC 5723). Not kept beyond IKE_AUTH.
    std::unique_ptr<SessionState> resumed;
    /// Inner addresses that were assigned by either side.
    std::shared_ptr<const InnerConfiguration> inner;
    /// Both sides have said MOBIKE_SUPPORTED.
    bool mobike = false;
    /// Another SA of the same connection has taken over; this one only waits to be deleted. Also one that the
    /// peer has made by rekeying while we were rekeying too, until it is clear which of the two stays.
    bool superseded = false;
    /// Of the latter: our SPI of the IKE SA that was rekeyed, whose Child SAs it may inherit.
    std::optional<IkeSpi> may_inherit_from;
    std::optional<TimePoint> established_at;
    Lineage lineage;
    TimePoint last_heard{};     ///< IKE, or ESP that the kernel tells of
    TimePoint message_heard{};  ///< IKE alone
    TimePoint last_sent{};
    /// The kernel was asked whether ESP has come instead.
    std::optional<TimePoint> usage_asked_at;
    /// A hint that the peer may be gone was last followed up.
    std::optional<TimePoint> hint_taken_at;
    /// The kernel's word that the peer's NAT may have moved it was last followed up.
    std::optional<TimePoint> mapping_taken_at;
    /// When it ends unless something happens before: half-open, superseded or childless SAs.
    std::optional<TimePoint> expires_at;
    /// When a new IKE SA is begun to take over from this one.
    std::optional<TimePoint> renew_at;
    /// When it is rekeyed, and when it is deleted if that has not happened.
    LifetimeSchedule lifetime;
    /// The peer refuses CREATE_CHILD_SA for the moment, since then (RFC 7296 2.25).
    std::optional<TimePoint> refused_since;
    std::unique_ptr<Failure> failure;    ///< null: none
    std::unique_ptr<Failure> suspicion;  ///< likewise
    unsigned rubbish_heard = 0;  ///< datagrams from the peer that could not be understood, in this attempt
    std::string rubbish_reason;

 private:
    const uint64_t unique_id_;
    const bool initiator_;
    const IkeSpi own_spi_;
    const TimePoint created_at_;
    IkeSaState state_ = IkeSaState::kCreated;
    std::string state_reason_;
    uint8_t evidence_ = 0;
};

}  // namespace hawser::ike
