// SPDX-License-Identifier: BSD-2-Clause
// Each thing that the doctor knows is provoked on a machine on which nothing else is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ike/crypto/x509/trust_store.h"
#include "loader/doctor/report.h"
#include "tests/unit/loader/doctor/sample.h"

namespace hawser::loader::doctor {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Exactly one finding of this check, of this grade, and no other finding at all.
void expect_only(const Facts& facts, const std::string& check, Grade grade, const std::string& text) {
    const Findings findings = found(facts);
    ASSERT_EQ(findings.size(), 1u) << render(findings, {});
    EXPECT_EQ(findings[0].check, check);
    EXPECT_EQ(findings[0].grade, grade);
    EXPECT_THAT(findings[0].what, HasSubstr(text));
    EXPECT_FALSE(findings[0].why.empty());
}

TEST(Doctor, FindsNothingOnAHealthyMachine) {
    EXPECT_THAT(found(healthy()), IsEmpty());
}

TEST(Doctor, SaysWhatIsWrongWithTheConfiguration) {
    Facts facts = healthy();
    facts.diagnostics = {
        {Severity::kError, "hawser.toml", {3, 1}, "key file /etc/hawser/pop.psk has mode 0644", "chmod 600"}};
    expect_only(facts, "configuration", Grade::kProblem, "mode 0644");
    facts.diagnostics[0].severity = Severity::kWarning;
    expect_only(facts, "configuration", Grade::kWarning, "mode 0644");
}

TEST(Doctor, SaysThatTheDaemonIsAway) {
    Facts facts = healthy();
    facts.status.reset();
    expect_only(facts, "daemon", Grade::kProblem, "does not answer");
}

TEST(Doctor, WantsLinux61) {
    Facts facts = healthy();
    facts.kernel_release = "5.10.0-30-amd64";
    expect_only(facts, "kernel_version", Grade::kProblem, "5.10");
    facts.kernel_release = "6.12.3";
    EXPECT_THAT(found(facts), IsEmpty());
}

TEST(Doctor, WantsBtf) {
    Facts facts = healthy();
    facts.btf = false;
    expect_only(facts, "kernel_btf", Grade::kProblem, "BTF");
}

TEST(Doctor, NamesTheKernelOptionThatIsMissing) {
    Facts facts = healthy();
    facts.kernel_options_known = true;
    for (const char* option :
         {"CONFIG_INET_ESP", "CONFIG_BPF_SYSCALL", "CONFIG_NET_CLS_BPF", "CONFIG_NET_SCH_INGRESS",
          "CONFIG_INET6_ESP", "CONFIG_CRYPTO_GCM", "CONFIG_IP_MULTIPLE_TABLES"})
        facts.kernel_options[option] = 'm';
    expect_only(facts, "kernel_options", Grade::kProblem, "CONFIG_XFRM_INTERFACE");
}

TEST(Doctor, NotesWhyXdpIsAsItIs) {
    Facts facts = healthy();
    facts.status->uplinks[0].xdp_reason = "a veth";
    facts.interfaces["eth1"].driver = "virtio_net";
    expect_only(facts, "xdp", Grade::kNote, "XDP is off on eth1 (virtio_net): a veth");
}

TEST(Doctor, KnowsOffloadsThatHurt) {
    Facts facts = healthy();
    facts.interfaces["eth1"].offloads = {{"large-receive-offload", true}};
    expect_only(facts, "offloads", Grade::kProblem, "LRO");
    facts.interfaces["eth1"].offloads = {{"generic-receive-offload", false}};
    expect_only(facts, "offloads", Grade::kWarning, "GRO");
}

TEST(Doctor, WantsForwarding) {
    Facts facts = healthy();
    facts.sysctls["net/ipv4/ip_forward"] = "0\n";
    expect_only(facts, "forwarding", Grade::kProblem, "IPv4");
    facts = healthy();
    facts.sysctls["net/ipv6/conf/all/forwarding"] = "0\n";
    EXPECT_THAT(found(facts), IsEmpty()) << "no peer has an IPv6 network";
    facts.config->peers[0].networks.push_back(prefix("2001:db8::/32"));
    expect_only(facts, "forwarding", Grade::kProblem, "IPv6");
}

TEST(Doctor, FindsAStrictRpFilterOnATunnel) {
    Facts facts = healthy();
    facts.sysctls["net/ipv4/conf/hw-pop-wan1/rp_filter"] = "0\n";
    expect_only(facts, "rp_filter", Grade::kProblem, "hw-pop-wan1");
}

TEST(Doctor, WantsTheJit) {
    Facts facts = healthy();
    facts.sysctls["net/core/bpf_jit_enable"] = "0\n";
    expect_only(facts, "bpf_jit", Grade::kWarning, "JIT");
}

TEST(Doctor, FindsPoliciesThatCatchOurTraffic) {
    Facts facts = healthy();
    facts.bare_policies = {{"10.1.0.0/16", "10.2.3.0/24", "out"}};
    expect_only(facts, "xfrm_policies", Grade::kProblem, "10.2.3.0/24");
    facts.bare_policies = {{"10.1.0.0/16", "172.16.0.0/12", "out"}};
    EXPECT_THAT(found(facts), IsEmpty()) << "another program's networks are its own";
}

TEST(Doctor, FindsADefaultThatBlocks) {
    Facts facts = healthy();
    facts.xfrm_default_blocks = {"out"};
    expect_only(facts, "xfrm_default", Grade::kProblem, "(out)");
}

TEST(Doctor, ExplainsTheKernelsErrors) {
    Facts facts = healthy();
    facts.xfrm_errors = {{"XfrmInStateSeqError", 7}, {"XfrmInNoStates", 0}};
    expect_only(facts, "xfrm_errors", Grade::kWarning, "7 packets");
}

TEST(Doctor, FindsUplinksInOneNetwork) {
    Facts facts = healthy();
    facts.interfaces["eth1"].networks = {prefix("192.168.1.0/24")};
    facts.interfaces["eth2"].networks = {prefix("192.168.0.0/16")};
    expect_only(facts, "uplink_networks", Grade::kWarning, "192.168.1.0/24");
}

TEST(Doctor, JudgesTheClockByWhatNeedsIt) {
    Facts facts = healthy();
    facts.clock_synchronised = false;
    expect_only(facts, "clock", Grade::kNote, "not synchronised");
    facts.year = 1970;
    expect_only(facts, "clock", Grade::kWarning, "1970");
    facts.config->peers[0].tunnels[0].auth.authorities = std::make_shared<ike::TrustStore>();
    expect_only(facts, "clock", Grade::kProblem, "1970");
}

TEST(Doctor, FindsAPathThatTakesLessThanTheInterface) {
    Facts facts = healthy();
    facts.path_mtus = {{"wan1", "203.0.113.10", 1400}};
    expect_only(facts, "path_mtu", Grade::kProblem, "1400 bytes");
    EXPECT_THAT(found(facts)[0].remedy, HasSubstr("ip link set eth1 mtu 1400"));
    facts.path_mtus[0].bytes = 1500;
    EXPECT_THAT(found(facts), IsEmpty());
    facts.path_mtus[0].bytes.reset();
    expect_only(facts, "path_mtu", Grade::kUnknown, "does not answer pings");
}

TEST(Doctor, NotesANat) {
    Facts facts = healthy();
    facts.status->peers[0].tunnels[0].ike.nat_local = true;
    expect_only(facts, "nat", Grade::kNote, "we are behind a NAT");
}

TEST(Doctor, FindsOtherDaemons) {
    Facts facts = healthy();
    facts.processes = {"charon", "sshd"};
    expect_only(facts, "daemons", Grade::kProblem, "charon");
    facts.processes = {"systemd-networkd"};
    expect_only(facts, "daemons", Grade::kWarning, "networkd");
    facts.networkd_keeps_foreign_rules = true;
    EXPECT_THAT(found(facts), IsEmpty());
}

TEST(Doctor, FindsTheRuleOfStrongswansTable) {
    Facts facts = healthy();
    facts.rules = {{0, "from all lookup local", "local", true}, {220, "from all lookup 220", "220", true}};
    expect_only(facts, "rules", Grade::kWarning, "220");
}

TEST(Doctor, WatchesTheRoomForFlows) {
    Facts facts = healthy();
    facts.status->flows.proven = 801;
    expect_only(facts, "capacity", Grade::kWarning, "801 of 1000");
    facts.status->flows.proven = 10;
    facts.status->flows.evicted = 3;
    expect_only(facts, "capacity", Grade::kNote, "3 flows");
}

TEST(Doctor, SaysWhatItCouldNotSee) {
    Facts facts = healthy();
    facts.unread["firewall"] = "there is no program 'nft'";
    expect_only(facts, "firewall", Grade::kUnknown, "nft");
}

TEST(Report, PutsProblemsFirstAndCounts) {
    Facts facts = healthy();
    facts.status->flows.evicted = 3;
    facts.processes = {"pluto"};
    const std::string text = render(examine(facts), {});
    EXPECT_LT(text.find("problem (daemons)"), text.find("note (capacity)"));
    EXPECT_THAT(text, HasSubstr("1 problems, 0 warnings, 1 notes, 0 not known"));
    EXPECT_TRUE(has_problems(examine(facts)));
    EXPECT_EQ(to_json(examine(facts))[0]["check"], "daemons");
}

}  // namespace
}  // namespace hawser::loader::doctor
