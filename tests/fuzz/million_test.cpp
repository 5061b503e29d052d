// SPDX-License-Identifier: BSD-2-Clause
// What strangers send leaves no memory behind, however much it is.
#include <gtest/gtest.h>
#include <malloc.h>

#include "base/check.h"
#include "ike/crypto/key_exchange.h"
#include "ike/engine/proposal_selection.h"
#include "tests/fuzz/hostile_peer.h"

// A tenth of them where each costs ten times as much.
#if defined(__SANITIZE_ADDRESS__)
// GCC has the function and not the header (sanitizer/allocator_interface.h).
extern "C" size_t __sanitizer_get_current_allocated_bytes();
#endif

namespace hawser::fuzz {
namespace {

using namespace hawser::ike;
using namespace std::chrono_literals;

#if defined(__SANITIZE_ADDRESS__)
constexpr size_t kDatagrams = 100'000;
constexpr size_t kUncertainty = 0;
#else
constexpr size_t kDatagrams = 1'000'000;
// What malloc keeps in its cache of small pieces counts as allocated.
constexpr size_t kUncertainty = 250'000;
#endif

size_t allocated_bytes() {
#if defined(__SANITIZE_ADDRESS__)
    return __sanitizer_get_current_allocated_bytes();
#else
    return mallinfo2().uordblks;
#endif
}

/// Datagrams of every kind that a stranger can think of, and some that only somebody on the path can.
class Storm {
 public:
    explicit Storm(HostilePeer& peer) : peer_(peer) {
        const auto own = KeyExchange::create(GroupId::kCurve25519, dice_).value();
        init_.header.from_initiator = true;
        init_.payloads = {offer_ike(default_ike_proposals()),
                          KePayload{GroupId::kCurve25519, to_bytes(own->public_value())},
                          NoncePayload{Bytes(32, 1)}};
    }

    void blow(size_t datagrams) {
        for (size_t i = 0; i < datagrams; ++i) {
            if (i % 50'000 == 0) {
                peer_.wait(5min);
                peer_.exchange_keys();
                peer_.authenticate();
            }
            if (i % 500 == 0) peer_.wait(20ms);
            one(i);
        }
        peer_.wait(15min);
    }

 private:
    void one(size_t i) {
        const hawser::Endpoint from = stranger();
        switch (i % 6) {
            case 0:
                peer_.say_raw(rubbish(), from);
                break;
            case 1:
                peer_.say_raw(init(), from);
                break;
            case 2:
                peer_.say_raw(bent(peer_.last_heard()), peer_.address());
                break;
            case 3:
                peer_.say_raw(peer_.last_said(), peer_.address());
                break;
            case 4:
                peer_.say_raw(bent(peer_.last_said()), from);
                break;
            default:
                peer_.say_raw(bent(init()), from);
                break;
        }
    }
    hawser::Endpoint stranger() {
        Bytes address(4);
        dice_.fill(address);
        address[0] = 10;
        return {IpAddress::from_bytes(address), static_cast<uint16_t>(dice_.next() | 1)};
    }
    Bytes rubbish() {
        Bytes bytes(dice_.below(120));
        dice_.fill(bytes);
        return bytes;
    }
    Bytes init() {
        init_.header.initiator_spi = IkeSpi(dice_.next() | 1);
        dice_.fill(std::get<NoncePayload>(init_.payloads.back()).nonce);
        return init_.serialize();
    }
    Bytes bent(Bytes bytes) {
        for (int i = 0; i < 3 && !bytes.empty(); ++i)
            bytes[dice_.below(bytes.size())] ^= static_cast<uint8_t>(1 + dice_.below(255));
        return bytes;
    }

    HostilePeer& peer_;
    ike::test::SeededRandom dice_{3};
    Message init_;
};

TEST(Memory, AfterAMillionHostileDatagramsIsWhatItWas) {
    HostilePeer peer(false);
    ConnectionConfig anybody = peer.pair.right;
    anybody.id = ConnectionId(2);
    anybody.name = "anybody";
    anybody.remote_address.reset();
    anybody.remote_identity = Identity::fqdn("guest.example");
    ASSERT_TRUE(peer.victim.endpoint->add(anybody, {}).ok());
    Storm storm(peer);
    storm.blow(60'000);  // what is made once and kept
    const size_t before = allocated_bytes();
    storm.blow(kDatagrams);
    EXPECT_LE(allocated_bytes(), before + kUncertainty);
    const EndpointCounters& counters = peer.victim.endpoint->counters();
    EXPECT_GT(counters.dropped_malformed, kDatagrams / 10);
    EXPECT_GT(counters.cookies_sent, kDatagrams / 10);
    EXPECT_GT(counters.responses_replayed + counters.dropped_wrong_message_id, kDatagrams / 10);
    EXPECT_GT(counters.dropped_bad_integrity, kDatagrams / 100);
}

}  // namespace
}  // namespace hawser::fuzz
