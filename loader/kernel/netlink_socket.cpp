// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/netlink_socket.h"

#include <linux/netlink.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <string.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <string>

#include "loader/kernel/netlink_attributes.h"

namespace hawser::loader {
namespace {

/// The kernel makes none that is larger: NETLINK_MAX_RECVMSG, netlink_dump.
constexpr size_t kLargestDatagram = 65536;

/// One datagram from the kernel, in the socket's buffer. It may hold keys (XFRM_MSG_GETSA), so it is wiped.
class Datagram {
 public:
    Datagram(int fd, uint8_t* buffer) : data_(buffer) {
        do {
            length_ = recv(fd, buffer, kLargestDatagram, MSG_TRUNC);
        } while (length_ < 0 && errno == EINTR);
        if (length_ > static_cast<ssize_t>(kLargestDatagram)) {
            length_ = -1;
            errno = EMSGSIZE;
        }
    }
    Datagram(const Datagram&) = delete;
    Datagram& operator=(const Datagram&) = delete;
    ~Datagram() {
        if (length_ > 0) explicit_bzero(data_, static_cast<size_t>(length_));
    }
    /// Below zero: errno says why.
    [[nodiscard]] ssize_t length() const { return length_; }
    [[nodiscard]] nlmsghdr* first() const { return reinterpret_cast<nlmsghdr*>(data_); }

 private:
    uint8_t* data_;
    ssize_t length_ = 0;
};

/// NLMSGERR_ATTR_MSG follows the header of our request, or all of it where the kernel did not cap it.
std::string kernel_explanation(const nlmsghdr& message, const nlmsgerr& error) {
    if ((message.nlmsg_flags & NLM_F_ACK_TLVS) == 0) return {};
    size_t skip = sizeof(nlmsgerr);
    if ((message.nlmsg_flags & NLM_F_CAPPED) == 0) skip += error.msg.nlmsg_len - sizeof(nlmsghdr);
    const ByteView payload = message_payload(message);
    if (payload.size() <= skip) return {};
    return NetlinkAttributes(payload.subspan(NLMSG_ALIGN(skip))).string(NLMSGERR_ATTR_MSG);
}

Result<void> outcome(const nlmsghdr& message, const NetlinkSocket::Words& doing) {
    const ByteView payload = message_payload(message);
    if (payload.size() < sizeof(int)) return Error(doing() + ": the kernel's answer is cut short");
    nlmsgerr error{};
    std::memcpy(&error, payload.data(), std::min(payload.size(), sizeof(error)));
    if (error.error == 0) return {};
    const std::string why = payload.size() >= sizeof(error) ? kernel_explanation(message, error) : "";
    const std::string text = why.empty() ? doing() : doing() + " (" + why + ")";
    return Error::system(text, -error.error);
}

struct Answer {
    std::optional<Result<void>> outcome;  // set once the last message is there
    bool interrupted = false;
};

/// Shows the messages of one datagram that answer `sequence`.
void read_datagram(const Datagram& datagram, uint32_t sequence, const NetlinkSocket::Words& doing,
                   const NetlinkSocket::Visit& visit, Answer& answer) {
    int left = static_cast<int>(datagram.length());
    for (nlmsghdr* message = datagram.first(); nlmsg_ok(message, left);
         message = nlmsg_next(message, &left)) {
        // Answers to a request that was given up are still in the queue.
        if (message->nlmsg_seq != sequence) continue;
        if ((message->nlmsg_flags & NLM_F_DUMP_INTR) != 0) answer.interrupted = true;
        if (message->nlmsg_type == NLMSG_ERROR || message->nlmsg_type == NLMSG_DONE) {
            answer.outcome = outcome(*message, doing);
        } else if (message->nlmsg_type >= NLMSG_MIN_TYPE && visit) {
            visit(*message);
        }
    }
}

void set_option(nl_sock* socket, int option) {
    const int on = 1;
    // Kernels that lack one do without: explanations and filtered dumps are conveniences.
    (void)setsockopt(nl_socket_get_fd(socket), SOL_NETLINK, option, &on, sizeof(on));
}

}  // namespace

NetlinkSocket::NetlinkSocket(nl_sock* socket)
    : socket_(socket), buffer_(std::make_unique_for_overwrite<uint8_t[]>(kLargestDatagram)) {}

void NetlinkSocket::Close::operator()(nl_sock* socket) const {
    nl_socket_free(socket);
}

Result<NetlinkSocket> NetlinkSocket::open(int protocol) {
    nl_sock* raw = nl_socket_alloc();
    HAWSER_CHECK(raw != nullptr, "no memory for a netlink socket");
    NetlinkSocket socket(raw);
    if (nl_connect(raw, protocol) < 0) return Error::system("opening a netlink socket", errno);
    set_option(raw, NETLINK_EXT_ACK);
    set_option(raw, NETLINK_GET_STRICT_CHK);
    return socket;
}

Result<void> NetlinkSocket::query(const NetlinkMessage& message, std::string_view doing, const Visit& visit,
                                  const std::function<void()>& restart) {
    return query(
        message, [doing] { return std::string(doing); }, visit, restart);
}

Result<void> NetlinkSocket::query(const NetlinkMessage& message, const Words& doing, const Visit& visit,
                                  const std::function<void()>& restart) {
    constexpr int kTries = 8;
    for (int tries = 1;; ++tries) {
        nl_complete_msg(socket_.get(), message.get());
        nlmsghdr* header = nlmsg_hdr(message.get());
        header->nlmsg_seq = nl_socket_use_seq(socket_.get());
        if (nl_send(socket_.get(), message.get()) < 0) return Error::system(doing(), errno);
        Answer answer;
        while (!answer.outcome) {
            const Datagram datagram(nl_socket_get_fd(socket_.get()), buffer_.get());
            if (datagram.length() < 0) return Error::system(doing(), errno);
            read_datagram(datagram, header->nlmsg_seq, doing, visit, answer);
        }
        if (!answer.interrupted || tries == kTries || !answer.outcome->ok()) return *answer.outcome;
        if (restart) restart();
    }
}

}  // namespace hawser::loader
