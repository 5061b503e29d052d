// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/bpf_object.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <cerrno>

#include "base/check.h"
#include "bpf/hawser.skel.h"
#include "loader/bpf/hub_object.h"
#include "loader/bpf/kernel_map_port.h"
#include "loader/bpf/kernel_program_port.h"
#include "loader/bpf/libbpf_messages.h"
#include "loader/bpf/pin_dir.h"
#include "loader/bpf/pinned_maps.h"
#include "loader/bpf/tc_hook.h"

namespace hawser::loader {
namespace {

struct Objects {
    OwnedObject main;
    OwnedObject hub;  ///< null: not wanted
};

int map_fd(const bpf_object* object, const char* name) {
    const int fd = bpf_object__find_map_fd_by_name(object, name);
    HAWSER_CHECK(fd >= 0, "a map of the ABI is not in the BPF programs");
    return fd;
}

bool is_of_hub(Hook hook) {
    return hook == Hook::kHub || hook == Hook::kHubIn;
}

/// -1: nothing needs the hub's programs.
int program_fd(const Objects& objects, Hook hook) {
    const bpf_object* object = is_of_hub(hook) ? objects.hub.get() : objects.main.get();
    if (object == nullptr) return -1;
    const bpf_program* program = bpf_object__find_program_by_name(object, program_name(hook));
    HAWSER_CHECK(program != nullptr, "a hook has no BPF program");
    return bpf_program__fd(program);
}

MapFds map_fds(const bpf_object* object) {
    MapFds fds;
    fds.config = map_fd(object, HW_MAP_CONFIG);
    fds.nets4 = map_fd(object, HW_MAP_NETS4);
    fds.nets6 = map_fd(object, HW_MAP_NETS6);
    fds.bundles = map_fd(object, HW_MAP_BUNDLES);
    fds.rings = map_fd(object, HW_MAP_RINGS);
    fds.tunnels = map_fd(object, HW_MAP_TUNNELS);
    fds.tunnel_state = map_fd(object, HW_MAP_TUNNEL_STATE);
    fds.ifaces = map_fd(object, HW_MAP_IFACES);
    fds.selectors = map_fd(object, HW_MAP_SELECTORS);
    fds.probe_ids = map_fd(object, HW_MAP_PROBE_IDS);
    fds.if_ids = map_fd(object, HW_MAP_IF_IDS);
    fds.rule_sets = map_fd(object, HW_MAP_RULE_SETS);
    fds.matches = map_fd(object, HW_MAP_MATCHES);
    fds.rules = map_fd(object, HW_MAP_RULES);
    fds.tunnel_watch = map_fd(object, HW_MAP_TUNNEL_WATCH);
    fds.pins4 = map_fd(object, HW_MAP_PINS4);
    fds.pins6 = map_fd(object, HW_MAP_PINS6);
    fds.new_pins4 = map_fd(object, HW_MAP_NEW_PINS4);
    fds.new_pins6 = map_fd(object, HW_MAP_NEW_PINS6);
    fds.pin_counts = map_fd(object, HW_MAP_PIN_COUNTS);
    fds.drops = map_fd(object, HW_MAP_DROPS);
    fds.tunnel_stats = map_fd(object, HW_MAP_TUNNEL_STATS);
    return fds;
}

ProgramFds program_fds(const Objects& objects) {
    return {.lan = program_fd(objects, Hook::kLan),
            .tunnel = program_fd(objects, Hook::kTunnel),
            .bundle = program_fd(objects, Hook::kBundle),
            .uplink = program_fd(objects, Hook::kUplink),
            .uplink_in = program_fd(objects, Hook::kUplinkIn),
            .hub = program_fd(objects, Hook::kHub),
            .hub_in = program_fd(objects, Hook::kHubIn)};
}

/// Before they are attached, and beside those that are: whoever comes after us, however we end, finds every
/// attached program among the pinned ones.
Result<void> pin_next_programs(const Objects& objects, const PinDir& dir) {
    for (Hook hook : kEveryHook) {
        const int fd = program_fd(objects, hook);
        if (fd < 0) continue;
        const Result<OwnedFd> present = dir.open(PinDir::program_name(hook));
        if (!present) return present.error();
        Result<void> pinned = *present ? dir.replace(fd, PinDir::next_program_name(hook))
                                       : dir.pin(fd, PinDir::program_name(hook));
        if (!pinned) return pinned;
    }
    return {};
}

/// Once they are attached.
Result<void> pin_programs(const Objects& objects, const PinDir& dir) {
    for (Hook hook : kEveryHook) {
        const int fd = program_fd(objects, hook);
        if (fd < 0) continue;
        if (Result<void> pinned = dir.replace(fd, PinDir::program_name(hook)); !pinned) return pinned;
        if (Result<void> removed = dir.unpin(PinDir::next_program_name(hook)); !removed) return removed;
    }
    return {};
}

class LoadedBpfObject : public BpfObject {
 public:
    LoadedBpfObject(Objects objects, PinDir dir, PinnedMaps pinned)
        : objects_(std::move(objects)),
          dir_(std::move(dir)),
          pinned_(std::move(pinned)),
          maps_(map_fds(main())),
          programs_(program_fds(objects_)) {}

    MapPort& maps() override { return maps_; }
    ProgramPort& programs() override { return programs_; }
    [[nodiscard]] bool adopted() const override { return pinned_.adopted(); }
    Result<void> settle() override {
        if (settled_) return {};
        if (Result<void> settled = pinned_.settle(main(), dir_); !settled) return settled;
        if (Result<void> pinned = pin_programs(objects_, dir_); !pinned) return pinned;
        settled_ = true;
        return {};
    }
    /// Where nothing is replaced there is nothing to wait for, and whoever kills us finds everything pinned.
    Result<void> pin_what_is_new() {
        if (Result<void> pinned = pinned_.pin_new(main(), dir_); !pinned) return pinned;
        if (Result<void> pinned = pin_next_programs(objects_, dir_); !pinned) return pinned;
        return pinned_.replaces_any() ? Result<void>() : pinned_.settle(main(), dir_);
    }
    [[nodiscard]] uint32_t flow_capacity() const override {
        return bpf_map__max_entries(bpf_object__find_map_by_name(main(), HW_MAP_PINS4));
    }

 private:
    [[nodiscard]] const bpf_object* main() const { return objects_.main.get(); }

    Objects objects_;
    PinDir dir_;
    PinnedMaps pinned_;
    KernelMapPort maps_;
    KernelProgramPort programs_;
    bool settled_ = false;
};

/// The programs are part of this one: the skeleton header carries their bytes.
Result<OwnedObject> open_object() {
    size_t size = 0;
    const void* bytes = hawser_bpf__elf_bytes(&size);
    bpf_object_open_opts options{};
    options.sz = sizeof options;
    options.object_name = "hawser_bpf";
    OwnedObject object(bpf_object__open_mem(bytes, size, &options));
    if (!object) return Error::system("open the BPF programs", errno);
    return object;
}

Result<void> load(bpf_object* object, const LibbpfMessages& messages) {
    const int error = bpf_object__load(object);
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
    hw_config config{};
    config.abi_version = HW_ABI_VERSION;
    config.forwarding = HW_FORWARDING_STACK;
    if (::getrandom(&config.hash_seed, sizeof config.hash_seed, 0) != sizeof config.hash_seed) {
        return Error::system("make a hash seed", errno);
    }
    return table.write(0, config);
}

/// Adopts what is there, loads, fills what is new: the order in which a failure leaves the least behind.
Result<PinnedMaps> bring_up(bpf_object* object, const PinDir& dir, const BpfOptions& options,
                            const LibbpfMessages& messages) {
    Result<PinnedMaps> pinned = PinnedMaps::decide(object, dir, options);
    if (!pinned) return pinned;
    if (Result<void> loaded = load(object, messages); !loaded) return loaded.error();
    if (Result<void> filled = pinned->fill(object); !filled) return filled.error();
    if (Result<void> ready = initialise_config(map_fd(object, HW_MAP_CONFIG)); !ready) return ready.error();
    return pinned;
}

}  // namespace

Result<std::unique_ptr<BpfObject>> BpfObject::open(const BpfOptions& options) {
    const LibbpfMessages messages;
    const PinDir dir(options.pin_dir);
    if (Result<void> created = dir.create(); !created) return created.error();
    Result<OwnedObject> object = open_object();
    if (!object) return object.error();
    Result<PinnedMaps> pinned = bring_up(object->get(), dir, options, messages);
    messages.forward(options.log);
    if (!pinned) return pinned.error();
    Objects objects{.main = std::move(*object), .hub = nullptr};
    if (options.hub) {
        Result<OwnedObject> hub = load_hub_object(objects.main.get());
        if (!hub) return hub.error();
        objects.hub = std::move(*hub);
    }
    auto loaded = std::make_unique<LoadedBpfObject>(std::move(objects), dir, std::move(*pinned));
    if (Result<void> pinned_new = loaded->pin_what_is_new(); !pinned_new) return pinned_new.error();
    return std::unique_ptr<BpfObject>(std::move(loaded));
}

}  // namespace hawser::loader
