// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ike/engine/endpoint.h"
#include "tests/exchange/fake_kernel.h"
#include "tests/exchange/seeded_random.h"

namespace hawser::ike::test {

/// One gateway of a test: an Endpoint, its kernel, and what it said.
class Side {
 public:
    Side(std::string side_name, IpAddress side_address, uint64_t seed, EndpointOptions endpoint_options)
        : name(std::move(side_name)),
          address(side_address),
          random(seed),
          options(endpoint_options),
          endpoint(std::make_unique<Endpoint>(random, options)) {}

    /// The machine is switched off and on again: no SA, no connection, nothing in the kernel.
    void restart() {
        endpoint = std::make_unique<Endpoint>(random, options);
        kernel = FakeKernel();
    }
    [[nodiscard]] SaStatus status(uint32_t connection = 1) const {
        return endpoint->status(ConnectionId(connection)).value();
    }
    [[nodiscard]] bool is_up(uint32_t connection = 1) const {
        return status(connection).state == IkeSaState::kEstablished;
    }
    [[nodiscard]] FailureReason failure(uint32_t connection = 1) const {
        const auto last = status(connection).last_failure;
        return last ? last->reason : FailureReason::kNone;
    }
    [[nodiscard]] std::string failure_text(uint32_t connection = 1) const {
        const auto last = status(connection).last_failure;
        return last ? last->text : std::string();
    }

    std::string name;
    IpAddress address;
    std::vector<IpAddress> more_addresses;
    SeededRandom random;
    EndpointOptions options;
    std::unique_ptr<Endpoint> endpoint;
    FakeKernel kernel;
    std::vector<StateChanged> changes;
    std::vector<IkeKeysMade> keys;
    std::vector<Log> logs;
};

}  // namespace hawser::ike::test
