// SPDX-License-Identifier: BSD-2-Clause
/*
 * A library to preload into an IKE daemon: its NETLINK_XFRM sockets lead to a kernel that agrees to
 * everything and does nothing. So a daemon's own cost can be measured, on kernels without ESP too. What a
 * daemon pays for its side of it (making the requests, reading the answers) is its own; the kernel's side
 * costs a copy of the answer and no system call, for every daemon alike.
 *
 * What is answered: SPIs are given out (ALLOCSPI), everything else is acknowledged, and whoever asks for an
 * SA or policy again (counters, for liveness) is told that there is none. Answers wait in a queue of the
 * socket's: recv and its kin take them from there, and select finds the socket readable; others may wait for
 * the socket by any means, and nothing ever comes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MAX_FD = 1024, MAX_MESSAGE = 8192, MAX_ANSWER = 512, MAX_WAITING = 16 };

struct kernel {
    pthread_mutex_t lock;
    unsigned first, count;
    struct {
        size_t length;
        uint8_t bytes[MAX_ANSWER];
    } waiting[MAX_WAITING];
};

/* Of the sockets that are ours; null for all others. */
static _Atomic(struct kernel*) kernels[MAX_FD];
static struct kernel pool[64];
static atomic_uint next_kernel = 0;
static atomic_uint next_spi = 0x10000000;

static struct kernel* kernel_of(int fd) {
    return fd >= 0 && fd < MAX_FD ? atomic_load_explicit(&kernels[fd], memory_order_acquire) : NULL;
}

static void* next_symbol(const char* name) {
    return dlsym(RTLD_NEXT, name);
}

/* A real descriptor of the same kind, which nobody ever writes to. */
int socket(int domain, int type, int protocol) {
    static int (*real)(int, int, int);
    int fd;

    if (!real) real = next_symbol("socket");
    if (domain != AF_NETLINK || protocol != NETLINK_XFRM) return real(domain, type, protocol);
    fd = real(AF_UNIX, SOCK_DGRAM | (type & (SOCK_CLOEXEC | SOCK_NONBLOCK)), 0);
    if (fd < 0) return fd;
    if (fd >= MAX_FD || next_kernel >= sizeof pool / sizeof *pool) {
        close(fd);
        errno = EMFILE;
        return -1;
    }
    struct kernel* made = &pool[atomic_fetch_add(&next_kernel, 1)];
    pthread_mutex_init(&made->lock, NULL);
    atomic_store(&kernels[fd], made);
    return fd;
}

int close(int fd) {
    static int (*real)(int);

    if (!real) real = next_symbol("close");
    if (kernel_of(fd)) atomic_store(&kernels[fd], NULL);
    return real(fd);
}

int bind(int fd, const struct sockaddr* address, socklen_t length) {
    static int (*real)(int, const struct sockaddr*, socklen_t);

    if (!real) real = next_symbol("bind");
    return kernel_of(fd) ? 0 : real(fd, address, length);
}

int setsockopt(int fd, int level, int option, const void* value, socklen_t length) {
    static int (*real)(int, int, int, const void*, socklen_t);

    if (!real) real = next_symbol("setsockopt");
    return kernel_of(fd) && level == SOL_NETLINK ? 0 : real(fd, level, option, value, length);
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
    if (!kernel_of(fd)) return real(fd, address, length);
    memcpy(address, &own, *length < sizeof own ? *length : sizeof own);
    *length = sizeof own;
    return 0;
}

static void answer(struct kernel* to, const struct nlmsghdr* request, uint16_t type, const void* body,
                   size_t length) {
    static uint32_t pid;
    struct nlmsghdr* header;

    if (!pid) pid = (uint32_t)getpid();
    if (to->count == MAX_WAITING) return; /* the asker times out, and says so */
    unsigned slot = (to->first + to->count++) % MAX_WAITING;
    header = (void*)to->waiting[slot].bytes;
    memset(header, 0, NLMSG_HDRLEN);
    header->nlmsg_len = (uint32_t)NLMSG_LENGTH(length);
    header->nlmsg_type = type;
    header->nlmsg_seq = request->nlmsg_seq;
    header->nlmsg_pid = pid;
    memcpy(NLMSG_DATA(header), body, length);
    to->waiting[slot].length = header->nlmsg_len;
}

static void acknowledge(struct kernel* to, const struct nlmsghdr* request, int error) {
    const struct nlmsgerr body = {.error = error, .msg = *request};

    answer(to, request, NLMSG_ERROR, &body, sizeof body);
}

static void give_spi(struct kernel* to, const struct nlmsghdr* request) {
    const struct xfrm_userspi_info* asked = NLMSG_DATA(request);
    struct xfrm_usersa_info sa = asked->info;

    sa.id.spi = __builtin_bswap32(atomic_fetch_add(&next_spi, 1));
    answer(to, request, XFRM_MSG_NEWSA, &sa, sizeof sa);
}

static void serve(struct kernel* to, const struct nlmsghdr* request) {
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

static ssize_t serve_all(struct kernel* to, const uint8_t* bytes, size_t length) {
    size_t left = length;

    pthread_mutex_lock(&to->lock);
    while (left >= sizeof(struct nlmsghdr)) {
        const struct nlmsghdr* request = (const void*)bytes;
        if (request->nlmsg_len < sizeof *request || request->nlmsg_len > left) break;
        serve(to, request);
        bytes += NLMSG_ALIGN(request->nlmsg_len);
        left -= NLMSG_ALIGN(request->nlmsg_len) < left ? NLMSG_ALIGN(request->nlmsg_len) : left;
    }
    pthread_mutex_unlock(&to->lock);
    return (ssize_t)length;
}

/* The oldest answer, or EAGAIN: whoever asks has sent a request, so that nobody would wait in vain. */
static ssize_t take(struct kernel* from, void* bytes, size_t length) {
    ssize_t got = -1;

    pthread_mutex_lock(&from->lock);
    if (from->count) {
        size_t whole = from->waiting[from->first].length;
        memcpy(bytes, from->waiting[from->first].bytes, whole < length ? whole : length);
        from->first = (from->first + 1) % MAX_WAITING;
        from->count--;
        got = (ssize_t)(whole < length ? whole : length);
    } else {
        errno = EAGAIN;
    }
    pthread_mutex_unlock(&from->lock);
    return got;
}

static bool has_answers(struct kernel* kernel) {
    pthread_mutex_lock(&kernel->lock);
    bool has = kernel->count != 0;
    pthread_mutex_unlock(&kernel->lock);
    return has;
}

/* Callers wait for one socket of ours, or for others. */
int select(int count, fd_set* restrict readable, fd_set* restrict writable, fd_set* restrict odd,
           struct timeval* restrict timeout) {
    static int (*real)(int, fd_set*, fd_set*, fd_set*, struct timeval*);

    if (!real) real = next_symbol("select");
    for (int fd = 0; readable && fd < count && fd < MAX_FD; fd++) {
        struct kernel* kernel = FD_ISSET(fd, readable) ? kernel_of(fd) : NULL;
        if (!kernel || !has_answers(kernel)) continue;
        FD_ZERO(readable);
        FD_SET(fd, readable);
        return 1;
    }
    return real(count, readable, writable, odd, timeout);
}

ssize_t sendto(int fd, const void* bytes, size_t length, int flags, const struct sockaddr* address,
               socklen_t address_length) {
    static ssize_t (*real)(int, const void*, size_t, int, const struct sockaddr*, socklen_t);
    struct kernel* to = kernel_of(fd);

    if (!real) real = next_symbol("sendto");
    return to ? serve_all(to, bytes, length) : real(fd, bytes, length, flags, address, address_length);
}

ssize_t sendmsg(int fd, const struct msghdr* message, int flags) {
    static ssize_t (*real)(int, const struct msghdr*, int);
    uint8_t flat[MAX_MESSAGE];
    size_t length = 0;
    struct kernel* to = kernel_of(fd);

    if (!real) real = next_symbol("sendmsg");
    if (!to) return real(fd, message, flags);
    if (message->msg_iovlen == 1) return serve_all(to, message->msg_iov->iov_base, message->msg_iov->iov_len);
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

ssize_t recv(int fd, void* bytes, size_t length, int flags) {
    static ssize_t (*real)(int, void*, size_t, int);
    struct kernel* from = kernel_of(fd);

    if (!real) real = next_symbol("recv");
    return from ? take(from, bytes, length) : real(fd, bytes, length, flags);
}

ssize_t __recv_chk(int fd, void* bytes, size_t length, size_t room, int flags) {
    static ssize_t (*real)(int, void*, size_t, size_t, int);
    struct kernel* from = kernel_of(fd);

    if (!real) real = next_symbol("__recv_chk");
    return from ? take(from, bytes, length) : real(fd, bytes, length, room, flags);
}

ssize_t recvfrom(int fd, void* restrict bytes, size_t length, int flags, struct sockaddr* restrict address,
                 socklen_t* restrict address_length) {
    static ssize_t (*real)(int, void*, size_t, int, struct sockaddr*, socklen_t*);
    struct kernel* from = kernel_of(fd);
    ssize_t got;

    if (!real) real = next_symbol("recvfrom");
    if (!from) return real(fd, bytes, length, flags, address, address_length);
    got = take(from, bytes, length);
    name_kernel(address, address_length);
    return got;
}

ssize_t recvmsg(int fd, struct msghdr* message, int flags) {
    static ssize_t (*real)(int, struct msghdr*, int);
    struct kernel* from = kernel_of(fd);
    ssize_t got;

    if (!real) real = next_symbol("recvmsg");
    if (!from) return real(fd, message, flags);
    got = take(from, message->msg_iov->iov_base, message->msg_iov->iov_len);
    message->msg_flags = 0;
    name_kernel(message->msg_name, &message->msg_namelen);
    return got;
}
