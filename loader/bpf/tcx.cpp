// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/tcx.h"

#include <fmt/format.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace hawser::loader {
namespace {

// Of enum bpf_attach_type, which older headers have without them.
constexpr uint32_t kTcxIngress = 46;
constexpr uint32_t kTcxEgress = 47;
constexpr uint32_t kLoopback = 1;
// The kernel allows no more at one place.
constexpr size_t kMostPrograms = 64;

/// libbpf 1.1 knows neither the attach types nor their attributes.
int bpf_call(bpf_cmd command, bpf_attr& attributes) {
    return static_cast<int>(syscall(SYS_bpf, command, &attributes, sizeof attributes));
}

uint32_t attach_type(TcxSide side) {
    return side == TcxSide::kIngress ? kTcxIngress : kTcxEgress;
}

/// The kernel reads the interface's index where other kinds of programs have a descriptor.
bpf_attr attach_attributes(const TcxPlace& place, int program_fd) {
    bpf_attr attributes{};
    attributes.target_fd = place.ifindex;
    attributes.attach_type = attach_type(place.side);
    attributes.attach_bpf_fd = static_cast<uint32_t>(program_fd);
    return attributes;
}

int query(const TcxPlace& place, std::vector<uint32_t>& ids) {
    bpf_attr attributes{};
    attributes.query.target_fd = place.ifindex;
    attributes.query.attach_type = attach_type(place.side);
    attributes.query.prog_ids = reinterpret_cast<uint64_t>(ids.data());
    attributes.query.prog_cnt = static_cast<uint32_t>(ids.size());
    if (bpf_call(BPF_PROG_QUERY, attributes) != 0) return -errno;
    ids.resize(attributes.query.prog_cnt);
    return 0;
}

Error failed(const char* doing, const TcxPlace& place, int error) {
    return Error::system(fmt::format("{} a program, interface {} {}", doing, place.ifindex,
                                     place.side == TcxSide::kIngress ? "ingress" : "egress"),
                         error);
}

}  // namespace

bool has_tcx() {
    static const bool has = [] {
        std::vector<uint32_t> ids(kMostPrograms);
        return query({kLoopback, TcxSide::kIngress}, ids) == 0;
    }();
    return has;
}

Result<std::vector<uint32_t>> tcx_programs(const TcxPlace& place) {
    std::vector<uint32_t> ids;
    if (!has_tcx()) return ids;
    ids.resize(kMostPrograms);
    const int error = query(place, ids);
    if (error == -ENODEV || error == -ENOENT) return std::vector<uint32_t>();
    if (error != 0) return failed("look for", place, -error);
    return ids;
}

Result<void> tcx_attach(const TcxPlace& place, int program_fd, int replaced_fd) {
    bpf_attr attributes = attach_attributes(place, program_fd);
    if (replaced_fd >= 0) {
        attributes.attach_flags = BPF_F_REPLACE;
        attributes.replace_bpf_fd = static_cast<uint32_t>(replaced_fd);
    }
    // EEXIST: it is there already.
    if (bpf_call(BPF_PROG_ATTACH, attributes) == 0 || errno == EEXIST) return {};
    return failed("attach", place, errno);
}

Result<void> tcx_detach(const TcxPlace& place, int program_fd) {
    bpf_attr attributes = attach_attributes(place, program_fd);
    if (bpf_call(BPF_PROG_DETACH, attributes) == 0 || errno == ENOENT || errno == ENODEV) return {};
    return failed("detach", place, errno);
}

}  // namespace hawser::loader
