// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <queue>
#include <string>
#include <vector>

#include "tests/lab/traffic/control.h"
#include "tests/lab/traffic/flow.h"

namespace hawser::traffic {

struct ClientOptions {
    std::string target;
    std::uint16_t port = 7000;
    unsigned flows = 300;
    unsigned tcp_share = 50;   ///< per cent
    double interval_ms = 200;  ///< between two messages of one flow
    std::string report;        ///< file written at the end
    std::string control;       ///< path of the control socket
};

/// Many flows in one epoll loop. Commands: `mark NAME` begins a phase, `add N` opens N more flows, `pause`
/// sends nothing more and still takes answers, `report` answers with the figures so far, `stop` writes the
/// report and ends.
class Client {
 public:
    [[nodiscard]] static Result<std::unique_ptr<Client>> create(const ClientOptions& options);
    /// Runs until `stop`, or until a signal asks the program to end.
    [[nodiscard]] Result<void> run(const volatile bool& asked_to_end);

 private:
    struct Due {
        Millis at;
        std::size_t flow;
        bool operator>(const Due& other) const { return at > other.at; }
    };

    Client(ClientOptions options, Endpoint target, Descriptor epoll);

    std::string command(const Words& words);
    [[nodiscard]] Result<void> add(unsigned count);
    void send_due(Millis now);
    [[nodiscard]] int wait_ms(Millis now) const;
    void drop(std::size_t flow);
    [[nodiscard]] std::string report() const;
    [[nodiscard]] std::string flow_report(const Flow& flow, std::size_t first_phase, Millis now) const;

    ClientOptions options_;
    Endpoint target_;
    Descriptor epoll_;
    std::unique_ptr<Control> control_;
    std::vector<Flow> flows_;
    std::vector<std::size_t> born_in_phase_;
    std::vector<std::string> phases_{"start"};
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
    bool stopped_ = false;
};

}  // namespace hawser::traffic
