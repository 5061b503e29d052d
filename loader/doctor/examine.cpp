// SPDX-License-Identifier: BSD-2-Clause
#include <algorithm>

#include "loader/doctor/checks.h"

namespace hawser::loader::doctor {

const char* to_string(Grade grade) {
    switch (grade) {
        case Grade::kProblem:
            return "problem";
        case Grade::kWarning:
            return "warning";
        case Grade::kNote:
            return "note";
        case Grade::kUnknown:
            return "unknown";
    }
    return "unknown";
}

Findings examine(const Facts& facts) {
    constexpr void (*kChecks[])(const Facts&, Findings&) = {check_configuration,
                                                            check_kernel,
                                                            check_xdp,
                                                            check_offloads,
                                                            check_sysctls,
                                                            check_firewall_blocks,
                                                            check_firewall_ipsec,
                                                            check_firewall_skipped,
                                                            check_xfrm_default,
                                                            check_xfrm_policies,
                                                            check_xfrm_errors,
                                                            check_uplink_networks,
                                                            check_clock,
                                                            check_path_mtu,
                                                            check_nat,
                                                            check_daemons,
                                                            check_rules,
                                                            check_capacity};
    Findings findings;
    for (const auto check : kChecks)
        check(facts, findings);
    for (const auto& [check, reason] : facts.unread)
        findings.push_back({Grade::kUnknown, check, reason, "nothing is known about it", ""});
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& left, const Finding& right) { return left.grade < right.grade; });
    return findings;
}

}  // namespace hawser::loader::doctor
