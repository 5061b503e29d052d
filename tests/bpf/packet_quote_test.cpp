// SPDX-License-Identifier: BSD-2-Clause
#include "tests/bpf/fixture.h"
#include "tests/bpf/fragments.h"

namespace hawser::bpf {
namespace {

/// ICMP errors about packets that came in by tunnel 1, 2 or 3 have to leave by the same.
class QuoteTest : public DataPlaneTest {
 protected:
    void SetUp() override {
        DataPlaneTest::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        make_tunnels(3);
    }

    /// `error` quotes a packet of `flow`, or of one with the same addresses and ports.
    void expect_follows(const Flow& flow, const Packet& error, const std::string& what) {
        for (uint32_t arrival = 1; arrival <= 3; ++arrival) {
            DataPlaneTest::SetUp();
            make_tunnels(3);
            plane_->tunnel(arrival, flow.incoming());
            ASSERT_EQ(plane_->pinned(flow), arrival);
            EXPECT_EQ(plane_->lan(error).verdict, TC_ACT_REDIRECT) << what;
            EXPECT_EQ(plane_->stats(arrival).packets_out, 1u) << what;
            EXPECT_EQ(plane_->pin(flow)->packets_out, 0u) << "an error is not a packet of the flow";
        }
    }

    static Packet error4(uint8_t type = 3, uint8_t code = 3) {
        return Eth{} / Ipv4{.src = "10.1.0.1"} / Icmp{.type = type, .code = code};
    }
    static Packet error6(uint8_t type = 1) {
        return Eth{} / Ipv6{.src = "2001:db8:1::1"} / Icmp{.type = type};
    }

    Flow v4_{.local_port = 4000};
    Flow v6_{.local = "2001:db8:1::5", .remote = "2001:db8:2::9", .local_port = 4000};
    Ipv4 quoted4_{.src = "10.2.0.9", .dst = "10.1.0.5"};
    Ipv6 quoted6_{.src = "2001:db8:2::9", .dst = "2001:db8:1::5"};
    Udp udp_{.src_port = 53, .dst_port = 4000};
};

TEST_F(QuoteTest, EveryKindOfErrorFollows) {
    for (uint8_t type : {uint8_t{3}, uint8_t{11}, uint8_t{12}})
        expect_follows(v4_, error4(type) / quoted4_ / udp_, "ICMP type " + std::to_string(type));
    for (uint8_t type : {uint8_t{1}, uint8_t{2}, uint8_t{3}, uint8_t{4}})
        expect_follows(v6_, error6(type) / quoted6_ / udp_, "ICMPv6 type " + std::to_string(type));
}

TEST_F(QuoteTest, OptionsAndExtensionHeadersInTheQuoteAreSkipped) {
    Ipv4 with_options = quoted4_;
    with_options.options = {7, 7, 4, 0, 0, 0, 0, 0};
    expect_follows(v4_, error4() / with_options / udp_, "IPv4 options");
    with_options.options = Bytes(40, 1);
    expect_follows(v4_, error4() / with_options / udp_, "40 bytes of IPv4 options");
    expect_follows(v6_, error6() / quoted6_ / Ipv6HopByHop{} / Ipv6Routing{} / Ipv6Destination{} / udp_,
                   "IPv6 extension headers");
}

TEST_F(QuoteTest, FirstFragmentInTheQuoteHasPorts) {
    Ipv4 first = quoted4_;
    first.more_fragments = true;
    expect_follows(v4_, error4(11, 1) / first / udp_, "IPv4");
    expect_follows(v6_, error6(3) / quoted6_ / Ipv6Fragment{} / udp_, "IPv6");
}

TEST_F(QuoteTest, LaterFragmentInTheQuoteHasThoseOfItsFirst) {
    for (const Flow& flow : {Flow::number(Family::kIpv4, "udp", 1), Flow::number(Family::kIpv6, "udp", 1)}) {
        for (uint32_t arrival = 1; arrival <= 3; ++arrival) {
            DataPlaneTest::SetUp();
            make_tunnels(3);
            plane_->tunnel(arrival, first_fragment(flow, false));
            Bytes later = last_fragment(flow, 24, false);
            Bytes error =
                flow.local.find(':') == std::string::npos ? error4() / Payload{0} : error6() / Payload{0};
            append(error, ByteView(later).subspan(14));
            bool v4 = error[12] == 0x08;
            size_t length = error.size() - 14 - (v4 ? 0 : 40);
            error[v4 ? 17 : 19] = static_cast<uint8_t>(length);
            EXPECT_EQ(plane_->lan(error).verdict, TC_ACT_REDIRECT);
            EXPECT_EQ(plane_->stats(arrival).packets_out, 1u);
            EXPECT_EQ(plane_->all_drops(), 0u);
        }
    }
}

TEST_F(QuoteTest, ErrorAboutAnEchoFollowsItsId) {
    Flow echo{.protocol = 1, .local_port = 99};
    expect_follows(echo, error4() / quoted4_ / Icmp{.type = 0, .id = 99}, "reply");
}

}  // namespace
}  // namespace hawser::bpf
