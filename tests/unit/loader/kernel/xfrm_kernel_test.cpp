// SPDX-License-Identifier: BSD-2-Clause
// A tunnel between two namespaces of a real kernel, made by the adapters alone.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "loader/kernel/flush.h"
#include "tests/unit/loader/kernel/xfrm_site.h"

namespace hawser::loader::test {
namespace {

constexpr uint32_t kLargeMtu = 2000;  // above what fits, so that ESP's own arithmetic decides

class XfrmKernel : public ::testing::TestWithParam<TunnelCase> {
 protected:
    void SetUp() override {
        one_ = XfrmSite::make(1);
        two_ = XfrmSite::make(2);
        if (!one_ || !two_ || !XfrmSite::connect(*one_, *two_)) GTEST_SKIP() << "no network namespaces here";
        for (XfrmSite* site : {one_.get(), two_.get()}) {
            const Result<EnsuredLink> made = site->ensure_interface(kLargeMtu);
            if (!made.ok() && made.error().error_number() == EOPNOTSUPP) {
                GTEST_SKIP() << "no XFRM interfaces: " << made.error().text();
            }
            ASSERT_TRUE(made.ok()) << made.error().text();
            ASSERT_TRUE(made->changed);
        }
    }

    void set_up(const TunnelCase& tunnel) {
        for (XfrmSite* site : {one_.get(), two_.get()}) {
            const Result<void> done = site->set_up(tunnel);
            ASSERT_TRUE(done.ok()) << done.error().text();
        }
    }

    SaCounters counters(XfrmSite& site, const TunnelCase& tunnel, SaDirection direction) {
        const Result<SaCounters> got = site.xfrm().sa_counters(site.sa(tunnel, direction).key());
        EXPECT_TRUE(got.ok()) << got.error().text();
        return got.ok() ? *got : SaCounters{};
    }

    std::string state() {
        return one_->net().output(
                   "ip -s xfrm state; ip xfrm policy; ip addr; ip route; grep -v ' 0$' "
                   "/proc/net/xfrm_stat") +
               two_->net().output("ip -s xfrm state; grep -v ' 0$' /proc/net/xfrm_stat");
    }

    std::unique_ptr<XfrmSite> one_;
    std::unique_ptr<XfrmSite> two_;
};

TEST_P(XfrmKernel, CarriesBothFamiliesAndCountsThem) {
    set_up(GetParam());
    EXPECT_TRUE(one_->ping(Family::kIpv4)) << state();
    EXPECT_TRUE(two_->ping(Family::kIpv6)) << state();
    for (XfrmSite* site : {one_.get(), two_.get()}) {
        for (const SaDirection direction : {SaDirection::kIn, SaDirection::kOut}) {
            const SaCounters seen = counters(*site, GetParam(), direction);
            EXPECT_GE(seen.packets, 6U);
            EXPECT_EQ(seen.integrity_errors + seen.replay_errors + seen.replay_window_errors, 0U);
            EXPECT_NE(seen.added, 0U);
            EXPECT_NE(seen.first_used, 0U);
        }
    }
}

TEST_P(XfrmKernel, ListsWhatWasAsked) {
    set_up(GetParam());
    const auto sas = one_->xfrm().list_sas({XfrmSite::if_id()});
    ASSERT_TRUE(sas.ok()) << sas.error().text();
    ASSERT_EQ(sas->size(), 2U);
    for (const SaInfo& sa : *sas) {
        const SaRequest asked = one_->sa(GetParam(), sa.direction);
        EXPECT_EQ(sa.key, asked.key());
        EXPECT_EQ(sa.source, asked.source);
        EXPECT_EQ(sa.reqid, XfrmSite::if_id().value());
        EXPECT_EQ(sa.esn, asked.esn);
        EXPECT_EQ(sa.encap, asked.encap);
        if (sa.direction == SaDirection::kIn) {
            EXPECT_EQ(sa.replay_window, 1024U);
        }
    }
    EXPECT_NE(sas->at(0).direction, sas->at(1).direction);
    const auto policies = one_->xfrm().list_policies({XfrmSite::if_id()});
    ASSERT_TRUE(policies.ok()) << policies.error().text();
    EXPECT_EQ(policies->size(), 6U);
    EXPECT_TRUE(one_->xfrm().list_sas({IfId(1)})->empty());
}

TEST_P(XfrmKernel, MtuIsTheKernels) {
    set_up(GetParam());
    const uint32_t mtu = tunnel_mtu({.link_mtu = 1500,
                                     .outer = GetParam().outer,
                                     .udp_encap = GetParam().udp,
                                     .algorithm = GetParam().algorithm});
    constexpr uint32_t kIpv4AndIcmp = 28;
    const auto probe = [&](uint32_t size) {
        return one_->ping(Family::kIpv4, fmt::format("-c 1 -W 2 -M do -s {}", size - kIpv4AndIcmp));
    };
    EXPECT_TRUE(probe(mtu)) << mtu << state();
    // A larger one comes back as "fragmentation needed", without a single octet on the wire.
    const uint64_t before = counters(*one_, GetParam(), SaDirection::kOut).packets;
    EXPECT_FALSE(probe(mtu + 1)) << mtu;
    EXPECT_EQ(counters(*one_, GetParam(), SaDirection::kOut).packets, before);
}

TEST_P(XfrmKernel, MovesToOtherAddresses) {
    if (GetParam().outer == Family::kIpv6) GTEST_SKIP() << "one family is enough";
    set_up(GetParam());
    ASSERT_TRUE(one_->ping(Family::kIpv4)) << state();
    ASSERT_TRUE(one_->net().run("ip addr add 198.51.100.11/24 dev wan0"));
    const IpAddress moved = *IpAddress::parse("198.51.100.11");
    const IpAddress far = one_->far_outer(Family::kIpv4);
    const auto encap = one_->sa(GetParam(), SaDirection::kOut).encap;
    for (XfrmSite* site : {one_.get(), two_.get()}) {
        const SaKey to_one =
            site->sa(GetParam(), site == one_.get() ? SaDirection::kIn : SaDirection::kOut).key();
        const SaKey to_two =
            site->sa(GetParam(), site == one_.get() ? SaDirection::kOut : SaDirection::kIn).key();
        for (const auto& done : {site->xfrm().move_sa(to_one, far, moved, encap),
                                 site->xfrm().move_sa(to_two, moved, far, encap)}) {
            ASSERT_TRUE(done.ok()) << done.error().text();
        }
        const auto policies = site->xfrm().list_policies({XfrmSite::if_id()});
        for (const PolicyInfo& policy : *policies) {
            const bool to_far = policy.tunnel_destination == far;
            const Result<void> put = site->xfrm().ensure_policy({.direction = policy.key.direction,
                                                                 .selector = policy.key.selector,
                                                                 .if_id = policy.key.if_id,
                                                                 .tunnel_source = to_far ? moved : far,
                                                                 .tunnel_destination = to_far ? far : moved});
            ASSERT_TRUE(put.ok()) << put.error().text();
        }
        EXPECT_EQ(site->xfrm().list_policies({XfrmSite::if_id()})->size(), 6U) << "replaced, not added";
    }
    if (GetParam().udp) return;  // the UDP socket is bound to the old address
    EXPECT_TRUE(one_->ping(Family::kIpv4)) << state();
    EXPECT_TRUE(two_->ping(Family::kIpv6)) << state();
}

INSTANTIATE_TEST_SUITE_P(
    Cases, XfrmKernel,
    ::testing::Values(
        TunnelCase{.name = "Gcm"}, TunnelCase{.name = "GcmWithoutEsn", .esn = false},
        TunnelCase{.name = "GcmUdp", .udp = true}, TunnelCase{.name = "GcmOverIpv6", .outer = Family::kIpv6},
        TunnelCase{.name = "GcmUdpOverIpv6", .udp = true, .outer = Family::kIpv6},
        TunnelCase{.name = "CbcSha256", .algorithm = EspAlgorithm::kAesCbcHmacSha256},
        TunnelCase{.name = "CbcSha256Udp", .algorithm = EspAlgorithm::kAesCbcHmacSha256, .udp = true},
        TunnelCase{.name = "ChaCha20Poly1305", .algorithm = EspAlgorithm::kChaCha20Poly1305},
        TunnelCase{.name = "CtrSha256", .algorithm = EspAlgorithm::kAesCtrHmacSha256},
        TunnelCase{.name = "CtrSha512Udp", .algorithm = EspAlgorithm::kAesCtrHmacSha512, .udp = true},
        TunnelCase{.name = "CbcSha384", .algorithm = EspAlgorithm::kAesCbcHmacSha384},
        TunnelCase{
            .name = "CbcSha512", .algorithm = EspAlgorithm::kAesCbcHmacSha512, .outer = Family::kIpv6}),
    [](const auto& one) { return std::string(one.param.name); });

using XfrmKernelOnce = XfrmKernel;

TEST_P(XfrmKernelOnce, InterfaceIsEnsuredOnce) {
    const Result<EnsuredLink> again = one_->ensure_interface(kLargeMtu);
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_FALSE(again->changed);
    const Result<EnsuredLink> smaller = one_->ensure_interface(1400);
    ASSERT_TRUE(smaller.ok()) << smaller.error().text();
    EXPECT_TRUE(smaller->changed);
    EXPECT_EQ(smaller->ifindex, again->ifindex);
    const auto ours = our_links(*one_->links().list_links());
    ASSERT_EQ(ours.size(), 1U);
    EXPECT_EQ(ours[0].mtu, 1400U);
    EXPECT_EQ(ours[0].if_id, XfrmSite::if_id());
    EXPECT_EQ(ours[0].owner(), (XfrmOwner{.role = XfrmRole::kTunnel, .id = 77}));
    EXPECT_TRUE(ours[0].up);
    EXPECT_EQ(one_->net().output("ip -6 addr show dev hawser-t77 scope link"), "");
}

TEST_P(XfrmKernelOnce, TellsOfTheLimitsOfAnSa) {
    TunnelCase counted = GetParam();
    counted.limits = {.soft_packets = 4, .hard_packets = 8};
    set_up(counted);
    const SaKey sends = one_->sa(counted, SaDirection::kOut).key();
    const auto heard = [this] {
        const auto taken = one_->sa_events().take();
        EXPECT_TRUE(taken.ok() && !taken->lost);
        return taken.ok() ? taken->expiries : std::vector<SaExpiry>{};
    };
    EXPECT_TRUE(one_->ping(Family::kIpv4, "-c 4 -i 0.05 -W 2")) << state();
    EXPECT_EQ(heard(), std::vector<SaExpiry>{});
    EXPECT_TRUE(one_->ping(Family::kIpv4, "-c 4 -i 0.05 -W 2")) << state();
    EXPECT_EQ(heard(), (std::vector<SaExpiry>{{.key = sends, .hard = false}})) << "once";
    EXPECT_EQ(one_->xfrm().list_sas({XfrmSite::if_id()})->size(), 2U);
    EXPECT_FALSE(one_->ping(Family::kIpv4, "-c 1 -W 2"));
    EXPECT_EQ(heard(), (std::vector<SaExpiry>{{.key = sends, .hard = true}}));
    EXPECT_EQ(one_->xfrm().sa_counters(sends).error().error_number(), ESRCH);
    EXPECT_TRUE(two_->sa_events().take()->expiries.empty()) << "it has no limits";
}

TEST_P(XfrmKernelOnce, AnotherIfIdMakesTheInterfaceAnew) {
    ASSERT_TRUE(
        one_->net().run("ip link set hawser-t77 down && ip link del hawser-t77 && "
                        "ip link add hawser-t77 type xfrm if_id 78"));
    const Result<EnsuredLink> strange = one_->ensure_interface(1400);
    EXPECT_FALSE(strange.ok()) << "an XFRM interface that is not ours was taken";
    ASSERT_TRUE(one_->net().run("ip link set hawser-t77 alias hawser:tunnel:78"));
    const Result<EnsuredLink> anew = one_->ensure_interface(1400);
    ASSERT_TRUE(anew.ok()) << anew.error().text();
    EXPECT_EQ(our_if_ids(*one_->links().list_links()), IfIdSet{XfrmSite::if_id()});
}

TEST_P(XfrmKernelOnce, OneInterfaceOfAllIfIds) {
    const XfrmInterfaceSpec spec = {
        .name = "hawser-hub", .owner = {.role = XfrmRole::kHub}, .collect_metadata = true, .mtu = 1400};
    const Result<EnsuredLink> made = one_->links().ensure_xfrm_interface(spec);
    ASSERT_TRUE(made.ok()) << made.error().text();
    EXPECT_TRUE(made->changed);
    const Result<EnsuredLink> again = one_->links().ensure_xfrm_interface(spec);
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_FALSE(again->changed);
    XfrmInterfaceSpec second = spec;
    second.name = "hawser-hub2";
    EXPECT_EQ(one_->links().ensure_xfrm_interface(second).error().error_number(), EEXIST);
}

TEST_P(XfrmKernelOnce, PortsOfTheEncapsulationChangeInPlace) {
    const TunnelCase tunnel{.name = "", .udp = true};
    set_up(tunnel);
    ASSERT_TRUE(one_->ping(Family::kIpv4)) << state();
    const SaKey key = one_->sa(tunnel, SaDirection::kOut).key();
    const uint64_t before = counters(*one_, tunnel, SaDirection::kOut).packets;
    const EspEncap changed{.source_port = 4500, .destination_port = 4501};
    const Result<void> done = one_->xfrm().update_sa_encap(key, changed);
    ASSERT_TRUE(done.ok()) << done.error().text();
    const auto listed = one_->xfrm().list_sas({XfrmSite::if_id()});
    for (const SaInfo& sa : *listed) {
        if (sa.key == key) {
            EXPECT_EQ(sa.encap, changed);
        }
    }
    EXPECT_EQ(counters(*one_, tunnel, SaDirection::kOut).packets, before) << "it is the same SA";
    EXPECT_FALSE(one_->ping(Family::kIpv4, "-c 1 -W 1")) << "nobody listens at 4501";
}

TEST_P(XfrmKernelOnce, AMovedSaLeavesOutSequenceNumbers) {
    const TunnelCase tunnel{.name = ""};
    set_up(tunnel);
    ASSERT_TRUE(one_->ping(Family::kIpv4)) << state();
    const SaRequest out = one_->sa(tunnel, SaDirection::kOut);
    ASSERT_TRUE(one_->xfrm().move_sa(out.key(), out.source, out.destination, std::nullopt).ok());
    EXPECT_TRUE(one_->ping(Family::kIpv4)) << state();
    const std::string shown =
        one_->net().output("ip xfrm state get dst 198.51.100.2 proto esp spi 0xc0ffee01");
    // 3 pings, 2^24 left out, 3 pings.
    EXPECT_NE(shown.find("oseq 0x1000006"), std::string::npos) << shown;
    // What the far end saw already, it takes no second time.
    EXPECT_EQ(counters(*two_, tunnel, SaDirection::kIn).replay_errors, 0U);
}

TEST_P(XfrmKernelOnce, PoliciesAreFoundByTheHashThatIsAskedFor) {
    set_up({.name = ""});
    std::unique_ptr<PolicyHashPort> port;
    one_->net().inside([&] {
        if (auto opened = open_policy_hash_port(); opened.ok()) port = *std::move(opened);
    });
    ASSERT_NE(port, nullptr);
    const Result<PolicyDatabase> before = port->look();
    ASSERT_TRUE(before.ok()) << before.error().text();
    EXPECT_EQ(before->outgoing, 2U);
    EXPECT_EQ(before->hashes, kKernelPolicyHashes);
    const PolicyHashes shorter{.v4 = {.local = 8, .remote = 16}, .v6 = {.local = 32, .remote = 48}};
    ASSERT_TRUE(port->set(shorter).ok());
    EXPECT_EQ(port->look()->hashes, shorter);
    EXPECT_TRUE(one_->ping(Family::kIpv4)) << state();
    EXPECT_TRUE(one_->ping(Family::kIpv6)) << state();
}

TEST_P(XfrmKernelOnce, ErrorsAreNamed) {
    const TunnelCase tunnel{.name = ""};
    set_up(tunnel);
    const Result<void> twice = one_->xfrm().add_sa(one_->sa(tunnel, SaDirection::kIn));
    ASSERT_FALSE(twice.ok());
    EXPECT_EQ(twice.error().error_number(), EEXIST);
    SaKey absent = one_->sa(tunnel, SaDirection::kIn).key();
    absent.spi = 0x12345678;
    EXPECT_EQ(one_->xfrm().sa_counters(absent).error().error_number(), ESRCH);
    EXPECT_TRUE(one_->xfrm().delete_sa(absent).ok());
    EXPECT_TRUE(one_->xfrm()
                    .delete_policy({.direction = PolicyDirection::kOut,
                                    .selector = {.source = *IpPrefix::parse("10.9.0.0/16"),
                                                 .destination = *IpPrefix::parse("10.8.0.0/16")},
                                    .if_id = XfrmSite::if_id()})
                    .ok());
}

TEST_P(XfrmKernelOnce, FlushLeavesNothingOfOursAndAllOfOthers) {
    set_up({.name = ""});
    ASSERT_TRUE(one_->net().run(
        "ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x999 mode tunnel if_id 5 aead "
        "'rfc4106(gcm(aes))' 0x0102030405060708090a0b0c0d0e0f1011121314 128"));
    ASSERT_TRUE(one_->net().run("ip link add theirs type xfrm if_id 5 && ip route add 10.99.0.0/16 dev lo"));
    Result<FlushReport> done = Error("not run");
    one_->net().inside([&] { done = flush(one_->xfrm(), one_->links(), one_->routes()); });
    ASSERT_TRUE(done.ok()) << done.error().text();
    EXPECT_EQ(done->sas, 2U);
    EXPECT_EQ(done->policies, 6U);
    EXPECT_EQ(done->links, 1U);
    EXPECT_TRUE(our_links(*one_->links().list_links()).empty());
    EXPECT_TRUE(one_->routes().list_routes(true)->empty());
    EXPECT_EQ(one_->net().output("ip xfrm policy"), "");
    EXPECT_NE(one_->net().output("ip xfrm state").find("0x00000999"), std::string::npos);
    EXPECT_TRUE(one_->net().run("ip link show theirs && ip route show 10.99.0.0/16 | grep -q lo"));
}

INSTANTIATE_TEST_SUITE_P(Any, XfrmKernelOnce, ::testing::Values(TunnelCase{.name = "Gcm"}),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace hawser::loader::test
