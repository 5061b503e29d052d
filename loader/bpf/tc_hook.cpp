// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/tc_hook.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <cerrno>
#include <utility>

#include "loader/bpf/clsact.h"
#include "loader/bpf/libbpf_messages.h"
#include "loader/bpf/own_program.h"
#include "loader/bpf/owned_fd.h"
#include "loader/bpf/tcx.h"

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

namespace {

TcxPlace tcx_place(const Attachment& where) {
    return {where.ifindex, is_egress(where.hook) ? TcxSide::kEgress : TcxSide::kIngress};
}

struct Attached {
    uint32_t id = 0;
    OwnedFd program;  ///< none: nothing of ours is there
};

Result<Attached> ours(uint32_t id, const Attachment& where) {
    Result<OwnedFd> program = open_own_program(id, where.hook);
    if (!program) return program.error().within(described("look for", where));
    return Attached{id, std::move(*program)};
}

Result<Attached> tcx_query(const Attachment& where) {
    Result<std::vector<uint32_t>> ids = tcx_programs(tcx_place(where));
    if (!ids) return ids.error();
    for (const uint32_t id : *ids) {
        Result<Attached> found = ours(id, where);
        if (!found || found->program) return found;
    }
    return Attached{};
}

Result<Attached> filter_query(const Attachment& where) {
    const LibbpfMessages messages;
    const bpf_tc_hook hook = hook_at(where);
    bpf_tc_opts options = our_place();
    const int error = bpf_tc_query(&hook, &options);
    // EINVAL: no clsact on this interface, or a filter of another kind in our place.
    if (error == -ENOENT || error == -EINVAL || error == -ENODEV) return Attached{};
    if (error != 0) return failed("look for", where, error, messages);
    return ours(options.prog_id, where);
}

Result<void> filter_attach(const Attachment& where, int program_fd) {
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

Result<void> filter_detach(const Attachment& where) {
    const Result<Attached> attached = filter_query(where);
    if (!attached) return attached.error();
    if (!attached->program) return {};
    const LibbpfMessages messages;
    const bpf_tc_hook hook = hook_at(where);
    const bpf_tc_opts options = our_place();
    const int error = bpf_tc_detach(&hook, &options);
    if (error != 0 && error != -ENOENT && error != -ENODEV) return failed("detach", where, error, messages);
    return remove_clsact_if_unused(where.ifindex);
}

}  // namespace

Result<std::optional<uint32_t>> tc_query(const Attachment& where) {
    Result<Attached> attached = tcx_query(where);
    if (attached.ok() && !attached->program) attached = filter_query(where);
    if (!attached) return attached.error();
    return attached->program ? std::optional(attached->id) : std::nullopt;
}

Result<void> tc_attach(const Attachment& where, int program_fd) {
    if (!has_tcx()) return filter_attach(where, program_fd);
    const Result<Attached> present = tcx_query(where);
    if (!present) return present.error();
    if (Result<void> attached = tcx_attach(tcx_place(where), program_fd, present->program.get()); !attached)
        return attached.error().within(described("attach", where));
    // An earlier version's: what ours redirects or drops does not come to it, what ours lets pass does.
    return filter_detach(where);
}

Result<void> tc_detach(const Attachment& where) {
    const Result<Attached> attached = tcx_query(where);
    if (!attached) return attached.error();
    if (attached->program) {
        if (Result<void> detached = tcx_detach(tcx_place(where), attached->program.get()); !detached)
            return detached.error().within(described("detach", where));
    }
    return filter_detach(where);
}

}  // namespace hawser::loader
