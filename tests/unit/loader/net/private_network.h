// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <gtest/gtest.h>
#include <linux/if_ether.h>

#include <boost/asio/io_context.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace hawser::loader {

/// A test in a network namespace of its own, so that its interfaces and packets are nobody else's. Skipped
/// where the machine or the user may not make one.
class PrivateNetwork : public testing::Test {
 protected:
    void SetUp() override;
    void TearDown() override;

    /// Runs `ip ARGUMENTS` in the namespace; a failure fails the test.
    static void ip(const std::string& arguments);
    /// A veth pair, both ends up.
    static void add_veth(const std::string& name, const std::string& other);
    [[nodiscard]] static unsigned index_of(const std::string& interface);

    /// Turns the loop until `done` or until ten seconds have passed; returns done().
    bool run_until(const std::function<bool()>& done);

    boost::asio::io_context loop;

 private:
    int home_ = -1;
};

/// Sees every frame of a protocol at an interface from the network header on, and can send one of IPv4 into
/// it.
class Tap {
 public:
    explicit Tap(const std::string& interface, uint16_t protocol = ETH_P_IP);
    Tap(const Tap&) = delete;
    Tap& operator=(const Tap&) = delete;
    ~Tap();

    /// The next packet that `wanted` accepts and that came in by the interface; nullopt after ten
    /// seconds.
    std::optional<Bytes> wait_for(const std::function<bool(const Bytes&)>& wanted);
    /// Those that are there now.
    std::vector<Bytes> seen();
    /// Leaves by the interface, to `mac`.
    void send(const Bytes& packet, const Bytes& mac) const;

 private:
    std::optional<Bytes> read();
    int fd_;
    int ifindex_;
};

}  // namespace hawser::loader
