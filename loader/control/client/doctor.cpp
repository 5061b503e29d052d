// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/interface_lookup.h"
#include "loader/control/client/answer.h"
#include "loader/control/client/runs.h"
#include "loader/doctor/checks.h"
#include "loader/doctor/gather.h"
#include "loader/doctor/report.h"

namespace hawser::loader {

CommandOutcome run_doctor(const ClientOptions& options, const AskDaemon& ask, const RenderOptions& render) {
    std::optional<Status> status;
    if (const auto answer = answer_to({{"command", "status"}}, ask)) {
        if (auto read = status_from_json(answer->value("status", nlohmann::json::object())))
            status = *std::move(read);
    }
    doctor::ThisMachine machine;
    const doctor::Facts facts =
        doctor::gather(machine, load_config(options.config, lookup_kernel_interface), std::move(status));
    const doctor::Findings findings = doctor::examine(facts);
    const int exit_status = doctor::has_problems(findings) ? kDegraded : kFine;
    return {exit_status,
            options.json ? printed(doctor::to_json(findings), options) : doctor::render(findings, render),
            ""};
}

}  // namespace hawser::loader
