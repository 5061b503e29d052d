// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/tc_hook.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "loader/bpf/clsact.h"
#include "loader/bpf/libbpf_messages.h"
#include "loader/bpf/owned_fd.h"

namespace hawser::loader {
namespace {

bool is_egress(Hook hook) {
    return hook == Hook::kBundle || hook == Hook::kUplink || hook == Hook::kHub;
}

bpf_tc_hook hook_at(const Attachment& where) {
    bpf_tc_hook hook{};
    hook.sz = sizeof hook;
    hook.ifindex = static_cast<int>(where.ifindex);
    hook.attach_point = is_egress(where.hook) ? BPF_TC_EGRESS : BPF_TC_INGRESS;
    return hook;
}

bpf_tc_opts our_place() {
    bpf_tc_opts options{};
    options.sz = sizeof options;
    options.handle = kTcHandle;
    options.priority = kTcPriority;
    return options;
}

Result<std::string> name_of_program(uint32_t id) {
    const OwnedFd fd(bpf_prog_get_fd_by_id(id));
    if (!fd) return Error::system(fmt::format("open BPF program {}", id), errno);
    bpf_prog_info info{};
    uint32_t length = sizeof info;
    if (bpf_obj_get_info_by_fd(fd.get(), &info, &length) != 0) {
        return Error::system(fmt::format("ask for BPF program {}", id), errno);
    }
    return std::string(info.name);
}

std::string described(const char* doing, const Attachment& where) {
    return fmt::format("{} the {} program, interface {}", doing, to_string(where.hook), where.ifindex);
}

Error failed(const char* doing, const Attachment& where, int error, const LibbpfMessages& messages) {
    Error system = Error::system(described(doing, where), -error);
    const std::string said = load_failure(messages.lines());
    if (said.empty()) return system;
    return Error(fmt::format("{} ({})", system.text(), said), -error);
}

}  // namespace

const char* program_name(Hook hook) {
    switch (hook) {
        case Hook::kLan:
            return "hawser_lan";
        case Hook::kTunnel:
            return "hawser_tunnel";
        case Hook::kUplink:
            return "hawser_uplink";
        case Hook::kUplinkIn:
            return "hawser_up_in";
        case Hook::kHub:
            return "hawser_hub";
        case Hook::kHubIn:
            return "hawser_hub_in";
        case Hook::kBundle:
            break;
    }
    return "hawser_bundle";
}

Result<std::optional<uint32_t>> tc_query(const Attachment& where) {
    const LibbpfMessages messages;
    const bpf_tc_hook hook = hook_at(where);
    bpf_tc_opts options = our_place();
    const int error = bpf_tc_query(&hook, &options);
    // EINVAL: no clsact on this interface, or a filter of another kind in our place.
    if (error == -ENOENT || error == -EINVAL || error == -ENODEV) return std::optional<uint32_t>();
    if (error != 0) return failed("look for", where, error, messages);
    Result<std::string> name = name_of_program(options.prog_id);
    if (!name && name.error().error_number() == ENOENT) return std::optional<uint32_t>();
    if (!name) return name.error().within(described("look for", where));
    if (*name != program_name(where.hook)) return std::optional<uint32_t>();
    return std::optional<uint32_t>(options.prog_id);
}

Result<void> tc_attach(const Attachment& where, int program_fd) {
    const LibbpfMessages messages;
    bpf_tc_hook hook = hook_at(where);
    if (const int error = bpf_tc_hook_create(&hook); error != 0 && error != -EEXIST) {
        return failed("prepare", where, error, messages);
    }
    bpf_tc_opts options = our_place();
    options.prog_fd = program_fd;
    options.flags = BPF_TC_F_REPLACE;
    if (const int error = bpf_tc_attach(&hook, &options); error != 0) {
        return failed("attach", where, error, messages);
    }
    return {};
}

Result<void> tc_detach(const Attachment& where) {
    Result<std::optional<uint32_t>> attached = tc_query(where);
    if (!attached) return attached.error();
    if (!*attached) return {};
    const LibbpfMessages messages;
    const bpf_tc_hook hook = hook_at(where);
    const bpf_tc_opts options = our_place();
    const int error = bpf_tc_detach(&hook, &options);
    if (error != 0 && error != -ENOENT && error != -ENODEV) return failed("detach", where, error, messages);
    return remove_clsact_if_unused(where.ifindex);
}

}  // namespace hawser::loader
