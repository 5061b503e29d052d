// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/top/frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "loader/control/human.h"
#include "loader/control/render_parts.h"
#include "loader/control/table.h"

namespace hawser::loader {
namespace {

/// Events that are shown even where tunnels have to be left out for them.
constexpr size_t kEvents = 5;

std::string rate_cell(bool measured, double bits) {
    return measured ? human_count(static_cast<uint64_t>(std::llround(bits))) + "bit/s" : "";
}

std::string head(const Status& status, size_t width) {
    size_t up = 0;
    size_t all = 0;
    for (const StatusPeer& peer : status.peers) {
        all += peer.tunnels.size();
        up +=
            static_cast<size_t>(std::count_if(peer.tunnels.begin(), peer.tunnels.end(), [](const auto& each) {
                return each.state == StatusState::kUp;
            }));
    }
    const std::string text =
        fmt::format("hawser {}  {}  {} of {} tunnels up, {} flows proven, {} new  {}",
                    format_time(status.time), status.forwarding.mode, up, all,
                    human_count(status.flows.proven), human_count(status.flows.fresh), status.version);
    return text.substr(0, width) + "\n\n";
}

std::string uplink_table(const Status& status, const TrafficMeter& traffic, bool color) {
    Table table({{"UPLINK"}, {"LINK"}, {"OUT", Align::kRight}, {"IN", Align::kRight}, {"ADDRESS"}});
    for (const StatusUplink& uplink : status.uplinks) {
        const TrafficRate rate = traffic.of_uplink(uplink.name);
        const bool fine = uplink.carrier && uplink.trouble.empty();
        table.add({uplink.name, fine ? Cell("up", Style::kGood) : Cell("down", Style::kBad),
                   rate_cell(traffic.measures(), rate.bits_out), rate_cell(traffic.measures(), rate.bits_in),
                   uplink.address});
    }
    return table.to_string(color) + "\n";
}

std::vector<const StatusTunnel*> in_order(const Status& status, const TrafficMeter& traffic) {
    std::vector<const StatusTunnel*> tunnels;
    for (const StatusPeer& peer : status.peers) {
        for (const StatusTunnel& tunnel : peer.tunnels)
            tunnels.push_back(&tunnel);
    }
    const auto load = [&traffic](const StatusTunnel* tunnel) {
        const TrafficRate rate = traffic.of_tunnel(tunnel->name);
        return rate.bits_out + rate.bits_in;
    };
    std::stable_sort(tunnels.begin(), tunnels.end(), [&load](const auto* left, const auto* right) {
        const bool left_fine = left->state == StatusState::kUp;
        const bool right_fine = right->state == StatusState::kUp;
        return left_fine != right_fine ? right_fine : load(left) > load(right);
    });
    return tunnels;
}

std::string tunnel_table(const std::vector<const StatusTunnel*>& tunnels, const Status& status,
                         const TrafficMeter& traffic, bool color) {
    Table table({{"TUNNEL"},
                 {"STATE"},
                 {"SINCE"},
                 {"RTT", Align::kRight},
                 {"LOSS", Align::kRight},
                 {"FLOWS", Align::kRight},
                 {"OUT", Align::kRight},
                 {"IN", Align::kRight}});
    for (const StatusTunnel* tunnel : tunnels) {
        const TrafficRate rate = traffic.of_tunnel(tunnel->name);
        table.add({printable(tunnel->name), state_cell(tunnel->state), human_age(status.time - tunnel->since),
                   tunnel->path.rtt_ms ? fmt::format("{:.1f}ms", *tunnel->path.rtt_ms) : "",
                   tunnel->path.loss_pct ? fmt::format("{:.0f}%", *tunnel->path.loss_pct) : "",
                   human_count(tunnel->flows), rate_cell(traffic.measures(), rate.bits_out),
                   rate_cell(traffic.measures(), rate.bits_in)});
    }
    return table.to_string(color);
}

/// The newest last, a line each.
std::string event_lines(const std::vector<ControlEvent>& events, size_t most, size_t width) {
    std::string text;
    const size_t shown = std::min(events.size(), most);
    for (size_t each = events.size() - shown; each < events.size(); ++each) {
        std::string line = render_event(events[each]);
        line.pop_back();
        // The time of the day is enough here, and a line is short.
        const size_t date_end = line.find('T');
        if (date_end != std::string::npos && date_end < 12) line.erase(0, date_end + 1);
        text += (line.size() <= width ? line : line.substr(0, width - 3) + "...") + "\n";
    }
    return text;
}

}  // namespace

std::string render_frame(const Status& status, const TrafficMeter& traffic,
                         const std::vector<ControlEvent>& events, const FrameOptions& options) {
    std::string text = head(status, options.width) + uplink_table(status, traffic, options.color);
    auto tunnels = in_order(status, traffic);
    const size_t used = static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
    // Beside the tunnels: their heading, the line that counts those left out, the line before the events.
    const size_t others = used + 3 + std::min(events.size(), kEvents);
    size_t left_out = 0;
    if (options.height != 0) {
        const size_t room = options.height > others ? options.height - others : 1;
        left_out = tunnels.size() > room ? tunnels.size() - room : 0;
        tunnels.resize(tunnels.size() - left_out);
    }
    text += tunnel_table(tunnels, status, traffic, options.color);
    if (left_out != 0) text += fmt::format("and {} more\n", left_out);
    return text + "\n" + event_lines(events, kEvents, options.width);
}

}  // namespace hawser::loader
