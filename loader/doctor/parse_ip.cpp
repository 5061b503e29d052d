// SPDX-License-Identifier: BSD-2-Clause
// What iproute2 prints.
#include <nlohmann/json.hpp>
#include <sstream>

#include "loader/doctor/parse.h"

namespace hawser::loader::doctor {
namespace {

using Json = nlohmann::json;

std::string text_at(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end()) return {};
    return found->is_string() ? found->get<std::string>() : found->dump();
}

/// The words of a line.
std::vector<std::string> words_of(const std::string& line) {
    std::istringstream stream(line);
    return {std::istream_iterator<std::string>(stream), {}};
}

std::string rule_text(const Json& rule) {
    std::string text = "from " + text_at(rule, "src");
    for (const auto& [key, value] : rule.items()) {
        if (key == "priority" || key == "src" || key == "table" || key == "protocol") continue;
        text += " " + key + " " + (value.is_string() ? value.get<std::string>() : value.dump());
    }
    return text + " lookup " + text_at(rule, "table");
}

/// Only the keys that every rule has.
bool is_unconditional(const Json& rule) {
    for (const auto& [key, value] : rule.items()) {
        if (key != "priority" && key != "src" && key != "table" && key != "protocol") return false;
    }
    return text_at(rule, "src") == "all";
}

std::vector<IpPrefix> networks_of(const Json& interface) {
    std::vector<IpPrefix> networks;
    for (const Json& each : interface.value("addr_info", Json::array())) {
        if (text_at(each, "scope") != "global" || !each.contains("prefixlen")) continue;
        const auto address = IpAddress::parse(text_at(each, "local"));
        const auto length = each["prefixlen"].get<unsigned>();
        // A full length connects nothing else.
        if (address && length < address->bits()) networks.emplace_back(*address, length);
    }
    return networks;
}

}  // namespace

std::set<std::string> parse_xfrm_default(const std::string& text) {
    std::set<std::string> blocks;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        const auto words = words_of(line);
        if (words.size() == 2 && words[1] == "block" && words[0].back() == ':')
            blocks.insert(words[0].substr(0, words[0].size() - 1));
    }
    return blocks;
}

std::vector<BarePolicy> parse_xfrm_policies(const std::string& text) {
    std::vector<BarePolicy> policies;
    std::istringstream stream(text);
    bool counts = false;
    const auto settle = [&] {
        if (!policies.empty() && !counts) policies.pop_back();
    };
    for (std::string line; std::getline(stream, line);) {
        const auto words = words_of(line);
        if (words.size() >= 4 && words[0] == "src" && words[2] == "dst" && line.front() != '\t') {
            settle();
            policies.push_back({words[1], words[3], ""});
            counts = true;
        } else if (!policies.empty() && words.size() >= 2 && words[0] == "dir") {
            policies.back().direction = words[1];
        }
        for (const std::string& word : words) {
            // `socket`: of one socket's own, which concerns nobody else.
            if (word == "if_id" || word == "socket") counts = false;
        }
    }
    settle();
    return policies;
}

Result<std::vector<RoutingRule>> parse_rules(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_array()) return Error("the list of routing rules cannot be read");
    std::vector<RoutingRule> rules;
    for (const Json& each : json) {
        if (!each.is_object()) continue;
        rules.push_back(
            {each.value("priority", 0U), rule_text(each), text_at(each, "table"), is_unconditional(each)});
    }
    return rules;
}

Result<std::map<std::string, InterfaceFacts>> parse_interfaces(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_array()) return Error("the list of interfaces cannot be read");
    std::map<std::string, InterfaceFacts> interfaces;
    for (const Json& each : json) {
        if (!each.is_object() || !each.contains("ifname")) continue;
        InterfaceFacts& facts = interfaces[text_at(each, "ifname")];
        facts.mtu = each.value("mtu", 0U);
        for (const Json& flag : each.value("flags", Json::array()))
            facts.up = facts.up || flag == "UP";
        facts.networks = networks_of(each);
    }
    return interfaces;
}

}  // namespace hawser::loader::doctor
