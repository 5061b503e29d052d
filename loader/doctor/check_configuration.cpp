// SPDX-License-Identifier: BSD-2-Clause
#include "loader/doctor/checks.h"

namespace hawser::loader::doctor {

void check_configuration(const Facts& facts, Findings& findings) {
    for (const Diagnostic& diagnostic : facts.diagnostics) {
        const bool error = diagnostic.severity == Severity::kError;
        findings.push_back(
            {error ? Grade::kProblem : Grade::kWarning, "configuration", diagnostic.to_string(),
             error ? "hawserd does not start with it" : "it is probably not meant", diagnostic.hint});
    }
    if (!facts.status) {
        findings.push_back(
            {Grade::kProblem, "daemon", "hawserd does not answer on its control socket",
             "tunnels that are there go on, but nothing judges them, rekeys them or brings them back",
             "start it, and read its last lines: `journalctl -u hawserd`"});
    }
}

}  // namespace hawser::loader::doctor
