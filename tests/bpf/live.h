// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "tests/bpf/data_plane.h"

namespace hawser::bpf {

/// A descriptor, closed with its owner.
class Descriptor {
 public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor();
    [[nodiscard]] int get() const { return fd_; }

 private:
    int fd_;
};

/// The interfaces of Network brought up with addresses and routes, the programs attached, and hands at both
/// ends: the host on the LAN, and the far end of each tunnel.
class LiveNetwork {
 public:
    /// Gateway: 10.1.0.1 and 2001:db8:1::1; LAN hosts: 10.1.0.5 to .9 and 2001:db8:1::5 to ::9; the peer's
    /// networks are routed to the bundle interface.
    static Result<std::unique_ptr<LiveNetwork>> start(DataPlane& plane);
    ~LiveNetwork();

    /// A frame from the host on the LAN to the gateway.
    void from_host(const Bytes& frame);
    /// The next IP packet of the peer's or ours that the host gets, with its Ethernet header; nullopt if
    /// there is none within the time.
    std::optional<Bytes> at_host(int timeout_ms = 2000);
    /// An IP packet (no link layer) that comes by the tunnel.
    void from_peer(uint32_t tunnel, const Bytes& packet);
    /// The next IP packet that left by this tunnel.
    std::optional<Bytes> at_peer(uint32_t tunnel, int timeout_ms = 2000);

    LiveNetwork(const LiveNetwork&) = delete;
    LiveNetwork& operator=(const LiveNetwork&) = delete;

 private:
    LiveNetwork() = default;
    Result<void> attach(const bpf_program* program, uint32_t ifindex, bool egress);
    Result<void> open_ends(const Network& network);

    std::vector<Descriptor> tunnels_;
    std::vector<Descriptor> bundle_;
    std::vector<Descriptor> host_;
    std::vector<uint32_t> hooked_;
};

}  // namespace hawser::bpf
