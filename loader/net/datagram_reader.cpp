// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/datagram_reader.h"

#include <errno.h>
#include <netinet/in.h>

#include <utility>

namespace hawser::loader {
namespace {

constexpr int kBatch = 32;
constexpr size_t kLargestDatagram = 65535;

}  // namespace

struct DatagramReader::State {
    State(boost::asio::io_context& loop, int fd, Handler on_datagram)
        : descriptor(loop, fd), handler(std::move(on_datagram)), buffer(kLargestDatagram) {}
    boost::asio::posix::stream_descriptor descriptor;
    Handler handler;
    Bytes buffer;
    bool closed = false;
};

DatagramReader::DatagramReader(boost::asio::io_context& loop, int fd, Handler handler)
    : state_(std::make_shared<State>(loop, fd, std::move(handler))) {
    wait(state_);
}

DatagramReader::~DatagramReader() {
    state_->closed = true;
    boost::system::error_code ignored;  // the descriptor is gone either way
    state_->descriptor.close(ignored);
}

int DatagramReader::fd() const {
    return state_->descriptor.native_handle();
}

void DatagramReader::wait(const std::shared_ptr<State>& state) {
    state->descriptor.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                                 [state](const boost::system::error_code& error) {
                                     if (!error && !state->closed) read_batch(state);
                                 });
}

void DatagramReader::read_batch(const std::shared_ptr<State>& state) {
    for (int i = 0; i < kBatch && !state->closed; ++i)
        if (!read_one(state)) break;
    if (!state->closed) wait(state);
}

bool DatagramReader::read_one(const std::shared_ptr<State>& state) {
    sockaddr_storage from{};
    ControlBuffer control;
    iovec data{state->buffer.data(), state->buffer.size()};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t size = recvmsg(state->descriptor.native_handle(), &message, MSG_DONTWAIT);
    // An error that a datagram of ours brought back (ECONNREFUSED, ENETDOWN) is taken by this very call, and
    // the rest of the queue can be read.
    if (size < 0) return errno != EAGAIN && errno != EWOULDBLOCK;
    const Result<Endpoint> remote = from_sockaddr(from);
    if (!remote) return true;
    state->handler(
        {*remote, packet_info_of(message), ByteView(state->buffer).first(static_cast<size_t>(size))});
    return true;
}

}  // namespace hawser::loader
