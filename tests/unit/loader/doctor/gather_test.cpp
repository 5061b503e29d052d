// SPDX-License-Identifier: BSD-2-Clause
// Facts from a machine that is made of texts.
#include "loader/doctor/gather.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/unit/loader/doctor/sample.h"

namespace hawser::loader::doctor {
namespace {

/// Files, folders and programs by their names; a path whose packets above some size are lost.
class PaperMachine final : public Machine {
 public:
    std::map<std::string, std::string> files;
    std::map<std::string, std::vector<std::string>> folders;
    std::map<std::string, std::string> programs;  ///< by the first words
    std::map<std::string, std::string> links;
    uint32_t path_mtu = 1500;  ///< 0: pings are not answered
    unsigned pings = 0;

    Result<std::string> read(const std::string& path) override {
        const auto found = files.find(path);
        if (found == files.end()) return Error("no " + path);
        return found->second;
    }
    std::vector<std::string> list(const std::string& folder) override { return folders[folder]; }
    std::string link_target(const std::string& path) override { return links[path]; }
    Result<std::string> run(const std::vector<std::string>& words) override {
        if (words[0] == "ping") return ping(words);
        std::string line;
        for (const std::string& word : words)
            line += (line.empty() ? "" : " ") + word;
        const auto found = programs.find(line);
        if (found == programs.end()) return Error("there is no program '" + line + "'");
        return found->second;
    }
    std::string kernel_release() override { return "6.1.0-18-amd64"; }
    bool clock_synchronised() override { return true; }
    int year() override { return 2026; }

 private:
    Result<std::string> ping(const std::vector<std::string>& words) {
        ++pings;
        const auto size = std::find(words.begin(), words.end(), "-s");
        const bool passes = static_cast<uint32_t>(std::stoul(*(size + 1))) + 28 <= path_mtu;
        return std::string("1 packets transmitted, ") + (passes ? "1 received" : "0 received");
    }
};

LoadOutcome configuration() {
    return {healthy().config, {}};
}

TEST(Gather, SaysWhatCouldNotBeRead) {
    PaperMachine machine;
    const Facts facts = gather(machine, configuration(), std::nullopt);
    EXPECT_EQ(facts.unread.count("firewall"), 1u);
    EXPECT_EQ(facts.unread.count("rules"), 1u);
    EXPECT_FALSE(facts.btf);
}

TEST(Gather, ReadsProcessesAndNetworkdsFiles) {
    PaperMachine machine;
    machine.folders["/proc"] = {"1", "77", "99", "net"};
    machine.links["/proc/self/ns/net"] = machine.links["/proc/1/ns/net"] = machine.links["/proc/77/ns/net"] =
        "net:[1]";
    machine.links["/proc/99/ns/net"] = "net:[2]";
    machine.files["/proc/99/comm"] = "charon\n";
    machine.files["/proc/1/comm"] = "systemd\n";
    machine.files["/proc/77/comm"] = "systemd-network\n";
    machine.folders["/etc/systemd/networkd.conf.d"] = {"hawser.conf"};
    machine.files["/etc/systemd/networkd.conf.d/hawser.conf"] =
        "[Network]\nManageForeignRoutingPolicyRules=no\n";
    const Facts facts = gather(machine, configuration(), std::nullopt);
    EXPECT_EQ(facts.processes, (std::set<std::string>{"systemd", "systemd-networkd"}));
    EXPECT_TRUE(facts.networkd_keeps_foreign_rules);
}

TEST(Gather, ReadsInterfacesAndTheirOffloads) {
    PaperMachine machine;
    machine.programs["ip -j address"] = R"([{"ifname":"eth1","flags":["UP"],"mtu":1500}])";
    machine.programs["ethtool -k eth1"] = "large-receive-offload: on\n";
    machine.links["/sys/class/net/eth1/device/driver"] = "../../../bus/pci/drivers/ixgbe";
    const Facts facts = gather(machine, configuration(), std::nullopt);
    EXPECT_EQ(facts.interfaces.at("eth1").driver, "ixgbe");
    EXPECT_TRUE(facts.interfaces.at("eth1").offloads.at("large-receive-offload"));
}

TEST(Gather, ProbesEachUplinksPathOnce) {
    PaperMachine machine;
    machine.path_mtu = 1420;
    machine.programs["ip -j address"] = R"([{"ifname":"eth1","flags":["UP"],"mtu":1500}])";
    LoadOutcome outcome = configuration();
    auto& tunnels = outcome.config->peers[0].tunnels;
    tunnels.push_back(tunnels[0]);
    const Facts facts = gather(machine, std::move(outcome), healthy().status);
    ASSERT_EQ(facts.path_mtus.size(), 1u);
    EXPECT_EQ(facts.path_mtus[0].bytes, 1420u);
}

TEST(PathMtu, IsTheLargestPacketThatComesBack) {
    PaperMachine machine;
    const IpAddress here = *IpAddress::parse("198.51.100.2");
    const IpAddress there = *IpAddress::parse("203.0.113.10");
    for (const uint32_t mtu : {576u, 577u, 1280u, 1499u, 1500u}) {
        machine.path_mtu = mtu;
        EXPECT_EQ(probe_path_mtu(machine, here, there, 1500), mtu);
    }
    machine.path_mtu = 0;
    machine.pings = 0;
    EXPECT_FALSE(probe_path_mtu(machine, here, there, 1500).has_value());
    EXPECT_EQ(machine.pings, 1u);
}

}  // namespace
}  // namespace hawser::loader::doctor
