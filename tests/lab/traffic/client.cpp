// SPDX-License-Identifier: BSD-2-Clause
#include "tests/lab/traffic/client.h"

#include <sys/epoll.h>

#include <charconv>
#include <chrono>
#include <cmath>

namespace hawser::traffic {
namespace {

constexpr std::uint64_t kControlTag = ~0ULL;

Millis now_ms() {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

std::string quoted(const std::string& text) {
    return "\"" + text + "\"";
}

std::string first_answered(const PhaseFigures& figures) {
    if (!figures.first_answered_sent_ms) return "";
    return ",\"first_answered_sent_ms\":" + std::to_string(*figures.first_answered_sent_ms);
}

}  // namespace

Client::Client(ClientOptions options, Endpoint target, Descriptor epoll)
    : options_(std::move(options)), target_(target), epoll_(std::move(epoll)) {}

Result<std::unique_ptr<Client>> Client::create(const ClientOptions& options) {
    auto target = Endpoint::parse(options.target, options.port);
    if (!target) return target.error();
    std::unique_ptr<Client> client(new Client(options, *target, Descriptor(::epoll_create1(EPOLL_CLOEXEC))));
    if (auto added = client->add(options.flows); !added) return added.error();
    auto control = Control::listen(options.control,
                                   [raw = client.get()](const Words& words) { return raw->command(words); });
    if (!control) return control.error();
    client->control_ = std::make_unique<Control>(std::move(*control));
    if (auto watched = watch(client->epoll_.get(), client->control_->descriptor(), kControlTag); !watched) {
        return watched.error();
    }
    return client;
}

Result<void> Client::add(unsigned count) {
    const Millis now = now_ms();
    for (unsigned made = 0; made < count; ++made) {
        const std::size_t number = flows_.size();
        // The share holds for any run of flows, not only for the first so many.
        const bool tcp = (number + 1) * options_.tcp_share / 100 > number * options_.tcp_share / 100;
        auto flow = Flow::open(static_cast<std::uint32_t>(number), tcp ? Protocol::kTcp : Protocol::kUdp,
                               target_, now);
        if (!flow) return flow.error();
        if (auto watched = watch(epoll_.get(), flow->descriptor(), number); !watched) return watched;
        flows_.push_back(std::move(*flow));
        born_in_phase_.push_back(phases_.size() - 1);
        // Spread over one interval, so that the load is even.
        due_.push({now + options_.interval_ms * made / count, number});
    }
    return {};
}

Result<void> Client::run(const volatile bool& asked_to_end) {
    while (!stopped_ && !asked_to_end) {
        send_due(now_ms());
        epoll_event events[64];
        const int ready = ::epoll_wait(epoll_.get(), events, 64, wait_ms(now_ms()));
        const Millis now = now_ms();
        for (int index = 0; index < ready; ++index) {
            if (events[index].data.u64 == kControlTag) {
                control_->serve();
            } else if (!flows_[events[index].data.u64].receive(now)) {
                drop(events[index].data.u64);
            }
        }
    }
    return options_.report.empty() ? Result<void>{} : write_whole(options_.report, report() + "\n");
}

void Client::send_due(Millis now) {
    while (!due_.empty() && due_.top().at <= now) {
        const Due due = due_.top();
        due_.pop();
        if (!flows_[due.flow].alive()) continue;
        flows_[due.flow].send(now);
        // From the plan, not from now: the phases stay spread. A long stall is not made up for.
        due_.push({std::max(due.at + options_.interval_ms, now - options_.interval_ms), due.flow});
    }
}

int Client::wait_ms(Millis now) const {
    if (due_.empty()) return 1000;
    return std::max(0, static_cast<int>(std::ceil(due_.top().at - now)));
}

void Client::drop(std::size_t flow) {
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, flows_[flow].descriptor(), nullptr);
}

std::string Client::command(const Words& words) {
    const std::string verb = words.empty() ? "" : words[0];
    const std::string argument = words.size() > 1 ? words[1] : "";
    if (verb == "report") return report();
    if (verb == "stop") {
        stopped_ = true;
        return report();
    }
    if (verb == "mark" && !argument.empty()) {
        phases_.push_back(argument);
        for (Flow& flow : flows_)
            flow.begin_phase(now_ms());
        return "ok";
    }
    if (verb == "pause") {
        due_ = {};
        return "ok";
    }
    unsigned count = 0;
    if (verb == "add" &&
        std::from_chars(argument.data(), argument.data() + argument.size(), count).ec == std::errc()) {
        const auto added = add(count);
        return added ? "ok" : "error: " + added.error().text();
    }
    return "error: mark NAME, add N, pause, report or stop";
}

std::string Client::flow_report(const Flow& flow, std::size_t first_phase, Millis now) const {
    const Endpoint local = flow.local();
    std::string text =
        "{\"protocol\":" + quoted(flow.protocol() == Protocol::kTcp ? "tcp" : "udp") +
        ",\"source\":" + quoted(local.address()) + ",\"source_port\":" + std::to_string(local.port()) +
        ",\"destination\":" + quoted(target_.address()) +
        ",\"destination_port\":" + std::to_string(target_.port()) +
        ",\"alive\":" + (flow.alive() ? "true" : "false") + ",\"failure\":" + quoted(flow.failure()) +
        ",\"ever_answered\":" + (flow.record().ever_answered() ? "true" : "false") + ",\"phases\":{";
    std::size_t phase = first_phase;
    for (const PhaseFigures& figures : flow.record().phases(now)) {
        text += (phase == first_phase ? "" : ",") + quoted(phases_[phase]) +
                ":{\"longest_gap_ms\":" + std::to_string(std::lround(figures.longest_gap_ms)) +
                ",\"sent\":" + std::to_string(figures.sent) +
                ",\"answered\":" + std::to_string(figures.answered) +
                ",\"lost\":" + std::to_string(figures.lost()) + first_answered(figures) + "}";
        ++phase;
    }
    return text + "}}";
}

std::string Client::report() const {
    const Millis now = now_ms();
    std::string text =
        "{\"interval_ms\":" + std::to_string(std::lround(options_.interval_ms)) + ",\"flows\":[";
    for (std::size_t index = 0; index < flows_.size(); ++index) {
        text += (index == 0 ? "" : ",") + flow_report(flows_[index], born_in_phase_[index], now);
    }
    return text + "]}";
}

}  // namespace hawser::traffic
