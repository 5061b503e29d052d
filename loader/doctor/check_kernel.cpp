// SPDX-License-Identifier: BSD-2-Clause
#include <array>
#include <cstdio>

#include "loader/doctor/checks.h"

namespace hawser::loader::doctor {
namespace {

struct NeededOption {
    const char* name;
    Grade grade;
    const char* why;
};

constexpr std::array kNeeded{
    NeededOption{"CONFIG_XFRM_INTERFACE", Grade::kProblem, "tunnels are XFRM interfaces"},
    NeededOption{"CONFIG_INET_ESP", Grade::kProblem, "the kernel encrypts with it"},
    NeededOption{"CONFIG_BPF_SYSCALL", Grade::kProblem, "flows are spread by eBPF programs"},
    NeededOption{"CONFIG_NET_CLS_BPF", Grade::kProblem, "the programs are attached by it before Linux 6.6"},
    NeededOption{"CONFIG_NET_SCH_INGRESS", Grade::kProblem,
                 "the programs are attached by it before Linux 6.6"},
    NeededOption{"CONFIG_INET6_ESP", Grade::kWarning, "tunnels over IPv6 need it"},
    NeededOption{"CONFIG_CRYPTO_GCM", Grade::kWarning, "the default proposals are AES-GCM"},
    NeededOption{"CONFIG_IP_MULTIPLE_TABLES", Grade::kProblem,
                 "each uplink has a routing table of its own, or all tunnels would leave by one"},
};

/// Of `6.1.0-18-amd64`; zeros where it is not of that form.
std::pair<unsigned, unsigned> version_of(const std::string& release) {
    unsigned major = 0;
    unsigned minor = 0;
    if (std::sscanf(release.c_str(), "%u.%u", &major, &minor) != 2) return {0, 0};
    return {major, minor};
}

}  // namespace

void check_kernel(const Facts& facts, Findings& findings) {
    if (!facts.kernel_release.empty() && version_of(facts.kernel_release) < std::pair(6U, 1U)) {
        findings.push_back({Grade::kProblem, "kernel_version", "this is Linux " + facts.kernel_release,
                            "Hawser's programs are made for Linux 6.1 and later", "run a newer kernel"});
    }
    if (!facts.btf) {
        findings.push_back({Grade::kProblem, "kernel_btf", "the kernel has no BTF (/sys/kernel/btf/vmlinux)",
                            "the programs find the kernel's fields by it, and are not loaded without",
                            "run a kernel with CONFIG_DEBUG_INFO_BTF, as Debian's are"});
    }
    if (!facts.kernel_options_known) return;
    for (const NeededOption& option : kNeeded) {
        if (facts.kernel_options.count(option.name) != 0) continue;
        findings.push_back({option.grade, "kernel_options",
                            std::string("the kernel is built without ") + option.name, option.why,
                            "run Debian's own kernel, or one with this option"});
    }
}

}  // namespace hawser::loader::doctor
