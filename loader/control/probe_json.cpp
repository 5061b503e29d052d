// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/probe_json.h"

#include "loader/control/field_reader.h"

namespace hawser::loader {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

void add(Json& json, const char* key, const std::optional<double>& value) {
    if (value) json[key] = *value;
}

Json probe_to_json(const StatusProbe& probe) {
    Json json{{"probe", probe.probe},
              {"state", probe.state},
              {"reason", probe.reason},
              {"rtt_ms", or_null(probe.rtt_ms)},
              {"jitter_ms", or_null(probe.jitter_ms)},
              {"loss_pct", or_null(probe.loss_pct)},
              {"sent", probe.sent},
              {"answered", probe.answered},
              {"late", probe.late}};
    add(json, "loss_out_pct", probe.loss_out_pct);
    add(json, "loss_in_pct", probe.loss_in_pct);
    add(json, "jitter_out_ms", probe.jitter_out_ms);
    add(json, "jitter_in_ms", probe.jitter_in_ms);
    return json;
}

StatusProbe probe_from_json(const nlohmann::json& json, std::string& trouble) {
    StatusProbe probe;
    const FieldReader fields(json, trouble);
    fields.take("probe", probe.probe);
    fields.take("state", probe.state);
    fields.take("reason", probe.reason);
    fields.take("rtt_ms", probe.rtt_ms);
    fields.take("jitter_ms", probe.jitter_ms);
    fields.take("loss_pct", probe.loss_pct);
    fields.take("loss_out_pct", probe.loss_out_pct);
    fields.take("loss_in_pct", probe.loss_in_pct);
    fields.take("jitter_out_ms", probe.jitter_out_ms);
    fields.take("jitter_in_ms", probe.jitter_in_ms);
    fields.take("sent", probe.sent);
    fields.take("answered", probe.answered);
    fields.take("late", probe.late);
    return probe;
}

}  // namespace

nlohmann::ordered_json path_to_json(const StatusPath& path) {
    Json probes = Json::array();
    for (const StatusProbe& probe : path.probes)
        probes.push_back(probe_to_json(probe));
    return {{"rtt_ms", or_null(path.rtt_ms)},
            {"jitter_ms", or_null(path.jitter_ms)},
            {"loss_pct", or_null(path.loss_pct)},
            {"probe", path.probe},
            {"probes", std::move(probes)}};
}

StatusPath path_from_json(const nlohmann::json& json, std::string& trouble) {
    StatusPath path;
    const FieldReader fields(json, trouble);
    fields.take("rtt_ms", path.rtt_ms);
    fields.take("jitter_ms", path.jitter_ms);
    fields.take("loss_pct", path.loss_pct);
    fields.take("probe", path.probe);
    const nlohmann::json* probes = fields.find("probes");
    if (probes == nullptr) return path;
    if (!probes->is_array()) {
        fields.note("probes");
        return path;
    }
    for (const nlohmann::json& probe : *probes)
        path.probes.push_back(probe_from_json(probe, trouble));
    return path;
}

}  // namespace hawser::loader
