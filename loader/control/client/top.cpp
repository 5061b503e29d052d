// SPDX-License-Identifier: BSD-2-Clause
#include <chrono>
#include <cstdio>
#include <thread>

#include "loader/control/client/answer.h"
#include "loader/control/client/runs.h"
#include "loader/control/client/screen.h"
#include "loader/control/top/frame.h"
#include "loader/control/top/traffic.h"

namespace hawser::loader {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

/// What is seen of the daemon, look by look.
class TopView {
 public:
    explicit TopView(AskDaemon ask) : ask_(std::move(ask)) {}

    Result<void> look() {
        const auto answer = answer_to({{"command", "status"}}, ask_);
        if (!answer) return answer.error();
        auto status = status_from_json(answer->value("status", Json::object()));
        if (!status) return status.error();
        status_ = *std::move(status);
        const Clock::time_point now = Clock::now();
        traffic_.look(status_, now - looked_at_);
        looked_at_ = now;
        return look_for_events();
    }

    [[nodiscard]] std::string frame(const FrameOptions& options) const {
        return render_frame(status_, traffic_, events_, options);
    }
    [[nodiscard]] int exit_status() const { return is_fine(status_) ? kFine : kDegraded; }

 private:
    Result<void> look_for_events() {
        const auto answer = answer_to({{"command", "events"}, {"last", 8}}, ask_);
        if (!answer) return answer.error();
        events_.clear();
        for (const Json& each : answer->value("events", Json::array())) {
            auto event = event_from_json(each);
            if (!event) return event.error();
            events_.push_back(*std::move(event));
        }
        return {};
    }

    AskDaemon ask_;
    Status status_;
    TrafficMeter traffic_;
    Clock::time_point looked_at_{};
    std::vector<ControlEvent> events_;
};

/// Until a key or a signal ends it. A daemon that is away is said so, and looked for again.
int watch(const AskDaemon& ask, std::chrono::milliseconds interval, bool color) {
    Screen screen;
    TopView view(ask);
    do {
        const auto looked = view.look();
        const Screen::Size size = screen.size();
        // The last line stays free: the end of a frame would scroll the screen.
        const FrameOptions options{.color = color, .width = size.columns, .height = size.lines - 1};
        screen.show(looked ? view.frame(options) : "hawser: " + looked.error().text() + "\n");
    } while (screen.wait(interval));
    return kFine;
}

}  // namespace

CommandOutcome run_top(const ClientOptions& options, const AskDaemon& ask, const RenderOptions& render) {
    CommandOutcome outcome;
    if (Screen::possible()) {
        outcome.live = [ask, interval = options.interval, color = render.color] {
            return watch(ask, interval, color);
        };
        return outcome;
    }
    // For a file or a pipe: one picture, after the second look that rates need.
    TopView view(ask);
    if (const auto looked = view.look(); !looked) return failed(looked.error().text());
    std::this_thread::sleep_for(options.interval);
    if (const auto looked = view.look(); !looked) return failed(looked.error().text());
    return {view.exit_status(), view.frame({.width = render.width, .height = 0}), ""};
}

}  // namespace hawser::loader
