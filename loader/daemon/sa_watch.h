// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>

#include "loader/kernel/sa_event_port.h"

namespace hawser::loader {

/// Hands on what the kernel tells of SAs.
class SaWatch {
 public:
    struct Listener {
        std::function<void(const SaExpiry&)> expired;
        std::function<void(const SaMapping&)> mapped;
        /// Some were not heard of: every SA has to be looked at.
        std::function<void()> lost;
    };

    /// `port` must outlive it.
    SaWatch(boost::asio::io_context& loop, SaEventPort& port, Listener listener)
        : port_(port), listener_(std::move(listener)), events_(loop) {}

    void start();
    /// The port keeps its descriptor.
    void stop();

 private:
    void wait();
    void take();

    SaEventPort& port_;
    Listener listener_;
    boost::asio::posix::stream_descriptor events_;
};

}  // namespace hawser::loader
