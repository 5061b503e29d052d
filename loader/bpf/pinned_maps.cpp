// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/pinned_maps.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <string_view>

namespace hawser::loader {
namespace {

constexpr const char* kRemedy =
    "to give up its flows and begin anew, stop the daemon and run \"hawserd --flush\"";

/// libbpf's own maps (.rodata, .bss) belong to one load of the programs.
bool is_pinned_by_name(const bpf_map* map) {
    return std::string_view(bpf_map__name(map)).starts_with("hw_");
}

Result<bpf_map_info> info_of(int fd, const std::string& path) {
    bpf_map_info info{};
    uint32_t length = sizeof info;
    if (bpf_obj_get_info_by_fd(fd, &info, &length) != 0) {
        return Error::system(fmt::format("ask for pinned map {}", path), errno);
    }
    return info;
}

/// The version is the first member of hw_config whatever the version, so it can be read before anything else
/// is known.
Result<void> check_abi(int fd, const bpf_map_info& info, const std::string& path) {
    if (info.type != BPF_MAP_TYPE_ARRAY || info.key_size != sizeof(uint32_t) ||
        info.value_size < sizeof(uint32_t)) {
        return Error(fmt::format("pinned map {} is not a map of Hawser's; {}", path, kRemedy));
    }
    const uint32_t key = 0;
    std::vector<uint8_t> value(info.value_size);
    if (bpf_map_lookup_elem(fd, &key, value.data()) != 0) {
        return Error::system(fmt::format("read pinned map {}", path), errno);
    }
    uint32_t version = 0;
    std::memcpy(&version, value.data(), sizeof version);
    // 0: its maker was killed before it wrote anything.
    if (version == HW_ABI_VERSION || version == 0) return {};
    return Error(
        fmt::format("pinned map {} has version {} of the map ABI, and this program knows version {}; {}",
                    path, version, HW_ABI_VERSION, kRemedy));
}

Result<void> check_layout(const bpf_map* map, const bpf_map_info& info, const std::string& path) {
    const struct {
        const char* what;
        uint32_t pinned;
        uint32_t ours;
    } figures[] = {
        {"type", info.type, bpf_map__type(map)},
        {"key size", info.key_size, bpf_map__key_size(map)},
        {"value size", info.value_size, bpf_map__value_size(map)},
        {"flags", info.map_flags, bpf_map__map_flags(map)},
        {"capacity", info.max_entries, bpf_map__max_entries(map)},
    };
    for (const auto& figure : figures) {
        if (figure.pinned == figure.ours) continue;
        return Error(fmt::format("pinned map {} has {} {}, and this program needs {}; {}", path, figure.what,
                                 figure.pinned, figure.ours, kRemedy));
    }
    return {};
}

/// The pins of live flows are worth more than another capacity.
Result<void> size_pins(bpf_map* map, const bpf_map_info* pinned, const BpfOptions& options) {
    uint32_t capacity = options.flow_capacity;
    if (pinned != nullptr && pinned->max_entries != capacity) {
        if (options.log) {
            options.log(
                BpfLogLevel::kWarn,
                fmt::format("the pinned map {} keeps its capacity of {} flows instead of the {} configured, "
                            "because its flows are live; {}",
                            HW_MAP_PINS, pinned->max_entries, capacity, kRemedy));
        }
        capacity = pinned->max_entries;
    }
    const int error = bpf_map__set_max_entries(map, capacity);
    if (error != 0)
        return Error::system(fmt::format("size the map {} for {} flows", HW_MAP_PINS, capacity), -error);
    return {};
}

/// True where `map` was pinned and will be used.
Result<bool> adopt(bpf_map* map, const PinDir& dir, const BpfOptions& options) {
    const std::string name = bpf_map__name(map);
    const std::string path = dir.path() + "/" + name;
    const bool is_pins = name == HW_MAP_PINS;
    Result<OwnedFd> fd = dir.open(name);
    if (!fd) return fd.error();
    if (!*fd) {
        if (!is_pins) return false;
        Result<void> sized = size_pins(map, nullptr, options);
        if (!sized) return sized.error();
        return false;
    }
    Result<bpf_map_info> info = info_of(fd->get(), path);
    if (!info) return info.error();
    if (is_pins) {
        if (Result<void> sized = size_pins(map, &*info, options); !sized) return sized.error();
    }
    if (Result<void> same = check_layout(map, *info, path); !same) return same.error();
    // It keeps a duplicate of the descriptor.
    const int error = bpf_map__reuse_fd(map, fd->get());
    if (error != 0) return Error::system(fmt::format("use pinned map {}", path), -error);
    return true;
}

/// Before any layout is compared: a map of another version may differ in layout too, and the version is the
/// clearer word.
Result<void> check_pinned_abi(const PinDir& dir) {
    Result<OwnedFd> fd = dir.open(HW_MAP_CONFIG);
    if (!fd) return fd.error();
    if (!*fd) return {};
    const std::string path = dir.path() + "/" + HW_MAP_CONFIG;
    Result<bpf_map_info> info = info_of(fd->get(), path);
    if (!info) return info.error();
    return check_abi(fd->get(), *info, path);
}

}  // namespace

Result<unsigned> adopt_pinned_maps(bpf_object* object, const PinDir& dir, const BpfOptions& options) {
    if (Result<void> known = check_pinned_abi(dir); !known) return known.error();
    unsigned adopted = 0;
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object) {
        if (!is_pinned_by_name(map)) continue;
        Result<bool> found = adopt(map, dir, options);
        if (!found) return found.error();
        adopted += *found ? 1 : 0;
    }
    return adopted;
}

Result<void> pin_new_maps(bpf_object* object, const PinDir& dir) {
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object) {
        if (!is_pinned_by_name(map)) continue;
        Result<OwnedFd> existing = dir.open(bpf_map__name(map));
        if (!existing) return existing.error();
        if (*existing) continue;
        if (Result<void> pinned = dir.pin(bpf_map__fd(map), bpf_map__name(map)); !pinned) return pinned;
    }
    return {};
}

}  // namespace hawser::loader
