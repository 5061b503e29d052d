// SPDX-License-Identifier: BSD-2-Clause
#include "tests/fuzz/hostile_peer.h"

#include <utility>

#include "base/check.h"
#include "ike/crypto/auth.h"
#include "ike/crypto/key_exchange.h"
#include "ike/engine/proposal_selection.h"
#include "ike/wire/notify_data.h"

namespace hawser::fuzz {

using namespace hawser::ike;

HostilePeer::HostilePeer(bool begun_by_victim)
    : victim("victim", begun_by_victim ? pair.left.local_address : pair.right.local_address, 7, {}),
      initiator_(!begun_by_victim),
      config_(begun_by_victim ? pair.right : pair.left),
      address_{config_.local_address, 500} {
    ConnectionConfig open = begun_by_victim ? pair.left : pair.right;
    // A PPK that we do not have, and several requests at a time.
    open.auth.ppk = {{{"blue", test::secret("what we cannot guess")}}, PpkUse::kOptional};
    open.window_size = 3;
    HAWSER_CHECK(victim.endpoint->add(open, now_).ok(), "the victim has a connection");
    carry_out();
}

void HostilePeer::deliver(ByteView datagram, const hawser::Endpoint& from) {
    victim.endpoint->handle_datagram(now_, {{victim.address, 500}, from, datagram, std::nullopt});
    carry_out();
    HAWSER_CHECK(victim.endpoint->is_consistent(), "the victim's tables fit each other");
}

void HostilePeer::note_sent(const SendDatagram& datagram) {
    const auto head = IkeHeader::parse(datagram.bytes);
    if (!head) return;
    (head->exchange == ExchangeType::kIkeSaInit ? init_heard_ : last_heard_) = datagram.bytes;
    if (!head->response) victim_request_ = head->message_id.value();
}

void HostilePeer::carry_out() {
    while (auto action = victim.endpoint->poll_action()) {
        if (const auto* sent = std::get_if<SendDatagram>(&*action)) {
            note_sent(*sent);
        } else if (auto* made = std::get_if<InstallChildSa>(&*action)) {
            const ChildHandle child = made->child;
            victim.endpoint->report_install(child, victim.kernel.install(std::move(*made)), now_);
        } else if (const auto* moved = std::get_if<MoveChildSa>(&*action)) {
            victim.kernel.move(*moved);
        } else if (const auto* used = std::get_if<UseChildSa>(&*action)) {
            victim.kernel.use(*used);
        } else if (const auto* retired = std::get_if<RetireChildSa>(&*action)) {
            victim.kernel.retire(*retired);
        } else if (const auto* gone = std::get_if<RemoveChildSa>(&*action)) {
            victim.kernel.remove(*gone);
        } else if (const auto* asked = std::get_if<QueryChildSa>(&*action)) {
            victim.endpoint->report_usage(asked->child, 0, now_);
        }
    }
}

void HostilePeer::wait(Duration duration) {
    carry_out();
    const TimePoint end = now_ + duration;
    while (const auto due = victim.endpoint->next_timeout()) {
        if (*due > end) break;
        now_ = std::max(now_, *due);
        victim.endpoint->handle_timeout(now_);
        carry_out();
    }
    now_ = end;
}

IkeHeader HostilePeer::header(ExchangeType exchange, bool response) const {
    IkeHeader head;
    head.initiator_spi = initiator_ ? own_spi_ : victim_spi_;
    head.responder_spi = initiator_ ? victim_spi_ : own_spi_;
    head.exchange = exchange;
    head.from_initiator = initiator_;
    head.response = response;
    head.message_id = MessageId(response ? victim_request_ : next_request_);
    return head;
}

HostilePeer::Payloads HostilePeer::own_init(const KeyExchange* own, ByteView value,
                                            const SaPayload& sa) const {
    const GroupId group = own != nullptr ? own->group() : algorithms_.group;
    return {sa, KePayload{group, to_bytes(value)}, NoncePayload{nonce_},
            NotifyPayload::of(NotifyType::kUsePpk)};
}

void HostilePeer::take_keys(const SecretBytes& shared_secret) {
    const Prf prf(algorithms_.prf);
    const NoncePair nonces = initiator_ ? NoncePair{nonce_, victim_nonce_} : NoncePair{victim_nonce_, nonce_};
    const SecretBytes seed = derive_skeyseed(prf, nonces, shared_secret.view());
    const IkeHeader head = header(ExchangeType::kIkeAuth, false);
    keys_ = derive_ike_keys(algorithms_, seed.view(), nonces, head.initiator_spi, head.responder_spi);
    ciphers_ = IkeCipherPair::from_keys(algorithms_, keys_, initiator_);
}

void HostilePeer::exchange_keys() {
    std::unique_ptr<KeyExchange> own;
    if (initiator_) {
        next_request_ = 0;
        victim_spi_ = IkeSpi(0);
        own_spi_ = IkeSpi(own_spi_.value() + 1);
        own = KeyExchange::create(GroupId::kCurve25519, victim.random).value();
        Message request{header(ExchangeType::kIkeSaInit, false),
                        own_init(own.get(), own->public_value(), offer_ike(config_.ike_proposals)), false};
        init_sent_ = request.serialize();
        deliver(init_sent_, address_);
    }
    const auto heard = Message::parse(init_heard_);
    HAWSER_CHECK(heard.ok(), "the victim has sent its IKE_SA_INIT");
    victim_spi_ = initiator_ ? heard->header.responder_spi : heard->header.initiator_spi;
    victim_nonce_ = heard->get<NoncePayload>()->nonce;
    const Bytes value = heard->get<KePayload>()->data;
    if (initiator_) {
        algorithms_ = *IkeAlgorithms::from_proposal(heard->get<SaPayload>()->proposals.front());
        take_keys(*own->shared_secret(value));
        next_request_ = 1;
        return;
    }
    const GroupId group = heard->get<KePayload>()->group;
    const auto chosen = select_ike(*heard->get<SaPayload>(), config_.ike_proposals, group);
    algorithms_ = *IkeAlgorithms::from_proposal(*chosen);
    auto answer = KeyExchange::respond(group, value, victim.random).value();
    Message response{header(ExchangeType::kIkeSaInit, true),
                     own_init(nullptr, answer->value, SaPayload{{*chosen}}), false};
    init_sent_ = response.serialize();
    take_keys(answer->shared_secret);
    deliver(init_sent_, address_);
}

HostilePeer::Payloads HostilePeer::own_auth() const {
    const Bytes id_body = initiator_ ? IdiPayload{config_.local_identity, {}}.body()
                                     : IdrPayload{config_.local_identity, {}}.body();
    const SecretBytes& sk_p = initiator_ ? keys_.pi : keys_.pr;
    const SignedParts parts{init_sent_, victim_nonce_, sk_p.view(), id_body};
    const AuthPayload auth{AuthMethod::kSharedKey,
                           psk_auth(Prf(algorithms_.prf), config_.auth.local.psk->view(), parts)};
    Payloads payloads;
    if (initiator_) {
        payloads = {IdiPayload{config_.local_identity, {}}, auth, ppk_identity(Bytes{'n', 'o', 'n', 'e'}),
                    NotifyPayload::of(NotifyType::kNoPpkAuth, auth.data)};
    } else {
        payloads = {IdrPayload{config_.local_identity, {}}, auth};
    }
    payloads.emplace_back(set_window_size(3));
    SaPayload offer = offer_first_child(config_.esp_proposals, EspSpi(0xc0ffee01));
    if (!initiator_) {
        const auto chosen = select_first_child(offer, config_.esp_proposals);
        offer = SaPayload{{*chosen}};
    }
    payloads.emplace_back(std::move(offer));
    payloads.emplace_back(TsiPayload{initiator_ ? config_.local_selectors : config_.remote_selectors});
    payloads.emplace_back(TsrPayload{initiator_ ? config_.remote_selectors : config_.local_selectors});
    return payloads;
}

void HostilePeer::authenticate() {
    const Message message{header(ExchangeType::kIkeAuth, !initiator_), own_auth(), true};
    say(ExchangeType::kIkeAuth, !initiator_, message.first_type(), message.serialize_payloads());
    HAWSER_CHECK(victim.is_up() && victim.kernel.live() == 1, "the victim has taken us for whom we are");
}

Message HostilePeer::heard() const {
    const auto head = IkeHeader::parse(last_heard_);
    HAWSER_CHECK(head.ok(), "the victim has said something");
    const auto content = ciphers_->inbound.open(last_heard_);
    HAWSER_CHECK(content.has_value(), "the victim speaks under the keys of the SA");
    return Message::parse_protected(*head, content->first, content->payloads.view()).value();
}

void HostilePeer::say(ExchangeType exchange, bool response, std::vector<Payload> payloads) {
    const Message message{header(exchange, response), std::move(payloads), true};
    say(exchange, response, message.first_type(), message.serialize_payloads());
}

void HostilePeer::say(ExchangeType exchange, bool response, PayloadType first, ByteView content) {
    auto datagram = ciphers_->outbound.protect(header(exchange, response), first, content, victim.random);
    HAWSER_CHECK(datagram.ok(), "a message can be protected");
    if (!response) ++next_request_;
    last_said_ = std::move(datagram).value();
    deliver(last_said_, address_);
}

}  // namespace hawser::fuzz
