// SPDX-License-Identifier: BSD-2-Clause
#include "loader/xdp/kernel_xdp_port.h"

#include <bpf/bpf.h>
#include <fmt/format.h>
#include <net/if.h>
#include <xdp/libxdp.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "loader/bpf/libbpf_messages.h"
#include "loader/bpf/map_table.h"
#include "loader/xdp/interface_facts.h"
#include "loader/xdp/libxdp_messages.h"

namespace hawser::loader {
namespace {

struct ProgramClose {
    void operator()(xdp_program* program) const { xdp_program__close(program); }
};
struct MultiprogClose {
    void operator()(xdp_multiprog* multiprog) const { xdp_multiprog__close(multiprog); }
};
using OwnedProgram = std::unique_ptr<xdp_program, ProgramClose>;
using OwnedMultiprog = std::unique_ptr<xdp_multiprog, MultiprogClose>;

/// The kernel shows at most 15 characters of a name.
bool is_ours(const xdp_program* program) {
    const char* name = program == nullptr ? nullptr : xdp_program__name(program);
    if (name == nullptr) return false;
    for (XdpHook hook : {XdpHook::kWan, XdpHook::kLan}) {
        if (std::strncmp(name, xdp_program_name(hook), BPF_OBJ_NAME_LEN - 1) == 0) return true;
    }
    return false;
}

/// What is on the interface; null where there is nothing, or the interface is gone.
OwnedMultiprog on_interface(uint32_t ifindex) {
    xdp_multiprog* multiprog = xdp_multiprog__get_from_ifindex(static_cast<int>(ifindex));
    return OwnedMultiprog(libxdp_get_error(multiprog) != 0 ? nullptr : multiprog);
}

/// Ours among them, as descriptors of their own that outlive `multiprog`.
std::vector<OwnedProgram> ours(const xdp_multiprog* multiprog) {
    std::vector<OwnedProgram> found;
    const auto add = [&](xdp_program* program) {
        if (!is_ours(program)) return;
        xdp_program* copy = xdp_program__clone(program, 0);
        if (libxdp_get_error(copy) == 0) found.emplace_back(copy);
    };
    if (multiprog == nullptr) return found;
    if (xdp_multiprog__is_legacy(multiprog)) {
        add(xdp_multiprog__main_prog(multiprog));
        return found;
    }
    xdp_program* program = nullptr;
    while ((program = xdp_multiprog__next_prog(program, multiprog)) != nullptr)
        add(program);
    return found;
}

Error refused(const char* doing, uint32_t ifindex, int error) {
    Error system = Error::system(fmt::format("{} the XDP program, interface {}", doing, ifindex), -error);
    const std::string said = LibxdpMessages::last_warning();
    return said.empty() ? system : Error(fmt::format("{} ({})", system.text(), said), -error);
}

Result<void> take_off(const std::vector<OwnedProgram>& programs, uint32_t ifindex) {
    const OwnedMultiprog present = on_interface(ifindex);
    if (!present) return {};
    const xdp_attach_mode mode = xdp_multiprog__attach_mode(present.get());
    for (const OwnedProgram& program : programs) {
        const int error = xdp_program__detach(program.get(), static_cast<int>(ifindex), mode, 0);
        if (error != 0 && error != -ENOENT) return refused("detach", ifindex, error);
    }
    return {};
}

xdp_attach_mode attach_mode(XdpMode mode) {
    return mode == XdpMode::kNative ? XDP_MODE_NATIVE : XDP_MODE_SKB;
}

/// After everybody else's, as a packet that goes to another CPU is seen by no later program.
constexpr unsigned kPriority = 90;

Result<OwnedProgram> make_program(bpf_object* object, XdpHook hook) {
    xdp_program_opts options{};
    options.sz = sizeof options;
    options.obj = object;
    options.prog_name = xdp_program_name(hook);
    xdp_program* program = xdp_program__create(&options);
    if (const long error = libxdp_get_error(program); error != 0)
        return Error::system("prepare the XDP program", static_cast<int>(-error));
    OwnedProgram owned(program);
    (void)xdp_program__set_run_prio(program, kPriority);
    // Not for packets of several buffers, although we would read the first alone: a cpumap serves programs of
    // one kind, and what others on the interface can bear decides of which kind we are.
    (void)xdp_program__set_xdp_frags_support(program, false);
    return owned;
}

}  // namespace

InterfaceFacts KernelXdpPort::facts(const std::string& interface) {
    return read_interface_facts(interface);
}

Result<void> KernelXdpPort::attach(XdpHook hook, uint32_t ifindex, XdpMode mode) {
    const LibbpfMessages libbpf;
    const LibxdpMessages libxdp;
    const OwnedMultiprog before = on_interface(ifindex);
    const std::vector<OwnedProgram> old = ours(before.get());
    // Without the dispatcher there is room for one, and one mode for all: then there is a moment with none,
    // which costs speed and nothing else.
    const bool makes_room = before && (xdp_multiprog__is_legacy(before.get()) ||
                                       xdp_multiprog__attach_mode(before.get()) != attach_mode(mode));
    if (makes_room) {
        if (Result<void> off = take_off(old, ifindex); !off) return off;
    }
    Result<OwnedObject> object = open_xdp_object(hook, dir_);
    if (!object) return object.error();
    Result<OwnedProgram> program = make_program(object->get(), hook);
    if (!program) return program.error();
    const int error = xdp_program__attach(program->get(), static_cast<int>(ifindex), attach_mode(mode), 0);
    if (error != 0) return refused("attach", ifindex, error);
    return makes_room ? Result<void>() : take_off(old, ifindex);
}

Result<void> KernelXdpPort::detach(uint32_t ifindex) {
    const LibbpfMessages libbpf;
    const LibxdpMessages libxdp;
    const OwnedMultiprog present = on_interface(ifindex);
    return take_off(ours(present.get()), ifindex);
}

Result<bool> KernelXdpPort::is_attached(uint32_t ifindex) {
    const LibbpfMessages libbpf;
    const LibxdpMessages libxdp;
    const OwnedMultiprog present = on_interface(ifindex);
    return !ours(present.get()).empty();
}

/// Loads an object once where the map is not there yet: loading pins it.
Result<OwnedFd> KernelXdpPort::map(const char* name) {
    Result<OwnedFd> pinned = dir_.open(name);
    if (!pinned || *pinned) return pinned;
    const LibbpfMessages libbpf;
    Result<OwnedObject> object = open_xdp_object(XdpHook::kWan, dir_);
    if (!object) return object.error();
    if (const int error = bpf_object__load(object->get()); error != 0)
        return Error::system("load the XDP program", -error);
    pinned = dir_.open(name);
    if (pinned.ok() && !*pinned) return Error(std::string("map ") + name + " is not pinned");
    return pinned;
}

Result<void> KernelXdpPort::configure(uint32_t ifindex, const hw_xdp& settings) {
    Result<OwnedFd> fd = map(HW_MAP_XDP);
    if (!fd) return fd.error();
    return MapTable<uint32_t, hw_xdp>(fd->get(), HW_MAP_XDP).write(ifindex, settings);
}

Result<void> KernelXdpPort::prepare_cpus(uint32_t count) {
    constexpr uint32_t kQueue = 2048;  // packets that wait for a CPU; more would only be older
    Result<OwnedFd> fd = map(HW_MAP_XDP_CPUS);
    if (!fd) return fd.error();
    const MapTable<uint32_t, bpf_cpumap_val> cpus(fd->get(), HW_MAP_XDP_CPUS);
    for (uint32_t cpu = 0; cpu < count; ++cpu) {
        bpf_cpumap_val value{};
        // Writing an entry again would make the CPU's thread anew and lose what waits for it.
        Result<std::optional<bpf_cpumap_val>> present = cpus.read(cpu);
        if (present.ok() && *present && (*present)->qsize == kQueue) continue;
        value.qsize = kQueue;
        if (Result<void> written = cpus.write(cpu, value); !written) return written;
    }
    return {};
}

Result<void> remove_xdp_programs() {
    struct if_nameindex* list = if_nameindex();
    if (list == nullptr) return Error::system("list interfaces", errno);
    Result<void> outcome;
    KernelXdpPort port;
    for (const struct if_nameindex* entry = list; entry->if_index != 0; ++entry) {
        Result<void> detached = port.detach(entry->if_index);
        if (outcome.ok()) outcome = detached;
    }
    if_freenameindex(list);
    return outcome;
}

}  // namespace hawser::loader
