// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/ike_sa.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/check.h"
#include "ike/engine/followup_responder.h"

namespace hawser::ike {

namespace {

constexpr uint8_t kAllEvidence =
    static_cast<uint8_t>(Evidence::kKeys) | static_cast<uint8_t>(Evidence::kOwnAuth) |
    static_cast<uint8_t>(Evidence::kPeerAuth) | static_cast<uint8_t>(Evidence::kPeerIdentity);

void take_earlier(std::optional<TimePoint>& earliest, const std::optional<TimePoint>& other) {
    if (other && (!earliest || *other < *earliest)) earliest = other;
}

}  // namespace

IkeSa::IkeSa(Birth birth)
    : config(std::move(birth.config)),
      local(birth.local),
      remote(birth.remote),
      last_heard(birth.now),
      unique_id_(birth.unique_id),
      initiator_(birth.initiator),
      own_spi_(birth.own_spi),
      created_at_(birth.now) {
    HAWSER_CHECK(own_spi_ != IkeSpi(0), "an IKE SA has an SPI");
    HAWSER_CHECK(config != nullptr, "an IKE SA has a connection");
}

IkeSa::~IkeSa() = default;

void IkeSa::set_state(IkeSaState to, std::string reason) {
    HAWSER_CHECK(to >= state_, "an IKE SA does not go back in its states");
    HAWSER_CHECK(to != IkeSaState::kEstablished || evidence_ == kAllEvidence,
                 "established without complete evidence");
    state_ = to;
    state_reason_ = std::move(reason);
}

void IkeSa::fail(FailureReason reason, std::string text, TimePoint now) {
    if (!failure) failure = std::make_unique<Failure>(Failure{reason, text, now, 0});
    set_state(IkeSaState::kDestroying, std::move(text));
}

void IkeSa::suspect(FailureReason reason, std::string text) {
    suspicion = std::make_unique<Failure>(Failure{reason, std::move(text), {}, 0});
}

bool IkeSa::is_current() const {
    const bool alive = state_ == IkeSaState::kConnecting || state_ == IkeSaState::kEstablished;
    return alive && !superseded && !is_half_open();
}

std::optional<TimePoint> IkeSa::liveness_due() const {
    const bool idle = state_ == IkeSaState::kEstablished && !superseded && flights.empty() && queue.empty();
    if (!idle || config->liveness_interval == Duration::zero()) return std::nullopt;
    constexpr Duration kAnswer = std::chrono::seconds(1);
    return usage_asked_at ? *usage_asked_at + kAnswer : last_heard + config->liveness_interval;
}

std::optional<TimePoint> IkeSa::keepalive_due() const {
    const bool wanted = state_ == IkeSaState::kEstablished && nat_local && !superseded;
    if (!wanted || config->nat_keepalive == Duration::zero()) return std::nullopt;
    return last_sent + config->nat_keepalive;
}

Task* IkeSa::task_of(MessageId id) const {
    const auto found =
        std::find_if(flights.begin(), flights.end(), [id](const Flight& one) { return one.id == id; });
    return found == flights.end() ? nullptr : found->task.get();
}

bool IkeSa::has_child_exchange() const {
    return std::any_of(flights.begin(), flights.end(),
                       [](const Flight& one) { return one.task->concerns_child(); });
}

ChildSa* IkeSa::find_child(ChildHandle handle) {
    const auto found = std::find_if(children.begin(), children.end(),
                                    [handle](const ChildSa& one) { return one.handle == handle; });
    return found == children.end() ? nullptr : &*found;
}

const ChildSa* IkeSa::find_child(ChildHandle handle) const {
    return const_cast<IkeSa*>(this)->find_child(handle);
}

void IkeSa::forget_beginning() {
    if (init.nonce_i.capacity() != 0) init = InitRecord();
    peer.signature_hashes.reset();
    if (!crypto || crypto->keys.ei.empty()) return;
    IkeKeys lasting;
    lasting.d = std::move(crypto->keys.d);
    crypto->keys = std::move(lasting);
}

std::optional<TimePoint> IkeSa::next_timeout() const {
    std::optional<TimePoint> earliest = requests.next_timeout();
    take_earlier(earliest, expires_at);
    take_earlier(earliest, liveness_due());
    take_earlier(earliest, keepalive_due());
    if (fragmentation.requests) take_earlier(earliest, fragmentation.requests->forget_at());
    if (followup) take_earlier(earliest, followup->forget_at);
    for (const RetiredChildSa& one : retired)
        take_earlier(earliest, one.remove_at);
    if (state_ != IkeSaState::kEstablished) return earliest;
    for (const ChildSa& child : children)
        take_earlier(earliest, child.use_at);
    if (superseded) return earliest;
    take_earlier(earliest, renew_at);
    take_earlier(earliest, lifetime.rekey_at);
    take_earlier(earliest, lifetime.expire_at);
    for (const ChildSa& child : children) {
        take_earlier(earliest, child.lifetime.rekey_at);
        take_earlier(earliest, child.lifetime.expire_at);
    }
    return earliest;
}

bool IkeSa::is_consistent() const {
    if (requests.busy() == flights.empty() || response_in_hand) return false;
    if (flights.empty() && !queue.empty()) return false;
    switch (state_) {
        case IkeSaState::kCreated:
            return false;
        case IkeSaState::kConnecting:
            // Ours waits for an answer; the peer's has a limited time to come with IKE_AUTH.
            if (initiator_ ? !requests.busy() : !expires_at || !crypto) return false;
            return children.empty() && !established_at;
        case IkeSaState::kEstablished: {
            const bool useful = !children.empty() || expires_at.has_value();
            return evidence_ == kAllEvidence && crypto && established_at && useful;
        }
        case IkeSaState::kDeleting:
            return requests.busy() && children.empty();
        case IkeSaState::kDestroying:
            return false;  // must not be in the tables any more
    }
    return false;
}

}  // namespace hawser::ike
