// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "loader/control/human.h"
#include "loader/control/table.h"
#include "tests/unit/loader/control/sample.h"

namespace hawser::loader {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// The first line that begins with `start`.
std::string line_of(const std::string& text, const std::string& start) {
    std::istringstream lines(text);
    std::string line;
    while (std::getline(lines, line)) {
        if (line.starts_with(start)) return line;
    }
    return "no line begins with " + start;
}

TEST(RenderStatus, ShowsEachTunnelsFacts) {
    const std::string text = render_status(sample_status());
    EXPECT_THAT(
        line_of(text, "pop/wan1"),
        AllOf(HasSubstr(" up "), HasSubstr("2h 5m"), HasSubstr("203.0.113.10"), HasSubstr("12.3ms"),
              HasSubstr("1%"), HasSubstr("1.23k"), HasSubstr("1.20M/3.40GB"), HasSubstr("900/1.00kB")));
    EXPECT_THAT(line_of(text, "pop/wan2"), AllOf(HasSubstr(" down "), HasSubstr("12s"), HasSubstr(" - ")));
}

TEST(RenderStatus, ReasonsAreSentencesBelowWhatIsNotUp) {
    const std::string text = render_status(sample_status());
    EXPECT_THAT(text, HasSubstr("\n    4 of the last 4 probes were lost.\n"));
    EXPECT_THAT(text, HasSubstr("\n    Interface eth2 has no carrier.\n"));
    EXPECT_THAT(text, Not(HasSubstr("were answered")));
}

TEST(RenderStatus, SaysWhatOperatorsAndPoliciesWant) {
    Status status = sample_status();
    const std::string text = render_status(status, {.width = 200});
    EXPECT_THAT(line_of(text, "PEER pop"), HasSubstr("tags dc"));
    EXPECT_THAT(text, HasSubstr("86 % of its bandwidth is in use: busy."));
    EXPECT_THAT(text, HasSubstr("An operator wants no new flows on it."));
    EXPECT_THAT(line_of(text, "RULE voice"), HasSubstr("new flows by pop/wan1"));
    EXPECT_THAT(line_of(text, "RULE bulk"), HasSubstr("no tunnel fits"));
    status.peers[0].failover = "to";
    status.peers[0].failover_tier = 2;
    EXPECT_THAT(line_of(render_status(status, {.width = 200}), "PEER pop"),
                HasSubstr("tier 1 takes new flows (tier 2 forced by an operator)"));
    EXPECT_THAT(render_tunnels(status, "pop/wan1", {}), HasSubstr("tags fibre, isp-a"));
}

TEST(RenderStatus, ALanHasItsXdpAndTheReason) {
    Status status = sample_status();
    EXPECT_THAT(line_of(render_status(status), "eth0"), HasSubstr("off"));
    EXPECT_THAT(render_status(status),
                HasSubstr("\n    XDP: nothing to spread: 2 receive queues for 2 CPUs.\n"));
    status.lans.clear();
    EXPECT_THAT(render_status(status), Not(HasSubstr("LAN")));
}

TEST(RenderStatus, ShowsForwardingUplinksAndPeers) {
    const std::string text = render_status(sample_status());
    EXPECT_THAT(text, HasSubstr("hawserd 0.1.0, forwarding fast: no netfilter rule would be skipped."));
    EXPECT_THAT(line_of(text, "wan1"),
                AllOf(HasSubstr("eth1"), HasSubstr("198.51.100.2"), HasSubstr("native")));
    EXPECT_THAT(
        line_of(text, "PEER pop"),
        AllOf(HasSubstr("1 of 2 tunnels up"), HasSubstr("tier 1 takes new flows"), HasSubstr("10.2.0.0/16")));
    Status dead = sample_status();
    dead.peers[0].active_tier = 0;
    EXPECT_THAT(render_status(dead), HasSubstr("no tunnel is usable"));
}

TEST(RenderStatus, ShowsTheFlowTableInOneLine) {
    Status status = sample_status();
    status.flows = {.capacity = 262144, .proven = 1500, .fresh = 20, .evicted = 3, .expired = 4};
    EXPECT_THAT(render_status(status),
                HasSubstr("\nflows: 1.50k proven of 262k a family, 20 new; 4 expired, 3 evicted.\n"));
}

TEST(RenderStatus, WarnsOfWhatMayLeaveInTheClear) {
    Status status = sample_status();
    EXPECT_THAT(render_status(status), Not(HasSubstr("WARNING")));
    status.peers[0].fail_open = true;
    EXPECT_THAT(render_status(status), HasSubstr("leave in the clear whenever no tunnel is usable"));
    status.peers[0].active_tier = 0;
    EXPECT_THAT(render_status(status), HasSubstr("leave in the clear NOW"));
}

TEST(RenderStatus, ATunnelThatTheProgramsDoNotUseIsNotFineAlthoughItIsUp) {
    Status status = sample_status();
    status.peers[0].tunnels.resize(1);
    EXPECT_TRUE(is_fine(status));
    status.peers[0].tunnels[0].suspect = "nothing came back";
    EXPECT_FALSE(is_fine(status));
    EXPECT_THAT(render_status(status), HasSubstr("\n    Nothing came back.\n"));
}

TEST(RenderStatus, FitsAHundredColumns) {
    Status status = sample_status();
    status.peers[0].tunnels[0].tier = 2;
    status.peers[0].tunnels[1].reason =
        std::string(40, 'x') + " and a long story that goes on and on until it has to be broken in two";
    std::istringstream lines(render_status(status));
    for (std::string line; std::getline(lines, line);)
        EXPECT_LE(line.size(), 100u) << line;
}

TEST(RenderStatus, IsPlainUnlessColourIsAskedFor) {
    EXPECT_THAT(render_status(sample_status()), Not(HasSubstr("\033")));
    const std::string colored = render_status(sample_status(), {.color = true, .width = 100});
    EXPECT_THAT(colored, HasSubstr("\033[32mup\033[0m"));
    EXPECT_THAT(colored, HasSubstr("\033[31mdown\033[0m"));
    // The same columns with and without: colours have no width.
    std::string stripped = colored;
    for (const char* code : {"\033[32m", "\033[31m", "\033[33m", "\033[0m"}) {
        for (size_t at = stripped.find(code); at != std::string::npos; at = stripped.find(code))
            stripped.erase(at, std::string(code).size());
    }
    EXPECT_EQ(stripped, render_status(sample_status()));
}

TEST(RenderTunnels, ShowsTheSasAsSwanctlDoes) {
    const std::string text = render_tunnels(sample_status(), "pop/wan1");
    EXPECT_THAT(text, HasSubstr("pop/wan1: up for 2h 5m\n  The last 10 probes were answered.\n"));
    EXPECT_THAT(text,
                HasSubstr("  probe icmp 10.2.0.1 and 1 more: rtt 12.3ms, jitter 0.5ms, loss 1.0%\n"
                          "    icmp 10.2.0.1: up, rtt 12.3ms, jitter 0.5ms, loss 1.0%\n"
                          "      out: jitter 0.4ms, loss 0.8%; in: jitter 0.1ms, loss 0.2%\n"
                          "    icmp 10.2.0.9: down, rtt not measured, jitter not measured, loss 100.0%\n"
                          "      No probe answered yet.\n"));
    EXPECT_THAT(text, HasSubstr("#7, ESTABLISHED, IKEv2, 6fd55d95f66b4a67_i* cea64d4a303e0ca2_r\n"));
    EXPECT_THAT(text, HasSubstr("local  'branch-wan1.example' @ 198.51.100.2[4500], behind NAT"));
    EXPECT_THAT(text, HasSubstr("AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_384"));
    EXPECT_THAT(text, HasSubstr("established 1h 2m ago, rekeying in 2h 46m"));
    EXPECT_THAT(text, HasSubstr("pop: #9, INSTALLED, TUNNEL-in-UDP, ESP:AES_CBC-128/HMAC_SHA2_256_128/ESN"));
    EXPECT_THAT(text, HasSubstr("in  c8931e89, 84 bytes, 1 packets"));
    EXPECT_THAT(text, HasSubstr("remote 10.2.0.0/16 2001:db8::/32"));
    EXPECT_THAT(text, HasSubstr("if_id 0x68770001"));
    EXPECT_THAT(text, Not(HasSubstr("pop/wan2")));
}

TEST(RenderTunnels, WithoutANameShowsAll) {
    const std::string text = render_tunnels(sample_status(), "");
    EXPECT_THAT(text, AllOf(HasSubstr("pop/wan1: up"), HasSubstr("pop/wan2: down for 12s"),
                            HasSubstr("IKE SA: none, CONNECTING")));
}

TEST(Render, APeersIdentityCannotDriveTheTerminal) {
    Status status = sample_status();
    status.peers[0].tunnels[0].ike.remote_id = "evil\033]0;pwned\007";
    status.peers[0].tunnels[1].reason = "said \033[2J";
    EXPECT_THAT(render_tunnels(status, ""), Not(HasSubstr("\033")));
    EXPECT_THAT(render_status(status), AllOf(Not(HasSubstr("\033")), HasSubstr("Said ?[2J.")));
}

TEST(Human, NumbersHaveThreeDigits) {
    EXPECT_EQ(human_count(0), "0");
    EXPECT_EQ(human_count(999), "999");
    EXPECT_EQ(human_count(1000), "1.00k");
    EXPECT_EQ(human_count(12'345), "12.3k");
    EXPECT_EQ(human_count(999'499), "999k");
    EXPECT_EQ(human_count(999'500), "1.00M");
    EXPECT_EQ(human_bytes(1'500'000), "1.50MB");
    EXPECT_EQ(human_bytes(UINT64_MAX), "18.4EB");
}

TEST(Human, AgesHaveTwoUnits) {
    EXPECT_EQ(human_age(std::chrono::seconds(-5)), "0s");
    EXPECT_EQ(human_age(std::chrono::seconds(59)), "59s");
    EXPECT_EQ(human_age(std::chrono::seconds(61)), "1m 1s");
    EXPECT_EQ(human_age(std::chrono::seconds(90061)), "1d 1h");
}

TEST(Wrap, BreaksAtSpacesAndKeepsLongWords) {
    EXPECT_EQ(wrap("one two three", 7), (std::vector<std::string>{"one two", "three"}));
    EXPECT_EQ(wrap("incomprehensible", 5), std::vector<std::string>{"incomprehensible"});
    EXPECT_TRUE(wrap("", 5).empty());
}

TEST(RenderStatus, AKeyLogIsWarnedOf) {
    Status status = sample_status();
    EXPECT_THAT(render_status(status), Not(HasSubstr("keys of all SAs")));
    status.key_log = "/root/keys";
    EXPECT_THAT(render_status(status), HasSubstr("WARNING: the keys of all SAs are written to /root/keys"));
    EXPECT_EQ(status_from_json(nlohmann::json(to_json(status)))->key_log, "/root/keys");
}

}  // namespace
}  // namespace hawser::loader
