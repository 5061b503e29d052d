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
#include <cstdlib>
#include <optional>
#include <string>

#include "loader/kernel/netlink_attributes.h"

namespace hawser::loader {
namespace {

/// One datagram from the kernel. It may hold keys (XFRM_MSG_GETSA), so it is wiped.
class Datagram {
 public:
    explicit Datagram(nl_sock* socket) {
        sockaddr_nl from{};
        length_ = nl_recv(socket, &from, &data_, nullptr);
    }
    Datagram(const Datagram&) = delete;
    Datagram& operator=(const Datagram&) = delete;
    ~Datagram() {
        if (data_ == nullptr) return;
        explicit_bzero(data_, static_cast<size_t>(length_ > 0 ? length_ : 0));
        std::free(data_);
    }
    [[nodiscard]] int length() const { return length_; }
    [[nodiscard]] nlmsghdr* first() const { return reinterpret_cast<nlmsghdr*>(data_); }

 private:
    unsigned char* data_ = nullptr;
    int length_ = 0;
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

Result<void> outcome(const nlmsghdr& message, std::string_view doing) {
    const ByteView payload = message_payload(message);
    if (payload.size() < sizeof(int)) return Error(std::string(doing) + ": the kernel's answer is cut short");
    nlmsgerr error{};
    std::memcpy(&error, payload.data(), std::min(payload.size(), sizeof(error)));
    if (error.error == 0) return {};
    const std::string why = payload.size() >= sizeof(error) ? kernel_explanation(message, error) : "";
    const std::string text = why.empty() ? std::string(doing) : std::string(doing) + " (" + why + ")";
    return Error::system(text, -error.error);
}

struct Answer {
    std::optional<Result<void>> outcome;  // set once the last message is there
    bool interrupted = false;
};

/// Shows the messages of one datagram that answer `sequence`.
void read_datagram(const Datagram& datagram, uint32_t sequence, std::string_view doing,
                   const NetlinkSocket::Visit& visit, Answer& answer) {
    int left = datagram.length();
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

Result<void> NetlinkSocket::request(const NetlinkMessage& message, std::string_view doing) {
    return query(message, doing, {});
}

Result<void> NetlinkSocket::query(const NetlinkMessage& message, std::string_view doing, const Visit& visit,
                                  const std::function<void()>& restart) {
    constexpr int kTries = 8;
    for (int tries = 1;; ++tries) {
        nl_complete_msg(socket_.get(), message.get());
        nlmsghdr* header = nlmsg_hdr(message.get());
        header->nlmsg_seq = nl_socket_use_seq(socket_.get());
        if (nl_send(socket_.get(), message.get()) < 0) return Error::system(doing, errno);
        Answer answer;
        while (!answer.outcome) {
            const Datagram datagram(socket_.get());
            if (datagram.length() < 0) {
                return Error(std::string(doing) + ": " + nl_geterror(datagram.length()));
            }
            read_datagram(datagram, header->nlmsg_seq, doing, visit, answer);
        }
        if (!answer.interrupted || tries == kTries || !answer.outcome->ok()) return *answer.outcome;
        if (restart) restart();
    }
}

}  // namespace hawser::loader
