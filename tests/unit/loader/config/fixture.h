// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "loader/config/load.h"

namespace hawser::loader {

inline IpAddress address(const std::string& text) {
    return *IpAddress::parse(text);
}

/// A folder for the configuration and its key files, and a kernel with a few interfaces.
class ConfigTest : public ::testing::Test {
 protected:
    ConfigTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "hawser-config-XXXXXX").string();
        HAWSER_CHECK(::mkdtemp(pattern.data()) != nullptr, "a temporary folder can be made");
        folder_ = pattern;
        write_key("pop.psk", "a pre-shared key of good length\n");
        interfaces_["eth0"] = {.ifindex = 2, .addresses = {address("10.1.0.1")}, .gateways = {}};
        interfaces_["eth1"] = {
            .ifindex = 3, .addresses = {address("198.51.100.2")}, .gateways = {address("198.51.100.1")}};
        interfaces_["eth2"] = {
            .ifindex = 4, .addresses = {address("192.0.2.2")}, .gateways = {address("192.0.2.1")}};
    }
    ~ConfigTest() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }

    void write_key(const std::string& name, const std::string& content, mode_t mode = 0600) const {
        std::ofstream(path(name), std::ios::binary) << content;
        ASSERT_EQ(::chmod(path(name).c_str(), mode), 0);
    }

    [[nodiscard]] InterfaceLookup lookup() const {
        return [this](const std::string& name) -> std::optional<InterfaceInfo> {
            const auto found = interfaces_.find(name);
            if (found == interfaces_.end()) return std::nullopt;
            return found->second;
        };
    }

    [[nodiscard]] LoadOutcome parse(const std::string& text) const {
        return parse_config(text, path("hawser.toml"), lookup());
    }

    /// The diagnostics as a user sees them, without the folder.
    [[nodiscard]] std::string report(const LoadOutcome& outcome) const {
        std::string all;
        for (const Diagnostic& each : outcome.diagnostics)
            all += each.to_string() + "\n";
        const std::string prefix = folder_ + "/";
        for (size_t at = all.find(prefix); at != std::string::npos; at = all.find(prefix))
            all.erase(at, prefix.size());
        return all;
    }

    /// The text is refused, and the report has each of these.
    void expect_refused(const std::string& text, const std::vector<std::string>& parts) const {
        const LoadOutcome outcome = parse(text);
        EXPECT_FALSE(outcome.config.has_value());
        for (const std::string& part : parts)
            EXPECT_PRED2(contains, report(outcome), part);
    }

    /// The text is accepted, and the report has each of these.
    void expect_warned(const std::string& text, const std::vector<std::string>& parts) const {
        const LoadOutcome outcome = parse(text);
        EXPECT_TRUE(outcome.config.has_value()) << report(outcome);
        for (const std::string& part : parts)
            EXPECT_PRED2(contains, report(outcome), part);
    }

    static bool contains(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }

    /// `text` with the first `from` replaced; the test is wrong where there is none.
    static std::string with(std::string text, const std::string& from, const std::string& to) {
        const size_t at = text.find(from);
        HAWSER_CHECK(at != std::string::npos, "the text to replace is there");
        return text.replace(at, from.size(), to);
    }

    std::map<std::string, InterfaceInfo> interfaces_;
    std::string folder_;
};

/// Accepted without a warning; line numbers in tests count from its first line.
inline const std::string kGood = R"(forwarding = "auto"
[[uplink]]
name = "wan1"
interface = "eth1"
address = "198.51.100.2"
gateway = "198.51.100.1"
bandwidth = "1Gbit"
[[uplink]]
name = "wan2"
interface = "eth2"
bandwidth = "250Mbit"
[lan]
interfaces = ["eth0"]
[[peer]]
name = "pop"
networks = ["10.2.0.0/16"]
local_networks = ["10.1.0.0/16"]
endpoints = [{ address = "203.0.113.10" }, { address = "203.0.113.20", tier = 2 }]
uplinks = ["wan1", "wan2"]
[peer.auth]
psk_file = "pop.psk"
local_id = "branch-{uplink}.example"
remote_id = "pop.example"
[peer.probe]
type = "icmp"
target = "10.2.0.1"
interval = "200ms"
)";

/// A second peer, to be put after kGood; its first line is line 28.
inline const std::string kSecondPeer = R"([[peer]]
name = "dc"
networks = ["10.3.0.0/16"]
local_networks = ["10.1.0.0/16"]
endpoints = [{ address = "203.0.113.30" }]
[peer.auth]
psk_file = "pop.psk"
[peer.probe]
target = "10.3.0.1"
)";

}  // namespace hawser::loader
