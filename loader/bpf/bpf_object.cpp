// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/bpf_object.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <cerrno>

#include "bpf/hawser.skel.h"
#include "loader/bpf/kernel_map_port.h"
#include "loader/bpf/kernel_program_port.h"
#include "loader/bpf/libbpf_messages.h"
#include "loader/bpf/pin_dir.h"
#include "loader/bpf/pinned_maps.h"

namespace hawser::loader {
namespace {

struct SkeletonDeleter {
    void operator()(hawser_bpf* skeleton) const { hawser_bpf__destroy(skeleton); }
};
using Skeleton = std::unique_ptr<hawser_bpf, SkeletonDeleter>;

MapFds map_fds(const hawser_bpf& skeleton) {
    const auto& maps = skeleton.maps;
    MapFds fds;
    fds.config = bpf_map__fd(maps.hw_config);
    fds.nets4 = bpf_map__fd(maps.hw_nets4);
    fds.nets6 = bpf_map__fd(maps.hw_nets6);
    fds.bundles = bpf_map__fd(maps.hw_bundles);
    fds.rings = bpf_map__fd(maps.hw_rings);
    fds.tunnels = bpf_map__fd(maps.hw_tunnels);
    fds.tunnel_state = bpf_map__fd(maps.hw_tun_state);
    fds.ifaces = bpf_map__fd(maps.hw_ifaces);
    fds.selectors = bpf_map__fd(maps.hw_selectors);
    fds.probe_ids = bpf_map__fd(maps.hw_probe_ids);
    fds.pins = bpf_map__fd(maps.hw_pins);
    fds.drops = bpf_map__fd(maps.hw_drops);
    fds.tunnel_stats = bpf_map__fd(maps.hw_tun_stats);
    return fds;
}

ProgramFds program_fds(const hawser_bpf& skeleton) {
    return {bpf_program__fd(skeleton.progs.hawser_lan), bpf_program__fd(skeleton.progs.hawser_tunnel),
            bpf_program__fd(skeleton.progs.hawser_bundle)};
}

class LoadedBpfObject : public BpfObject {
 public:
    LoadedBpfObject(Skeleton skeleton, bool adopted)
        : skeleton_(std::move(skeleton)),
          maps_(map_fds(*skeleton_)),
          programs_(program_fds(*skeleton_)),
          adopted_(adopted) {}

    MapPort& maps() override { return maps_; }
    ProgramPort& programs() override { return programs_; }
    [[nodiscard]] bool adopted() const override { return adopted_; }
    [[nodiscard]] uint32_t flow_capacity() const override {
        return bpf_map__max_entries(skeleton_->maps.hw_pins);
    }

 private:
    Skeleton skeleton_;
    KernelMapPort maps_;
    KernelProgramPort programs_;
    bool adopted_;
};

Result<Skeleton> open_skeleton() {
    Skeleton skeleton(hawser_bpf__open());
    if (!skeleton) return Error::system("open the BPF programs", errno);
    return skeleton;
}

Result<void> load(hawser_bpf* skeleton, const LibbpfMessages& messages) {
    const int error = hawser_bpf__load(skeleton);
    if (error == 0) return {};
    const Error system = Error::system("load the BPF programs and maps", -error);
    return Error(fmt::format("{} ({})", system.text(), load_failure(messages.lines())), -error);
}

/// Whatever is pinned says from the first moment which ABI it is of. The seed is made once and stays: another
/// one would give every unpinned flow another tunnel.
Result<void> initialise_config(int fd) {
    const MapTable<uint32_t, hw_config> table(fd, HW_MAP_CONFIG);
    Result<std::optional<hw_config>> current = table.read(0);
    if (!current) return current.error();
    if (*current && (*current)->abi_version != 0) return {};
    hw_config config{HW_ABI_VERSION, HW_FORWARDING_STACK, 0, 0};
    if (::getrandom(&config.hash_seed, sizeof config.hash_seed, 0) != sizeof config.hash_seed) {
        return Error::system("make a hash seed", errno);
    }
    return table.write(0, config);
}

Result<void> pin_programs(const hawser_bpf& skeleton, const PinDir& dir) {
    const ProgramFds fds = program_fds(skeleton);
    const std::pair<Hook, int> programs[] = {
        {Hook::kLan, fds.lan}, {Hook::kTunnel, fds.tunnel}, {Hook::kBundle, fds.bundle}};
    for (const auto& [hook, fd] : programs) {
        if (Result<void> pinned = dir.replace(fd, PinDir::program_name(hook)); !pinned) return pinned;
    }
    return {};
}

/// Adopts what is there, loads, pins what is new: the order in which a failure leaves the least behind.
Result<bool> bring_up(hawser_bpf* skeleton, const PinDir& dir, const BpfOptions& options,
                      const LibbpfMessages& messages) {
    Result<unsigned> adopted = adopt_pinned_maps(skeleton->obj, dir, options);
    if (!adopted) return adopted.error();
    if (Result<void> loaded = load(skeleton, messages); !loaded) return loaded.error();
    if (Result<void> ready = initialise_config(bpf_map__fd(skeleton->maps.hw_config)); !ready)
        return ready.error();
    if (Result<void> pinned = pin_new_maps(skeleton->obj, dir); !pinned) return pinned.error();
    if (Result<void> pinned = pin_programs(*skeleton, dir); !pinned) return pinned.error();
    return *adopted > 0;
}

}  // namespace

Result<std::unique_ptr<BpfObject>> BpfObject::open(const BpfOptions& options) {
    const LibbpfMessages messages;
    const PinDir dir(options.pin_dir);
    if (Result<void> created = dir.create(); !created) return created.error();
    Result<Skeleton> skeleton = open_skeleton();
    if (!skeleton) return skeleton.error();
    Result<bool> adopted = bring_up(skeleton->get(), dir, options, messages);
    messages.forward(options.log);
    if (!adopted) return adopted.error();
    return std::unique_ptr<BpfObject>(std::make_unique<LoadedBpfObject>(std::move(*skeleton), *adopted));
}

}  // namespace hawser::loader
