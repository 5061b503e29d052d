// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>

#include "loader/kernel/expiry_port.h"

namespace hawser::loader {

/// Hands on what the kernel tells of SAs' limits.
class ExpiryWatch {
 public:
    struct Listener {
        std::function<void(const SaExpiry&)> expired;
        /// Some were not heard of: every SA has to be looked at.
        std::function<void()> lost;
    };

    /// `port` must outlive it.
    ExpiryWatch(boost::asio::io_context& loop, ExpiryPort& port, Listener listener)
        : port_(port), listener_(std::move(listener)), events_(loop) {}

    void start();
    /// The port keeps its descriptor.
    void stop();

 private:
    void wait();
    void take();

    ExpiryPort& port_;
    Listener listener_;
    boost::asio::posix::stream_descriptor events_;
};

}  // namespace hawser::loader
