// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <vector>

namespace hawser::loader::doctor {

/// kProblem: traffic is lost, in the clear or not encrypted as configured, now or at the next chance.
/// kWarning: it works worse than it could, or only by luck. kNote: good to know. kUnknown: could not be
/// looked at.
enum class Grade { kProblem, kWarning, kNote, kUnknown };

/// `problem`, `warning`, `note`, `unknown`.
[[nodiscard]] const char* to_string(Grade grade);

/// One thing that was found.
struct Finding {
    Grade grade = Grade::kNote;
    std::string check;   ///< stable, for scripts: `rp_filter`, `xfrm_policies` ...
    std::string what;    ///< a sentence without full stop: what is the case
    std::string why;     ///< likewise: why it matters
    std::string remedy;  ///< likewise: what to do; commands in backquotes. Empty: nothing need be done
};

using Findings = std::vector<Finding>;

}  // namespace hawser::loader::doctor
