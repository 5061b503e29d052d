// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/own_program.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <cerrno>
#include <string_view>

#include "bpf/abi.h"
#include "loader/bpf/pin_dir.h"
#include "loader/bpf/tc_hook.h"

namespace hawser::loader {
namespace {

Result<bpf_prog_info> info_of(const OwnedFd& fd) {
    bpf_prog_info info{};
    uint32_t length = sizeof info;
    if (bpf_obj_get_info_by_fd(fd.get(), &info, &length) != 0)
        return Error::system("ask what a BPF program is", errno);
    return info;
}

Result<OwnedFd> pinned_with(uint32_t id, Hook hook) {
    const PinDir dir(HW_PIN_DIR);
    for (const std::string& name : {PinDir::program_name(hook), PinDir::next_program_name(hook)}) {
        Result<OwnedFd> fd = dir.open(name);
        if (!fd) return fd;
        if (!*fd) continue;
        const Result<bpf_prog_info> info = info_of(*fd);
        if (!info) return info.error();
        if (info->id == id) return fd;
    }
    return OwnedFd();
}

}  // namespace

Result<OwnedFd> open_own_program(uint32_t id, Hook hook) {
    OwnedFd fd(bpf_prog_get_fd_by_id(id));
    if (!fd && errno == EPERM) return pinned_with(id, hook);
    if (!fd && errno == ENOENT) return OwnedFd();
    if (!fd) return Error::system(fmt::format("open BPF program {}", id), errno);
    const Result<bpf_prog_info> info = info_of(fd);
    if (!info) return info.error();
    return std::string_view(info->name) == program_name(hook) ? Result<OwnedFd>(std::move(fd)) : OwnedFd();
}

}  // namespace hawser::loader
