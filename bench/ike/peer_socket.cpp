// SPDX-License-Identifier: BSD-2-Clause
#include "bench/ike/peer_socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace hawser::bench {

namespace {

constexpr uint16_t kIkePort = 500;
/// All peers at once.
constexpr int kQueueBytes = 64 << 20;

bool prepare(int fd) {
    const int on = 1;
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_port = htons(kIkePort);
    return setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on) == 0 &&
           setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &kQueueBytes, sizeof kQueueBytes) == 0 &&
           setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &kQueueBytes, sizeof kQueueBytes) == 0 &&
           bind(fd, reinterpret_cast<const sockaddr*>(&any), sizeof any) == 0;
}

}  // namespace

Result<std::unique_ptr<PeerSocket>> PeerSocket::open(boost::asio::io_context& loop, Handler handler) {
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || !prepare(fd)) {
        const int error = errno;
        if (fd >= 0) close(fd);
        return Error::system("opening the peers' IKE port", error);
    }
    return std::unique_ptr<PeerSocket>(new PeerSocket(loop, fd, std::move(handler)));
}

PeerSocket::PeerSocket(boost::asio::io_context& loop, int fd, Handler handler)
    : reader_(loop, fd, [handler = std::move(handler)](const loader::ReceivedDatagram& datagram) {
          handler({datagram.info.destination, kIkePort}, datagram.remote, datagram.bytes);
      }) {}

bool PeerSocket::has_waiting() const {
    int size = 0;
    return ioctl(reader_.fd(), FIONREAD, &size) == 0 && size > 0;
}

void PeerSocket::send(const Endpoint& local, const Endpoint& remote, ByteView datagram) {
    sockaddr_storage to{};
    iovec data{const_cast<uint8_t*>(datagram.data()), datagram.size()};
    msghdr message{};
    message.msg_name = &to;
    message.msg_namelen = to_sockaddr(remote, to);
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    loader::ControlBuffer control;
    loader::set_packet_info(message, control, 0, local.address);
    (void)sendmsg(reader_.fd(), &message, MSG_DONTWAIT);
}

}  // namespace hawser::bench
