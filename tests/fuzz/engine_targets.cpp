// SPDX-License-Identifier: BSD-2-Clause
#include <algorithm>
#include <chrono>

#include "base/check.h"
#include "tests/fuzz/hostile_peer.h"
#include "tests/fuzz/targets.h"

namespace hawser::fuzz {

namespace {

using namespace hawser::ike;

/// How far the peer has come before it says what the input tells.
enum class Stage : uint8_t { kStranger, kKeyed, kAuthenticated };

const hawser::Endpoint kStranger{IpAddress::from_bytes(Bytes{203, 0, 113, 99}), 500};

constexpr ExchangeType kExchanges[] = {ExchangeType::kIkeAuth, ExchangeType::kCreateChildSa,
                                       ExchangeType::kInformational, ExchangeType::kIkeSaInit};
constexpr ExchangeType kRareExchanges[] = {ExchangeType::kIkeIntermediate, ExchangeType::kIkeFollowupKe,
                                           ExchangeType::kIkeSessionResume};

ExchangeType exchange_of(uint8_t choice) {
    return choice < 128 ? kExchanges[choice % std::size(kExchanges)]
                        : kRareExchanges[choice % std::size(kRareExchanges)];
}

/// One thing that the peer does: a kind, a length, and so many bytes.
struct Act {
    uint8_t kind = 0;
    ByteView bytes;
};

Act take_act(ByteView& script) {
    const size_t wanted = static_cast<size_t>(script[1]) << 8 | script[2];
    const size_t size = std::min(wanted, script.size() - 3);
    const Act act{script[0], script.subspan(3, size)};
    script = script.subspan(3 + size);
    return act;
}

void perform(HostilePeer& peer, const Act& act, Stage stage) {
    const bool protects = stage != Stage::kStranger && act.bytes.size() >= 2 && (act.kind & 4) == 0;
    if (protects) {
        peer.say(exchange_of(act.bytes[0]), (act.kind & 1) != 0, static_cast<PayloadType>(act.bytes[1]),
                 act.bytes.subspan(2));
    } else if ((act.kind & 2) != 0) {
        peer.wait(std::chrono::seconds(act.bytes.size() & 0x3f));
    } else {
        peer.say_raw(act.bytes, (act.kind & 1) != 0 ? peer.address() : kStranger);
    }
}

void play(bool begun_by_victim, ByteView script) {
    if (script.empty()) return;
    const auto stage = static_cast<Stage>(script[0] % 3);
    HostilePeer peer(begun_by_victim);
    if (stage != Stage::kStranger) peer.exchange_keys();
    if (stage == Stage::kAuthenticated) peer.authenticate();
    script = script.subspan(1);
    for (size_t acts = 0; script.size() >= 3 && acts < 16; ++acts)
        perform(peer, take_act(script), stage);
    const bool authenticated = stage == Stage::kAuthenticated;
    HAWSER_CHECK(authenticated || peer.victim.kernel.installs() == 0,
                 "who is not authenticated gets nothing");
    HAWSER_CHECK(peer.victim.endpoint->sa_count() < 20, "what a peer says makes few SAs");
    peer.wait(std::chrono::minutes(10));
    HAWSER_CHECK(peer.victim.endpoint->half_open_count() == 0, "half-open SAs end");
    HAWSER_CHECK(peer.victim.endpoint->sa_count() <= 1, "one attempt at a time is left");
}

}  // namespace

void responder(ByteView script) {
    play(false, script);
}

void initiator(ByteView script) {
    play(true, script);
}

}  // namespace hawser::fuzz
