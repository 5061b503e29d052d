// SPDX-License-Identifier: BSD-2-Clause
#include "loader/net/datagram_reader.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <utility>

namespace hawser::loader {
namespace {

/// Taken by one system call, and then by another round of the loop: others have their turn.
constexpr size_t kBatch = 16;
constexpr size_t kLargestDatagram = 65535;

}  // namespace

/// Room for a batch. Its pages are the kernel's until something is written to them: datagrams are small.
struct DatagramReader::State {
    State(boost::asio::io_context& loop, int fd, Handler on_datagram)
        : descriptor(loop, fd),
          handler(std::move(on_datagram)),
          buffer(std::make_unique_for_overwrite<uint8_t[]>(kBatch * kLargestDatagram)) {
        for (size_t i = 0; i < kBatch; ++i) {
            data[i] = {buffer.get() + i * kLargestDatagram, kLargestDatagram};
            msghdr& header = messages[i].msg_hdr;
            header.msg_name = &from[i];
            header.msg_iov = &data[i];
            header.msg_iovlen = 1;
            header.msg_control = control[i].data();
        }
    }
    /// What the kernel has written over.
    void prepare() {
        for (mmsghdr& message : messages) {
            message.msg_hdr.msg_namelen = sizeof(sockaddr_storage);
            message.msg_hdr.msg_controllen = sizeof(ControlBuffer);
        }
    }

    boost::asio::posix::stream_descriptor descriptor;
    Handler handler;
    std::unique_ptr<uint8_t[]> buffer;
    std::array<iovec, kBatch> data{};
    std::array<sockaddr_storage, kBatch> from{};
    std::array<ControlBuffer, kBatch> control{};
    std::array<mmsghdr, kBatch> messages{};
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
    state->prepare();
    const int count =
        recvmmsg(state->descriptor.native_handle(), state->messages.data(), kBatch, MSG_DONTWAIT, nullptr);
    // An error that a datagram of ours brought back (ECONNREFUSED, ENETDOWN) is taken by this very call, and
    // the rest of the queue can be read: the wait ends at once while there is something.
    for (int i = 0; i < count && !state->closed; ++i)
        show(*state, static_cast<size_t>(i));
    if (!state->closed) wait(state);
}

void DatagramReader::show(State& state, size_t index) {
    mmsghdr& message = state.messages[index];
    const Result<Endpoint> remote = from_sockaddr(state.from[index]);
    if (!remote) return;
    state.handler({*remote,
                   packet_info_of(message.msg_hdr),
                   {state.buffer.get() + index * kLargestDatagram, message.msg_len}});
}

}  // namespace hawser::loader
