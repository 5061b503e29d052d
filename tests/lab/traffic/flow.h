// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

#include "base/result.h"
#include "tests/lab/traffic/endpoint.h"
#include "tests/lab/traffic/flow_record.h"
#include "tests/lab/traffic/message.h"

namespace hawser::traffic {

enum class Protocol { kTcp, kUdp };

/// One long-lived flow: a connected socket that sends numbered messages and takes their echoes.
class Flow {
 public:
    /// Starts to connect; a TCP flow sends once it is connected.
    [[nodiscard]] static Result<Flow> open(std::uint32_t number, Protocol protocol, const Endpoint& target,
                                           Millis now);

    void send(Millis now);
    /// Takes what has arrived. False when the socket needs no more watching: a dead TCP connection.
    [[nodiscard]] bool receive(Millis now);
    void begin_phase(Millis now) { record_.begin_phase(now); }

    [[nodiscard]] int descriptor() const { return socket_.get(); }
    [[nodiscard]] Protocol protocol() const { return protocol_; }
    [[nodiscard]] const FlowRecord& record() const { return record_; }
    /// UDP: always. TCP: until the connection fails or is closed.
    [[nodiscard]] bool alive() const { return failure_.empty(); }
    [[nodiscard]] const std::string& failure() const { return failure_; }
    [[nodiscard]] Endpoint local() const { return Endpoint::local_of(socket_.get()); }

 private:
    Flow(std::uint32_t number, Protocol protocol, Descriptor socket, Millis now);

    void take(const std::byte* bytes, std::size_t size, Millis now);
    void fail(int error_number);

    std::uint32_t number_;
    Protocol protocol_;
    Descriptor socket_;
    FlowRecord record_;
    std::string failure_;
    // The part of a TCP message that has arrived so far.
    std::array<std::byte, Message::kSize> partial_{};
    std::size_t have_ = 0;
};

}  // namespace hawser::traffic
