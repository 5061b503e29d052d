// SPDX-License-Identifier: BSD-2-Clause
#include "loader/xdp/xdp_object.h"

#include <algorithm>
#include <cerrno>
#include <string>

#include "bpf/abi.h"
#include "bpf/lan_xdp.skel.h"
#include "bpf/wan_xdp.skel.h"

namespace hawser::loader {
namespace {

/// A cpumap must not be larger than the kernel could ever have CPUs.
uint32_t cpumap_size() {
    const int possible = libbpf_num_possible_cpus();
    return possible < 1 ? 1U : std::min(static_cast<uint32_t>(possible), HW_MAX_SPREAD_CPUS);
}

Result<void> bind_map(bpf_map* map, const PinDir& dir) {
    const std::string name = bpf_map__name(map);
    if (!name.starts_with("hw_")) return {};
    if (name == HW_MAP_XDP_CPUS) (void)bpf_map__set_max_entries(map, cpumap_size());
    Result<OwnedFd> pinned = dir.open(name);
    if (!pinned) return pinned.error();
    const int error = *pinned ? bpf_map__reuse_fd(map, pinned->get())
                              : bpf_map__set_pin_path(map, (dir.path() + "/" + name).c_str());
    if (error != 0) return Error::system("use pinned map " + name, -error);
    return {};
}

}  // namespace

const char* xdp_program_name(XdpHook hook) {
    return hook == XdpHook::kWan ? "hawser_wan_xdp" : "hawser_lan_xdp";
}

Result<OwnedObject> open_xdp_object(XdpHook hook, const PinDir& dir) {
    size_t size = 0;
    const void* bytes =
        hook == XdpHook::kWan ? hawser_wan_xdp__elf_bytes(&size) : hawser_lan_xdp__elf_bytes(&size);
    bpf_object_open_opts options{};
    options.sz = sizeof options;
    options.object_name = "hawser_xdp";
    OwnedObject object(bpf_object__open_mem(bytes, size, &options));
    if (!object) return Error::system("open the XDP program", errno);
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object.get()) {
        if (Result<void> bound = bind_map(map, dir); !bound) return bound.error();
    }
    return object;
}

}  // namespace hawser::loader
