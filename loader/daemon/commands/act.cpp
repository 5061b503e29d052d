// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/commands/answers.h"
#include "loader/daemon/commands/names.h"

namespace hawser::loader {
namespace {

nlohmann::json done(const std::string& text) {
    return {{"ok", true}, {"text", text}};
}

nlohmann::json drain(Daemon& daemon, const nlohmann::json& request, bool wanted) {
    std::vector<TunnelId> tunnels;
    if (auto refusal = find_tunnels(daemon, request, tunnels)) return *refusal;
    if (auto drained = daemon.paths().drain(tunnels, wanted); !drained)
        return control_error(drained.error().text());
    return done(names_of(daemon, tunnels) +
                (wanted ? ": no new flows; those that are there stay" : ": new flows again"));
}

}  // namespace

ControlAnswer answer_drain(Daemon& daemon, const nlohmann::json& request) {
    return drain(daemon, request, true);
}

ControlAnswer answer_undrain(Daemon& daemon, const nlohmann::json& request) {
    return drain(daemon, request, false);
}

ControlAnswer answer_rekey(Daemon& daemon, const nlohmann::json& request) {
    const std::string name = request.value("tunnel", "");
    const std::string what = request.value("what", "child");
    if (what != "child" && what != "ike") return control_error("'" + what + "' is neither child nor ike");
    const auto tunnel = tunnel_named(daemon, name);
    if (!tunnel) return no_such_tunnel(name);
    auto begun = what == "ike" ? daemon.ike().rekey_ike(*tunnel) : daemon.ike().rekey_child(*tunnel);
    if (!begun) return control_error(begun.error().text());
    return done(name + ": rekeying the " + (what == "ike" ? "IKE SA" : "Child SA"));
}

ControlAnswer answer_reload_credentials(Daemon& daemon, const nlohmann::json&) {
    const auto renewed = daemon.ike().reload_credentials();
    if (!renewed) return control_error(renewed.error().text(), "nothing has changed");
    return done("keys and certificates of " + std::to_string(*renewed) +
                " tunnels read again; SAs stay, and the next authentication uses them");
}

}  // namespace hawser::loader
