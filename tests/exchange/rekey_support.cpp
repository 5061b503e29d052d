// SPDX-License-Identifier: BSD-2-Clause
#include "tests/exchange/rekey_support.h"

#include <chrono>

namespace hawser::ike::test {

using namespace std::chrono_literals;

namespace {

std::string one_way(const Side& from, const Side& to) {
    const auto* out = from.kernel.outbound(ConnectionId(1));
    if (out == nullptr) return from.name + " has nothing to send with";
    if (!to.kernel.reads(out->spi_out)) return from.name + " sends what " + to.name + " does not read";
    return {};
}

/// What may happen next: one of those on the way arrives, or is lost.
bool step(QuietPair& pair, Orders& orders, size_t& losses_left, std::string& story) {
    pair.link.drain();
    const size_t flying = pair.link.in_flight();
    if (flying == 0) return false;
    const size_t choice = orders.choose(losses_left > 0 ? 2 * flying : flying);
    if (choice < flying) {
        story += "\n    " + pair.link.pass(choice);
    } else {
        --losses_left;
        story += "\n    lost: " + pair.link.lose(choice - flying);
    }
    return true;
}

}  // namespace

std::string gap(const Pair& pair) {
    const std::string there = one_way(pair.link.left, pair.link.right);
    return there.empty() ? one_way(pair.link.right, pair.link.left) : there;
}

QuietPair::QuietPair(uint64_t seed) : Pair(seed) {
    left.liveness_interval = right.liveness_interval = 0s;
}

void QuietPair::begin() {
    start();
    ASSERT_TRUE(comes_up());
}

bool QuietPair::goes_on(Duration duration) {
    const bool broken = link.run_until([this] { return !gap(*this).empty(); }, duration);
    EXPECT_FALSE(broken) << gap(*this) << " at " << link.now.time_since_epoch() / 1ms << " ms";
    return !broken;
}

void QuietPair::expect_settled(const std::string& story) {
    ASSERT_TRUE(goes_on(5min)) << story;
    ASSERT_TRUE(is_one_tunnel()) << is_one_tunnel().message() << story;
    const size_t before = link.left.kernel.installs();
    act(*this, link.left, Act::kRekeyChild);
    act(*this, link.right, Act::kRekeyIke);
    ASSERT_TRUE(goes_on(1min)) << story;
    ASSERT_TRUE(is_one_tunnel()) << is_one_tunnel().message() << story;
    EXPECT_GT(link.left.kernel.installs(), before) << story;
}

void act(Pair& pair, Side& side, Act what) {
    const ConnectionId id(1);
    Result<void> done;
    if (what == Act::kRekeyChild) done = side.endpoint->rekey_child(id, pair.link.now);
    if (what == Act::kRekeyIke) done = side.endpoint->rekey_ike(id, pair.link.now);
    if (what == Act::kDeleteIke) done = side.endpoint->terminate(id, pair.link.now);
    ASSERT_TRUE(done.ok()) << done.error().text();
    pair.link.drain();
}

std::function<void(QuietPair&)> both(Act left, Act right) {
    return [left, right](QuietPair& pair) {
        act(pair, pair.link.left, left);
        act(pair, pair.link.right, right);
    };
}

size_t play_all_orders(const std::function<void(QuietPair&)>& begin, size_t losses, size_t depth,
                       const std::function<void(QuietPair&)>& prepare) {
    Orders orders(depth);
    for (; !orders.done() && !testing::Test::HasFailure(); orders.next()) {
        QuietPair pair(1 + orders.stories() % 8);
        prepare(pair);
        pair.begin();
        begin(pair);
        size_t losses_left = losses;
        std::string story = "\n  story " + std::to_string(orders.stories()) + ":";
        while (step(pair, orders, losses_left, story)) {
            EXPECT_EQ(gap(pair), "") << story;
            if (testing::Test::HasFailure()) return orders.stories();
        }
        pair.expect_settled(story);
    }
    return orders.stories();
}

}  // namespace hawser::ike::test
