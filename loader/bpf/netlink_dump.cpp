// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/netlink_dump.h"

#include <netlink/errno.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include <cerrno>
#include <memory>
#include <string>

namespace hawser::loader {
namespace {

constexpr int kAttempts = 5;

struct SocketDeleter {
    void operator()(nl_sock* socket) const { nl_socket_free(socket); }
};
using Socket = std::unique_ptr<nl_sock, SocketDeleter>;

struct Reply {
    const std::function<void(nlmsghdr*)>* each;
    int error = 0;  ///< errno that the kernel answered with
};

int on_message(nl_msg* message, void* reply) {
    (*static_cast<Reply*>(reply)->each)(nlmsg_hdr(message));
    return NL_OK;
}

/// libnl's own error numbers are fewer than the kernel's, so the kernel's is taken from its message.
int on_error(sockaddr_nl* /*from*/, nlmsgerr* error, void* reply) {
    static_cast<Reply*>(reply)->error = -error->error;
    return NL_STOP;
}

int send(nl_sock* socket, const NetlinkDump& request) {
    nl_msg* message = nlmsg_alloc_simple(request.type, NLM_F_REQUEST | NLM_F_DUMP);
    if (message == nullptr) return -NLE_NOMEM;
    // libnl does not write to what it copies from.
    int result = nlmsg_append(message, const_cast<uint8_t*>(request.header.data()), request.header.size(),
                              NLMSG_ALIGNTO);
    if (result == 0) result = nl_send_auto(socket, message);
    nlmsg_free(message);
    return result < 0 ? result : 0;
}

/// 0, an errno, or a negative error of libnl.
int attempt(const NetlinkDump& request, const std::function<void(nlmsghdr*)>& each) {
    const Socket socket(nl_socket_alloc());
    if (!socket) return ENOMEM;
    errno = 0;
    if (const int result = nl_connect(socket.get(), request.protocol); result < 0)
        return errno != 0 ? errno : result;
    Reply reply{&each};
    nl_socket_modify_cb(socket.get(), NL_CB_VALID, NL_CB_CUSTOM, on_message, &reply);
    nl_socket_modify_err_cb(socket.get(), NL_CB_CUSTOM, on_error, &reply);
    if (const int result = send(socket.get(), request); result < 0) return result;
    const int result = nl_recvmsgs_default(socket.get());
    return reply.error != 0 ? reply.error : (result < 0 ? result : 0);
}

}  // namespace

Result<void> netlink_dump(const NetlinkDump& request, const std::function<void()>& restart,
                          const std::function<void(nlmsghdr*)>& each) {
    int result = 0;
    for (int i = 0; i < kAttempts; ++i) {
        restart();
        result = attempt(request, each);
        if (result != -NLE_DUMP_INTR) break;
    }
    if (result == 0) return {};
    if (result > 0) return Error::system(request.what, result);
    return Error(std::string(request.what) + ": " + nl_geterror(result));
}

}  // namespace hawser::loader
