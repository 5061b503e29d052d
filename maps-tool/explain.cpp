// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/explain.h"

#include <fmt/format.h>

#include "maps-tool/decision.h"
#include "maps-tool/decode.h"
#include "maps-tool/network.h"
#include "maps-tool/ring.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

/// The question as it is answered.
struct Answer {
    FlowName name;        ///< seen from our side
    uint32_t bundle = 0;  ///< 0: the flow is not ours
    std::optional<Flow> pin;
    uint8_t dscp = 0;
    Decision decision;
};

FlowName reversed(const FlowName& name) {
    return {name.remote, name.local, name.protocol, name.remote_port, name.local_port};
}

std::string describe(const std::optional<Network>& network, const IpAddress& address,
                     const Topology& topology) {
    if (!network) return fmt::format("{} is in no network of a peer", address.to_string());
    const bool exception = network->net.bundle == 0;
    return fmt::format("{} is in {}, {}", address.to_string(), network->prefix.to_string(),
                       exception ? "which never enters a bundle"
                                 : "which is behind " + topology.peer_name(network->net.bundle));
}

/// Which side is ours, by the networks: a packet to a peer's network goes out, one from there comes in.
Result<void> find_sides(const Maps& maps, const Topology& topology, const FlowName& asked, Answer& answer) {
    for (const FlowName& name : {asked, reversed(asked)}) {
        const Result<std::optional<Network>> network = find_network(maps, name.remote);
        if (!network) return network.error();
        answer.decision.steps.push_back({"network", describe(*network, name.remote, topology)});
        answer.name = name;
        answer.bundle = *network ? (*network)->net.bundle : 0;
        if (answer.bundle != 0) return {};
    }
    answer.name = asked;
    return {};
}

Result<void> find_tunnel(const Maps& maps, const Topology& topology, Answer& answer) {
    Result<std::optional<Flow>> pin = find_flow(maps, answer.name);
    if (!pin) return pin.error();
    answer.pin = std::move(*pin);
    if (!answer.pin) answer.decision.steps.push_back({"pin", "none: the first packet makes one"});
    const Result<Rings> rings = Rings::open(maps);
    if (!rings) return rings.error();
    const Situation situation{topology, maps.now_ns,
                              [&rings](uint32_t number, uint32_t tier) { return rings->slots(number, tier); },
                              answer.dscp};
    Result<Decision> decision = decide(situation, answer.name, answer.bundle, answer.pin);
    if (!decision) return decision.error();
    std::vector<Step> steps = std::move(answer.decision.steps);
    steps.insert(steps.end(), decision->steps.begin(), decision->steps.end());
    answer.decision = {decision->verdict, decision->tunnel, std::move(steps)};
    return {};
}

std::string why(const Answer& answer, const Topology& topology) {
    const std::string_view verdict = answer.decision.verdict;
    if (verdict == "not_ours") return "no bundle has it: it is left to the stack";
    if (verdict == "no_bundle") return "its network's bundle does not exist: dropped as no_bundle";
    if (verdict == "pinned") return "it has a pin, whose tunnel can be used";
    if (verdict == "moved") return "it has a pin, which its next packet from here moves";
    if (verdict == "renewed") return "its pin counts as not there: its next packet from here makes it anew";
    if (verdict == "new") return "it has no pin: its first packet from here takes this tunnel";
    const bool open = (topology.bundles.at(answer.bundle).flags & HW_BUNDLE_FAIL_OPEN) != 0;
    return open ? "no tunnel is usable: LAN packets are left to the stack, in the clear (fail open)"
                : "no tunnel is usable: dropped as no_tunnel";
}

Section answer_section(const Answer& answer, const Topology& topology) {
    const uint32_t tunnel = answer.decision.tunnel;
    Record record;
    record.add("verdict", std::string(answer.decision.verdict));
    record.add("tunnel", tunnel == 0 ? Json(nullptr) : Json(tunnel));
    record.add("interface", tunnel == 0 ? Json(nullptr) : Json(topology.tunnel_name(tunnel)));
    record.add("why", why(answer, topology));
    record.add("bundle", answer.bundle == 0 ? Json(nullptr) : Json(answer.bundle));
    record.add("peer", answer.bundle == 0 ? Json(nullptr) : Json(topology.peer_name(answer.bundle)));
    record.add("forwarding", forwarding_name(topology.config.forwarding));
    add_flow_name(record, answer.name);
    Section section;
    section.name = "answer";
    section.single = true;
    section.records.push_back(std::move(record));
    return section;
}

Section pin_section(const Answer& answer, const Topology& topology, uint64_t now_ns) {
    Section section;
    section.name = "pin";
    section.single = true;
    section.if_empty = "none";
    if (answer.pin) section.records.push_back(decode_flow(*answer.pin, topology, now_ns));
    return section;
}

Section steps_section(const Answer& answer) {
    Section section;
    section.name = "steps";
    for (const Step& step : answer.decision.steps) {
        Record record;
        record.add("step", std::string(step.step));
        record.add("text", step.text);
        section.records.push_back(std::move(record));
    }
    return section;
}

}  // namespace

Result<Report> explain_flow(const Maps& maps, const Topology& topology, const FlowName& asked, uint8_t dscp) {
    Answer answer;
    answer.dscp = dscp;
    if (const Result<void> done = find_sides(maps, topology, asked, answer); !done) return done.error();
    if (answer.bundle == 0) {
        answer.decision.verdict = "not_ours";
    } else if (topology.bundles.count(answer.bundle) == 0) {
        answer.decision.verdict = "no_bundle";
    } else if (const Result<void> done = find_tunnel(maps, topology, answer); !done) {
        return done.error();
    }
    Report report;
    report.sections.push_back(answer_section(answer, topology));
    report.sections.push_back(pin_section(answer, topology, maps.now_ns));
    report.sections.push_back(steps_section(answer));
    return report;
}

}  // namespace hawser::maps
