// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/doctor/facts.h"
#include "loader/doctor/finding.h"

// What `hawser doctor` looks for. Each check is a pure function of the facts: it adds what it finds, and
// nothing where all is well or nothing is known.

namespace hawser::loader::doctor {

void check_configuration(const Facts& facts, Findings& findings);
void check_kernel(const Facts& facts, Findings& findings);
void check_xdp(const Facts& facts, Findings& findings);
void check_offloads(const Facts& facts, Findings& findings);
void check_sysctls(const Facts& facts, Findings& findings);
void check_firewall_skipped(const Facts& facts, Findings& findings);
void check_firewall_blocks(const Facts& facts, Findings& findings);
void check_firewall_ipsec(const Facts& facts, Findings& findings);
void check_xfrm_default(const Facts& facts, Findings& findings);
void check_xfrm_policies(const Facts& facts, Findings& findings);
void check_xfrm_errors(const Facts& facts, Findings& findings);
void check_uplink_networks(const Facts& facts, Findings& findings);
void check_clock(const Facts& facts, Findings& findings);
void check_path_mtu(const Facts& facts, Findings& findings);
void check_nat(const Facts& facts, Findings& findings);
void check_daemons(const Facts& facts, Findings& findings);
void check_rules(const Facts& facts, Findings& findings);
void check_capacity(const Facts& facts, Findings& findings);

/// All of them, and what could not be read; problems first.
[[nodiscard]] Findings examine(const Facts& facts);

}  // namespace hawser::loader::doctor
