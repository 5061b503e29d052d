// SPDX-License-Identifier: BSD-2-Clause
#include <netinet/in.h>

#include <nlohmann/json.hpp>

#include "loader/doctor/parse.h"

namespace hawser::loader::doctor {
namespace {

using Json = nlohmann::json;

std::string text_at(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<unsigned> protocol_number(const Json& value) {
    if (value.is_number_unsigned()) return value.get<unsigned>();
    if (!value.is_string()) return std::nullopt;
    static const std::map<std::string, unsigned> kNames{
        {"tcp", IPPROTO_TCP},          {"udp", IPPROTO_UDP},
        {"esp", IPPROTO_ESP},          {"ah", IPPROTO_AH},
        {"icmp", IPPROTO_ICMP},        {"sctp", IPPROTO_SCTP},
        {"ipv6-icmp", IPPROTO_ICMPV6}, {"icmpv6", IPPROTO_ICMPV6},
        {"udplite", IPPROTO_UDPLITE}};
    const auto found = kNames.find(value.get<std::string>());
    return found == kNames.end() ? std::nullopt : std::optional(found->second);
}

/// One protocol or a set of them; false where it is something else.
bool take_protocols(const Json& right, std::set<unsigned>& protocols) {
    if (right.is_object() && right.contains("set")) {
        for (const Json& each : right["set"]) {
            if (!take_protocols(each, protocols)) return false;
        }
        return true;
    }
    const auto number = protocol_number(right);
    if (number) protocols.insert(*number);
    return number.has_value();
}

/// `iifname "lo"`, or connections that are known already: nothing that a stranger's first packet could be.
bool excludes_strangers(const Json& left, const Json& right) {
    if (left.contains("meta")) {
        const std::string key = text_at(left["meta"], "key");
        return (key == "iifname" || key == "iif") && right == "lo";
    }
    if (!left.contains("ct") || text_at(left["ct"], "key") != "state") return false;
    const std::string states = right.dump();
    return states.find("new") == std::string::npos && states.find("untracked") == std::string::npos;
}

/// The protocol that an expression on the left of a match reads; empty: it reads something else.
bool reads_protocol(const Json& left) {
    if (left.contains("meta")) return text_at(left["meta"], "key") == "l4proto";
    if (!left.contains("payload")) return false;
    const std::string field = text_at(left["payload"], "field");
    return field == "protocol" || field == "nexthdr";
}

bool reads_destination_port(const Json& left) {
    return left.contains("payload") && text_at(left["payload"], "field") == "dport";
}

/// A number, a set of numbers or of ranges; false where it is something else (a named set), or too much.
bool take_ports(const Json& right, std::set<unsigned>& ports) {
    if (right.is_number_unsigned()) {
        ports.insert(right.get<unsigned>());
        return true;
    }
    if (right.contains("set")) {
        for (const Json& each : right["set"]) {
            if (!take_ports(each, ports)) return false;
        }
        return true;
    }
    if (!right.contains("range") || right["range"].size() != 2 || !right["range"][0].is_number_unsigned() ||
        !right["range"][1].is_number_unsigned())
        return false;
    const unsigned last = std::min(right["range"][1].get<unsigned>(), 65535U);
    for (unsigned port = right["range"][0].get<unsigned>(); port <= last; ++port)
        ports.insert(port);
    return true;
}

void take_match(const Json& match, FirewallRule& rule) {
    const Json left = match.value("left", Json());
    const Json right = match.value("right", Json());
    const std::string op = text_at(match, "op");
    const bool equal = op == "==" || op == "in" || op.empty();
    if (left.is_object() && left.contains("ipsec")) rule.matches_ipsec = true;
    if (left.is_object() && left.contains("meta") &&
        (text_at(left["meta"], "key") == "ipsec" || text_at(left["meta"], "key") == "secpath"))
        rule.matches_ipsec = true;
    if (!left.is_object() || !equal) {
        rule.otherwise_limited = true;
    } else if (excludes_strangers(left, right)) {
        rule.not_for_strangers = true;
    } else if (reads_protocol(left)) {
        if (!take_protocols(right, rule.protocols)) rule.otherwise_limited = true;
    } else if (reads_destination_port(left)) {
        const auto protocol = protocol_number(left["payload"].value("protocol", Json()));
        if (protocol) rule.protocols = {*protocol};
        if (!take_ports(right, rule.ports)) rule.otherwise_limited = true;
    } else {
        rule.otherwise_limited = true;
    }
}

/// One statement of a rule: a condition, a verdict, or something that decides nothing.
void take_statement(const Json& statement, FirewallRule& rule) {
    using Verdict = FirewallRule::Verdict;
    if (statement.contains("match")) {
        take_match(statement["match"], rule);
    } else if (statement.contains("accept")) {
        rule.verdict = Verdict::kAccept;
    } else if (statement.contains("drop") || statement.contains("reject")) {
        rule.verdict = Verdict::kDrop;
    } else if (statement.contains("jump") || statement.contains("goto")) {
        rule.verdict = Verdict::kJump;
        rule.target = text_at(statement.contains("jump") ? statement["jump"] : statement["goto"], "target");
    } else if (statement.contains("xt")) {
        // Of iptables-nft: what it asks is not told, but which module asks.
        rule.otherwise_limited = true;
        if (text_at(statement["xt"], "name") == "policy") rule.matches_ipsec = true;
    } else if (statement.contains("vmap") || statement.contains("limit") || statement.contains("fib")) {
        rule.otherwise_limited = true;
    }
}

FirewallRule rule_of(const Json& rule) {
    FirewallRule result;
    for (const Json& statement : rule.value("expr", Json::array())) {
        if (statement.is_object()) take_statement(statement, result);
    }
    return result;
}

FirewallChain chain_of(const Json& chain) {
    FirewallChain result;
    result.family = text_at(chain, "family");
    result.table = text_at(chain, "table");
    result.name = text_at(chain, "name");
    result.hook = text_at(chain, "hook");
    if (chain.contains("prio") && chain["prio"].is_number_integer())
        result.priority = chain["prio"].get<int>();
    result.policy_drop = text_at(chain, "policy") == "drop";
    return result;
}

}  // namespace

Result<std::vector<FirewallChain>> parse_nftables(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("nftables")) return Error("nft's list of rules cannot be read");
    std::vector<FirewallChain> chains;
    for (const Json& each : json["nftables"]) {
        if (each.contains("chain")) chains.push_back(chain_of(each["chain"]));
        if (!each.contains("rule")) continue;
        const Json& rule = each["rule"];
        for (FirewallChain& chain : chains) {
            if (chain.family == text_at(rule, "family") && chain.table == text_at(rule, "table") &&
                chain.name == text_at(rule, "chain"))
                chain.rules.push_back(rule_of(rule));
        }
    }
    return chains;
}

}  // namespace hawser::loader::doctor
