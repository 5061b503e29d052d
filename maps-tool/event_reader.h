// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "bpf/abi.h"
#include "maps-tool/maps.h"

struct ring_buffer;

namespace hawser::maps {

/// The one reader of hw_events. While it lives the programs write events; a reader that dies without a word
/// is forgotten kListenNs after its last poll.
class EventReader {
 public:
    using Visitor = std::function<void(const hw_event& event)>;

    /// Fails where another reader is at work, for each would get a part of the events.
    [[nodiscard]] static Result<std::unique_ptr<EventReader>> open(const Maps& maps, Visitor visit);
    ~EventReader();
    EventReader(const EventReader&) = delete;
    EventReader& operator=(const EventReader&) = delete;

    /// Says for a further kListenNs that somebody listens.
    [[nodiscard]] Result<void> listen();
    /// Visits what is there, after waiting for it at most `timeout_ms`. A signal ends the wait.
    [[nodiscard]] Result<void> poll(int timeout_ms);

    static constexpr uint64_t kListenNs = 3'000'000'000;

 private:
    explicit EventReader(Visitor visit) : visit_(std::move(visit)) {}
    Result<void> lock(const std::string& folder);
    Result<void> open_ring(const std::string& folder);
    Result<void> open_listener(const std::string& folder);
    Result<void> write_listener(uint64_t until_ns);
    static int on_sample(void* context, void* data, size_t size);

    Visitor visit_;
    int lock_ = -1;
    int events_ = -1;
    int listener_ = -1;
    bool listens_ = false;
    ring_buffer* ring_ = nullptr;
};

}  // namespace hawser::maps
