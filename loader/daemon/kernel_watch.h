// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>

#include "loader/kernel/events.h"

namespace hawser::loader {

/// Listens to what changes in the kernel.
class KernelWatch {
 public:
    struct Listener {
        /// Something that concerns us.
        std::function<void()> changed;
        /// Nothing may have been heard of what has changed.
        std::function<void(const Error&)> failed;
    };

    /// `port` must outlive it.
    KernelWatch(boost::asio::io_context& loop, EventPort& port, Listener listener)
        : port_(port), listener_(std::move(listener)), events_(loop) {}

    void start();
    /// The port keeps its descriptor.
    void stop();

 private:
    void wait();
    void take();

    EventPort& port_;
    Listener listener_;
    boost::asio::posix::stream_descriptor events_;
};

}  // namespace hawser::loader
