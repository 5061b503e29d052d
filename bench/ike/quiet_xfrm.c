// SPDX-License-Identifier: BSD-2-Clause
/*
 * A library to preload into an IKE daemon: its NETLINK_XFRM sockets lead to a kernel that agrees to
 * everything and does nothing. So a daemon's own cost can be measured, on kernels without ESP too, and every
 * daemon is measured with the same cost of the kernel's side: one datagram there and one back for each
 * request.
 *
 * What is answered: SPIs are given out (ALLOCSPI), everything else is acknowledged, and whoever asks for an
 * SA or policy again (counters, for liveness) is told that there is none.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MAX_FD = 1024, MAX_MESSAGE = 8192 };

/* The other end of a socket that is ours, plus 1; 0 for all other sockets. */
static atomic_int far_ends[MAX_FD];
static atomic_uint next_spi = 0x10000000;

static int far_end(int fd) {
    return fd >= 0 && fd < MAX_FD ? atomic_load(&far_ends[fd]) - 1 : -1;
}

static void* next_symbol(const char* name) {
    return dlsym(RTLD_NEXT, name);
}

int socket(int domain, int type, int protocol) {
    static int (*real)(int, int, int);
    int pair[2];

    if (!real) real = next_symbol("socket");
    if (domain != AF_NETLINK || protocol != NETLINK_XFRM) return real(domain, type, protocol);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | (type & (SOCK_CLOEXEC | SOCK_NONBLOCK)), 0, pair)) return -1;
    if (pair[0] >= MAX_FD) {
        errno = EMFILE;
        return -1;
    }
    atomic_store(&far_ends[pair[0]], pair[1] + 1);
    return pair[0];
}

int close(int fd) {
    static int (*real)(int);

    if (!real) real = next_symbol("close");
    if (far_end(fd) >= 0) real(atomic_exchange(&far_ends[fd], 0) - 1);
    return real(fd);
}

int bind(int fd, const struct sockaddr* address, socklen_t length) {
    static int (*real)(int, const struct sockaddr*, socklen_t);

    if (!real) real = next_symbol("bind");
    return far_end(fd) >= 0 ? 0 : real(fd, address, length);
}

int setsockopt(int fd, int level, int option, const void* value, socklen_t length) {
    static int (*real)(int, int, int, const void*, socklen_t);

    if (!real) real = next_symbol("setsockopt");
    return far_end(fd) >= 0 && level == SOL_NETLINK ? 0 : real(fd, level, option, value, length);
}

static void name_kernel(void* address, socklen_t* length) {
    const struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};

    if (!address || !length) return;
    memcpy(address, &kernel, *length < sizeof kernel ? *length : sizeof kernel);
    *length = sizeof kernel;
}

int getsockname(int fd, struct sockaddr* restrict address, socklen_t* restrict length) {
    static int (*real)(int, struct sockaddr*, socklen_t*);
    struct sockaddr_nl own = {.nl_family = AF_NETLINK, .nl_pid = (uint32_t)getpid()};

    if (!real) real = next_symbol("getsockname");
    if (far_end(fd) < 0) return real(fd, address, length);
    memcpy(address, &own, *length < sizeof own ? *length : sizeof own);
    *length = sizeof own;
    return 0;
}

static void answer(int to, const struct nlmsghdr* request, uint16_t type, const void* body, size_t length) {
    uint8_t buffer[512] = {0};
    struct nlmsghdr* header = (void*)buffer;

    header->nlmsg_len = (uint32_t)NLMSG_LENGTH(length);
    header->nlmsg_type = type;
    header->nlmsg_seq = request->nlmsg_seq;
    header->nlmsg_pid = (uint32_t)getpid();
    memcpy(NLMSG_DATA(header), body, length);
    if (write(to, buffer, header->nlmsg_len) < 0) return; /* the asker times out, and says so */
}

static void acknowledge(int to, const struct nlmsghdr* request, int error) {
    const struct nlmsgerr body = {.error = error, .msg = *request};

    answer(to, request, NLMSG_ERROR, &body, sizeof body);
}

static void give_spi(int to, const struct nlmsghdr* request) {
    const struct xfrm_userspi_info* asked = NLMSG_DATA(request);
    struct xfrm_usersa_info sa = asked->info;

    sa.id.spi = __builtin_bswap32(atomic_fetch_add(&next_spi, 1));
    answer(to, request, XFRM_MSG_NEWSA, &sa, sizeof sa);
}

static void serve(int to, const struct nlmsghdr* request) {
    switch (request->nlmsg_type) {
        case XFRM_MSG_ALLOCSPI:
            give_spi(to, request);
            break;
        case XFRM_MSG_GETSA:
        case XFRM_MSG_GETPOLICY:
            if (request->nlmsg_flags & NLM_F_DUMP)
                answer(to, request, NLMSG_DONE, &(int){0}, sizeof(int));
            else
                acknowledge(to, request, -ESRCH);
            break;
        default:
            acknowledge(to, request, 0);
    }
}

static ssize_t serve_all(int to, const uint8_t* bytes, size_t length) {
    size_t left = length;

    while (left >= sizeof(struct nlmsghdr)) {
        const struct nlmsghdr* request = (const void*)bytes;
        if (request->nlmsg_len < sizeof *request || request->nlmsg_len > left) break;
        serve(to, request);
        bytes += NLMSG_ALIGN(request->nlmsg_len);
        left -= NLMSG_ALIGN(request->nlmsg_len) < left ? NLMSG_ALIGN(request->nlmsg_len) : left;
    }
    return (ssize_t)length;
}

ssize_t sendto(int fd, const void* bytes, size_t length, int flags, const struct sockaddr* address,
               socklen_t address_length) {
    static ssize_t (*real)(int, const void*, size_t, int, const struct sockaddr*, socklen_t);
    int to = far_end(fd);

    if (!real) real = next_symbol("sendto");
    return to >= 0 ? serve_all(to, bytes, length) : real(fd, bytes, length, flags, address, address_length);
}

ssize_t sendmsg(int fd, const struct msghdr* message, int flags) {
    static ssize_t (*real)(int, const struct msghdr*, int);
    uint8_t flat[MAX_MESSAGE];
    size_t length = 0;
    int to = far_end(fd);

    if (!real) real = next_symbol("sendmsg");
    if (to < 0) return real(fd, message, flags);
    for (size_t i = 0; i < message->msg_iovlen; i++) {
        const struct iovec* part = &message->msg_iov[i];
        if (part->iov_len > sizeof flat - length) {
            errno = EMSGSIZE;
            return -1;
        }
        memcpy(flat + length, part->iov_base, part->iov_len);
        length += part->iov_len;
    }
    return serve_all(to, flat, length);
}

ssize_t recvfrom(int fd, void* restrict bytes, size_t length, int flags, struct sockaddr* restrict address,
                 socklen_t* restrict address_length) {
    static ssize_t (*real)(int, void*, size_t, int, struct sockaddr*, socklen_t*);
    ssize_t got;

    if (!real) real = next_symbol("recvfrom");
    if (far_end(fd) < 0) return real(fd, bytes, length, flags, address, address_length);
    got = real(fd, bytes, length, flags, NULL, NULL);
    name_kernel(address, address_length);
    return got;
}

ssize_t recvmsg(int fd, struct msghdr* message, int flags) {
    static ssize_t (*real)(int, struct msghdr*, int);
    void* name = message->msg_name;
    socklen_t room = message->msg_namelen;
    ssize_t got;

    if (!real) real = next_symbol("recvmsg");
    if (far_end(fd) < 0) return real(fd, message, flags);
    message->msg_name = NULL;
    message->msg_namelen = 0;
    got = real(fd, message, flags);
    message->msg_name = name;
    message->msg_namelen = room;
    name_kernel(name, &message->msg_namelen);
    return got;
}
