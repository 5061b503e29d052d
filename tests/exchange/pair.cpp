// SPDX-License-Identifier: BSD-2-Clause
#include "tests/exchange/pair.h"

namespace hawser::ike::test {

std::shared_ptr<const SecretBytes> secret(std::string_view text) {
    return std::make_shared<const SecretBytes>(
        ByteView(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

TrafficSelector selector(std::string_view prefix) {
    return TrafficSelector(IpPrefix::parse(prefix).value());
}

Pair::Pair(uint64_t seed, EndpointOptions options, bool ipv6) : link(seed, options, ipv6) {
    left.id = ConnectionId(1);
    left.name = "pop/wan1";
    left.local_address = link.left.address;
    left.remote_address = link.right.address;
    left.local_identity = Identity::fqdn("branch.example");
    left.remote_identity = Identity::fqdn("pop.example");
    left.auth = Authentication::by_psk(secret("a key that both sides know"));
    left.local_selectors = {selector("10.1.0.0/16")};
    left.remote_selectors = {selector("10.2.0.0/16")};
    left.if_id = IfId(1);
    right = left;
    right.name = "branch/wan1";
    std::swap(right.local_identity, right.remote_identity);
    std::swap(right.local_selectors, right.remote_selectors);
    right.local_address = link.right.address;
    right.remote_address = link.left.address;
    right.initiate = Initiate::kNever;
}

void Pair::start() {
    for (auto [side, config] : {std::pair(&link.right, &right), std::pair(&link.left, &left)}) {
        const auto added = side->endpoint->add(*config, link.now);
        ASSERT_TRUE(added.ok()) << added.error().text();
    }
}

bool Pair::comes_up(Duration limit) {
    return link.run_until([this] { return static_cast<bool>(is_one_tunnel()); }, limit);
}

bool Pair::rekey_ike_by(Side& side, Duration then) {
    if (!side.endpoint->rekey_ike(ConnectionId(1), link.now).ok()) return false;
    link.run_for(then);
    return static_cast<bool>(is_one_tunnel());
}

testing::AssertionResult Pair::is_one_tunnel() const {
    const SaStatus a = link.left.status();
    const SaStatus b = link.right.status();
    if (a.state != IkeSaState::kEstablished || b.state != IkeSaState::kEstablished) {
        return testing::AssertionFailure()
               << "left is " << to_string(a.state) << " (" << a.state_reason << "), right is "
               << to_string(b.state) << " (" << b.state_reason << ")";
    }
    if (a.initiator_spi != b.initiator_spi || a.responder_spi != b.responder_spi ||
        a.initiator == b.initiator) {
        return testing::AssertionFailure() << "the sides hold different IKE SAs";
    }
    if (link.left.endpoint->sa_count() != 1 || link.right.endpoint->sa_count() != 1) {
        return testing::AssertionFailure() << "left holds " << link.left.endpoint->sa_count()
                                           << " IKE SAs, right " << link.right.endpoint->sa_count();
    }
    const auto& left_pairs = link.left.kernel.pairs();
    const auto& right_pairs = link.right.kernel.pairs();
    if (left_pairs.size() != 1 || right_pairs.size() != 1) {
        return testing::AssertionFailure()
               << "the left kernel holds " << left_pairs.size() << " pairs, the right " << right_pairs.size();
    }
    const std::string fault =
        mismatch(left_pairs.begin()->second, right_pairs.begin()->second, link.nat.has_value());
    if (!fault.empty()) return testing::AssertionFailure() << "the kernels do not agree on " << fault;
    if (a.child_sas.size() != 1 || a.child_sas[0].spi_in != left_pairs.begin()->second.spi_in) {
        return testing::AssertionFailure() << "the status does not show the kernel's Child SA";
    }
    return testing::AssertionSuccess();
}

}  // namespace hawser::ike::test
