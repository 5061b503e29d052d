// SPDX-License-Identifier: BSD-2-Clause
#include <algorithm>

#include "base/ip_prefix.h"
#include "loader/doctor/checks.h"

namespace hawser::loader::doctor {
namespace {

/// Text that is no prefix concerns everything.
bool concerns(const std::string& selector, const std::vector<IpPrefix>& networks) {
    const auto prefix = IpPrefix::parse(selector);
    if (!prefix) return true;
    return std::any_of(networks.begin(), networks.end(),
                       [&](const IpPrefix& network) { return network.overlaps(*prefix); });
}

struct ErrorMeaning {
    const char* counter;
    Grade grade;
    const char* why;
    const char* remedy;
};

constexpr ErrorMeaning kMeanings[] = {
    {"XfrmInStateSeqError", Grade::kWarning,
     "packets that came twice, or so late that the replay window had passed them",
     "if it grows: the path reorders (per-packet balancing at a provider), or somebody replays packets"},
    {"XfrmInNoStates", Grade::kWarning,
     "ESP with an SPI that the kernel does not know: the peer uses an SA that is not there",
     "if it grows: compare `hawser sas` with the peer's list, and rekey"},
    {"XfrmInStateProtoError", Grade::kWarning,
     "ESP that could not be authenticated: damaged, forged, or other keys",
     "if it grows: `hawser rekey TUNNEL`; look for a NIC whose crypto offload is broken"},
    {"XfrmOutPolBlock", Grade::kWarning, "a policy that blocks has caught our packets", "`ip xfrm policy`"},
    {"XfrmOutNoStates", Grade::kNote, "packets for which there was no SA yet or any more", ""},
    {"XfrmInTmplMismatch", Grade::kWarning,
     "decrypted packets that no policy allows: another program's policies are in the way",
     "`ip xfrm policy`"},
};

}  // namespace

void check_xfrm_default(const Facts& facts, Findings& findings) {
    for (const std::string& direction : facts.xfrm_default_blocks) {
        findings.push_back({Grade::kProblem, "xfrm_default",
                            "the default of IPsec policies is to block (" + direction + ")",
                            "a packet that no policy covers is dropped, which packets on their way to a "
                            "tunnel's interface are not",
                            "`ip xfrm policy setdefault " + direction + " accept`"});
    }
}

void check_xfrm_policies(const Facts& facts, Findings& findings) {
    if (!facts.config) return;
    std::vector<IpPrefix> networks;
    for (const PeerConfig& peer : facts.config->peers)
        networks.insert(networks.end(), peer.networks.begin(), peer.networks.end());
    for (const BarePolicy& policy : facts.bare_policies) {
        if (!concerns(policy.source, networks) && !concerns(policy.destination, networks)) continue;
        findings.push_back(
            {Grade::kProblem, "xfrm_policies",
             "an IPsec policy without if_id catches " + policy.source + " -> " + policy.destination + " (" +
                 policy.direction + ")",
             "it is asked before any interface's: traffic of a peer's networks goes by it, or is dropped",
             "end the program that made it (`swanctl --list-sas`, `ipsec status`), or `ip xfrm policy flush` "
             "where "
             "nothing of it is needed; Hawser puts its own back"});
    }
}

void check_xfrm_errors(const Facts& facts, Findings& findings) {
    for (const ErrorMeaning& meaning : kMeanings) {
        const auto counted = facts.xfrm_errors.find(meaning.counter);
        if (counted == facts.xfrm_errors.end() || counted->second == 0) continue;
        findings.push_back({meaning.grade, "xfrm_errors",
                            std::to_string(counted->second) + " packets since boot: " + meaning.counter,
                            meaning.why, meaning.remedy});
    }
}

}  // namespace hawser::loader::doctor
