// SPDX-License-Identifier: BSD-2-Clause
#include "loader/control/control_session.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace hawser::loader {

namespace asio = boost::asio;
using boost::system::error_code;

ControlSession::ControlSession(Socket socket, std::shared_ptr<const ControlHandler> handler,
                               const ControlLimits& limits)
    : socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      handler_(std::move(handler)),
      limits_(limits) {}

void ControlSession::start() {
    read_request();
}

void ControlSession::close() {
    error_code ignored;
    stream_.reset();
    timer_.cancel(ignored);
    socket_.close(ignored);
}

void ControlSession::restart_timer() {
    timer_.expires_after(limits_.patience);
    timer_.async_wait([weak = weak_from_this()](error_code failure) {
        const auto self = weak.lock();
        if (!failure && self) self->close();
    });
}

void ControlSession::read_request() {
    restart_timer();
    asio::async_read_until(socket_, asio::dynamic_buffer(incoming_, limits_.request_bytes), '\n',
                           [self = shared_from_this()](error_code failure, size_t size) {
                               if (!failure) {
                                   self->take_request(size);
                               } else if (failure == asio::error::not_found) {
                                   self->send(to_line(control_error("the request is too long")), true);
                               } else {
                                   self->close();
                               }
                           });
}

void ControlSession::take_request(size_t size) {
    const std::string line = incoming_.substr(0, size - 1);
    incoming_.erase(0, size);
    const ControlAnswer answered = answer(line);
    if (answered.stream) {
        begin_stream(answered);
    } else {
        send(to_line(answered.line), false);
    }
}

void ControlSession::begin_stream(const ControlAnswer& answer) {
    push(to_line(answer.line));
    stream_ = answer.stream([weak = weak_from_this()](const nlohmann::json& line) {
        if (const auto self = weak.lock()) self->push(to_line(line));
    });
    wait_for_end();
}

void ControlSession::push(std::string line) {
    if (!socket_.is_open()) return;
    // The answer alone may be longer.
    if (!pending_.empty() && pending_.size() + line.size() > limits_.stream_bytes) {
        close();
        return;
    }
    pending_ += line;
    if (!writing_) send_pending();
}

void ControlSession::send_pending() {
    writing_ = true;
    outgoing_ = std::exchange(pending_, {});
    restart_timer();
    asio::async_write(socket_, asio::buffer(outgoing_),
                      [self = shared_from_this()](error_code failure, size_t) {
                          error_code ignored;
                          self->writing_ = false;
                          self->timer_.cancel(ignored);
                          if (failure) {
                              self->close();
                          } else if (!self->pending_.empty()) {
                              self->send_pending();
                          }
                      });
}

void ControlSession::wait_for_end() {
    socket_.async_read_some(asio::buffer(ending_),
                            [self = shared_from_this()](error_code, size_t) { self->close(); });
}

ControlAnswer ControlSession::answer(const std::string& line) const {
    const nlohmann::json request = nlohmann::json::parse(line, nullptr, false);
    if (!request.is_object()) {
        return control_error("the request is not a JSON object",
                             "send a line such as {\"command\":\"status\"}");
    }
    try {
        return (*handler_)(request);
    } catch (const std::exception& failure) {  // A field of a type that the handler did not expect.
        return control_error(std::string("the request cannot be understood: ") + failure.what());
    }
}

void ControlSession::send(std::string line, bool then_close) {
    restart_timer();
    outgoing_ = std::move(line);
    asio::async_write(socket_, asio::buffer(outgoing_),
                      [self = shared_from_this(), then_close](error_code failure, size_t) {
                          if (failure || then_close) {
                              self->close();
                          } else {
                              self->read_request();
                          }
                      });
}

}  // namespace hawser::loader
