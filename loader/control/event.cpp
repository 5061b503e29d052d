// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/event.h"

#include <fmt/format.h>

#include "loader/control/field_reader.h"
#include "loader/control/status.h"
#include "loader/control/table.h"

namespace hawser::loader {
namespace {

using Json = nlohmann::ordered_json;

std::string format_milliseconds(ControlEvent::Time time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    std::string text = format_time(seconds);
    text.pop_back();
    return fmt::format("{}.{:03}Z", text, (time - seconds).count());
}

/// Of `2026-11-05T12:00:00.123Z`.
Result<ControlEvent::Time> parse_milliseconds(const std::string& text) {
    const size_t point = text.find('.');
    const bool has_three_digits = point != std::string::npos && text.size() == point + 5 &&
                                  text.back() == 'Z' &&
                                  text.find_first_not_of("0123456789", point + 1) == text.size() - 1;
    if (!has_three_digits) return Error("'" + text + "' is no time with milliseconds");
    const auto seconds = parse_time(text.substr(0, point) + "Z");
    if (!seconds) return seconds.error();
    return ControlEvent::Time(*seconds) + std::chrono::milliseconds(std::stoi(text.substr(point + 1, 3)));
}

/// For people: an SA's events are told by its kind, a tunnel's by the tunnel alone.
std::string subject(const ControlEvent& event) {
    if (event.kind == "ike-sa") return event.tunnel + " IKE SA";
    if (event.kind == "child-sa")
        return fmt::format("{} Child SA {}_i {}_o", event.tunnel, event.spi_in, event.spi_out);
    if (event.kind == "peer") return "peer " + event.peer;
    if (event.kind == "uplink") return "uplink " + event.uplink;
    return event.tunnel.empty() ? "hawserd" : event.tunnel;
}

}  // namespace

Json to_json(const ControlEvent& event) {
    Json json = {{"number", event.number}, {"time", format_milliseconds(event.time)}, {"event", event.kind}};
    const std::pair<const char*, const std::string&> texts[] = {
        {"peer", event.peer},     {"tunnel", event.tunnel},   {"uplink", event.uplink},
        {"was", event.was},       {"state", event.state},     {"reason", event.reason},
        {"spi-in", event.spi_in}, {"spi-out", event.spi_out}, {"decider", event.decider}};
    for (const auto& [key, text] : texts) {
        if (!text.empty()) json[key] = text;
    }
    if (event.unheard_ms) json["unheard-ms"] = *event.unheard_ms;
    return json;
}

Result<ControlEvent> event_from_json(const nlohmann::json& json) {
    ControlEvent event;
    std::string trouble;
    std::string time;
    const FieldReader fields(json, trouble);
    fields.take("number", event.number);
    fields.take("time", time);
    fields.take("event", event.kind);
    fields.take("peer", event.peer);
    fields.take("tunnel", event.tunnel);
    fields.take("uplink", event.uplink);
    fields.take("was", event.was);
    fields.take("state", event.state);
    fields.take("reason", event.reason);
    fields.take("spi-in", event.spi_in);
    fields.take("spi-out", event.spi_out);
    fields.take("decider", event.decider);
    fields.take("unheard-ms", event.unheard_ms);
    if (const auto parsed = parse_milliseconds(time)) {
        event.time = *parsed;
    } else {
        fields.note("time");
    }
    if (!trouble.empty()) return Error("hawserd's answer cannot be understood: " + trouble);
    return event;
}

std::string describe_event(const ControlEvent& event) {
    std::string text = subject(event) + ": ";
    if (!event.was.empty()) text += event.was + " -> ";
    text += event.state;
    if (!event.reason.empty()) text += ": " + event.reason;
    return printable(text);
}

std::string render_event(const ControlEvent& event) {
    return format_milliseconds(event.time) + " " + describe_event(event) + "\n";
}

}  // namespace hawser::loader
