// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/pinned_maps.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "loader/bpf/abi_v1.h"
#include "loader/bpf/map_room.h"
#include "loader/bpf/pin_tables.h"
#include "loader/bpf/pinned_abi.h"

namespace hawser::loader {
namespace {

/// libbpf's own maps (.rodata, .bss) belong to one load of the programs.
bool is_pinned_by_name(const bpf_map* map) {
    return std::string_view(bpf_map__name(map)).starts_with("hw_");
}

bool is_pin_table(std::string_view name) {
    return name == HW_MAP_PINS4 || name == HW_MAP_PINS6 || name == HW_MAP_NEW_PINS4 ||
           name == HW_MAP_NEW_PINS6 || name == abi_v1::kPinMap;
}

MapShape wanted_shape(const bpf_map* map) {
    return {static_cast<uint32_t>(bpf_map__type(map)), bpf_map__key_size(map), bpf_map__value_size(map),
            bpf_map__map_flags(map), bpf_map__max_entries(map)};
}

Result<void> resize(bpf_map* map, uint32_t entries) {
    const int error = bpf_map__set_max_entries(map, entries);
    if (error == 0) return {};
    return Error::system(fmt::format("size the map {} for {} entries", bpf_map__name(map), entries), -error);
}

Result<void> check_shape(const std::string& path, const MapShape& found, const MapShape& wanted) {
    const std::string differs = difference(found, wanted);
    if (differs.empty()) return {};
    return Error(fmt::format("pinned map {} has {}; {}", path, differs, kFlushRemedy));
}

PinTables pin_tables(const bpf_object* object) {
    const auto fd = [object](PinTable table) {
        return bpf_object__find_map_fd_by_name(object, to_string(table));
    };
    return PinTables(
        {fd(PinTable::kProven4), fd(PinTable::kProven6), fd(PinTable::kNew4), fd(PinTable::kNew6)});
}

template <typename T>
T read_as(ByteView bytes) {
    T value{};
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

}  // namespace

Result<PinnedMaps> PinnedMaps::decide(bpf_object* object, const PinDir& dir, const BpfOptions& options) {
    PinnedMaps maps(options);
    Result<uint32_t> version = pinned_abi_version(dir);
    if (!version) return version.error();
    maps.version_ = *version;
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object) {
        if (!is_pinned_by_name(map)) continue;
        if (Result<void> decided = maps.decide_for(map, dir); !decided) return decided.error();
    }
    if (maps.version_ == abi_v1::kVersion) {
        if (Result<void> decided = maps.decide_for_pins_v1(dir); !decided) return decided.error();
    }
    return maps;
}

Result<void> PinnedMaps::decide_for(bpf_map* map, const PinDir& dir) {
    const std::string name = bpf_map__name(map);
    const std::string path = dir.path() + "/" + name;
    const MapRoom room = room_for(name, options_.needs);
    if (room.entries != 0) {
        if (Result<void> sized = resize(map, room.entries); !sized) return sized;
    }
    Result<OwnedFd> fd = dir.open(name);
    if (!fd) return fd.error();
    if (!*fd) return {};
    Result<MapShape> pinned = loader::shape_of(fd->get(), "pinned map " + path);
    if (!pinned) return pinned.error();
    if (version_ == abi_v1::kVersion) {
        const std::optional<MapShape> known = abi_v1::shape_of(name);
        // What it did not have was left by a start of ours that did not come to its end.
        if (!known) return {};
        if (Result<void> same = check_shape(path, *pinned, *known); !same) return same;
        return replace(name, std::move(*fd), *pinned, "");
    }
    const MapShape wanted = wanted_shape(map);
    if (Result<void> same = check_shape(path, *pinned, wanted); !same) return same;
    const bool fits = room.exact ? pinned->entries == wanted.entries : pinned->entries >= wanted.entries;
    if (!fits) {
        return replace(name, std::move(*fd), *pinned,
                       fmt::format("{} entries become {}", pinned->entries, wanted.entries));
    }
    // It keeps a duplicate of the descriptor.
    const int error = bpf_map__reuse_fd(map, fd->get());
    if (error != 0) return Error::system(fmt::format("use pinned map {}", path), -error);
    adopted_ = true;
    return {};
}

Result<void> PinnedMaps::decide_for_pins_v1(const PinDir& dir) {
    log(BpfLogLevel::kInfo,
        fmt::format("the pinned maps are of version {} of the map ABI: new ones of version {} take over "
                    "their contents",
                    version_, HW_ABI_VERSION));
    Result<OwnedFd> fd = dir.open(abi_v1::kPinMap);
    if (!fd) return fd.error();
    if (!*fd) return {};
    const std::string path = dir.path() + "/" + abi_v1::kPinMap;
    Result<MapShape> pinned = loader::shape_of(fd->get(), "pinned map " + path);
    if (!pinned) return pinned.error();
    if (Result<void> same = check_shape(path, *pinned, *abi_v1::shape_of(abi_v1::kPinMap)); !same)
        return same;
    return replace(abi_v1::kPinMap, std::move(*fd), *pinned, "");
}

Result<void> PinnedMaps::replace(std::string name, OwnedFd old, const MapShape& shape,
                                 const std::string& why) {
    if (!why.empty())
        log(BpfLogLevel::kInfo,
            fmt::format("a new map {} takes over the pinned one's contents: {}", name, why));
    replaced_.push_back({std::move(name), std::move(old), shape});
    adopted_ = true;
    return {};
}

Result<void> PinnedMaps::fill(const bpf_object* object) const {
    for (const Replaced& map : replaced_) {
        if (Result<void> copied = copy(object, map, false); !copied)
            return copied.error().within("taking over the pinned map " + map.name);
    }
    return {};
}

Result<void> PinnedMaps::copy(const bpf_object* object, const Replaced& map, bool only_new) const {
    if (map.name == abi_v1::kPinMap) return copy_pins_v1(object, map);
    if (!has_plain_entries(map.shape)) return {};
    const int to = bpf_object__find_map_fd_by_name(object, map.name.c_str());
    size_t lost = 0;
    Result<void> copied = each_entry(map.old.get(), map.shape, [&](ByteView key, ByteView value) {
        const std::optional<Bytes> converted =
            version_ == abi_v1::kVersion ? abi_v1::convert_value(map.name, value) : to_bytes(value);
        if (!converted) return Result<void>();
        const int error =
            bpf_map_update_elem(to, key.data(), converted->data(), only_new ? BPF_NOEXIST : BPF_ANY);
        // An array that was larger than any of ours, or more flows than fit.
        if (error == -E2BIG) ++lost;
        if (error == 0 || error == -E2BIG || error == -EEXIST) return Result<void>();
        return Result<void>(Error::system("write map " + map.name, -error));
    });
    if (lost != 0)
        log(BpfLogLevel::kWarn, fmt::format("{} entries of the map {} did not fit", lost, map.name));
    return copied;
}

Result<void> PinnedMaps::copy_pins_v1(const bpf_object* object, const Replaced& map) const {
    const PinTables tables = pin_tables(object);
    size_t taken = 0;
    Result<void> copied = each_entry(map.old.get(), map.shape, [&](ByteView key, ByteView value) {
        const std::optional<Pin> pin =
            abi_v1::convert_pin(read_as<abi_v1::FlowKey>(key), read_as<abi_v1::Pin>(value));
        if (!pin) return Result<void>();
        Result<bool> put = tables.add(*pin);
        if (!put) return Result<void>(put.error());
        taken += *put ? 1 : 0;
        return Result<void>();
    });
    log(BpfLogLevel::kInfo, fmt::format("{} flows taken over from the map {}", taken, map.name));
    return copied;
}

bool PinnedMaps::replaces(std::string_view name) const {
    return std::any_of(replaced_.begin(), replaced_.end(),
                       [name](const Replaced& map) { return map.name == name; });
}

Result<void> PinnedMaps::pin_new(const bpf_object* object, const PinDir& dir) const {
    const bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object) {
        const std::string name = bpf_map__name(map);
        if (!is_pinned_by_name(map) || replaces(name)) continue;
        Result<OwnedFd> existing = dir.open(name);
        if (!existing) return existing.error();
        // With maps of an earlier version, what it did not have is left of a start that did not come to its
        // end.
        if (*existing && version_ == HW_ABI_VERSION) continue;
        if (Result<void> pinned = dir.replace(bpf_map__fd(map), name); !pinned) return pinned;
    }
    return {};
}

Result<void> PinnedMaps::settle(const bpf_object* object, const PinDir& dir) const {
    for (const Replaced& map : replaced_) {
        if (!is_pin_table(map.name)) continue;
        if (Result<void> copied = copy(object, map, true); !copied)
            return copied.error().within("taking over the last flows of the pinned map " + map.name);
    }
    for (const Replaced& map : replaced_) {
        if (map.name == abi_v1::kPinMap) continue;
        const int fd = bpf_object__find_map_fd_by_name(object, map.name.c_str());
        if (Result<void> pinned = dir.replace(fd, map.name); !pinned) return pinned;
    }
    return version_ == abi_v1::kVersion ? dir.unpin(abi_v1::kPinMap) : Result<void>();
}

void PinnedMaps::log(BpfLogLevel level, const std::string& line) const {
    if (options_.log) options_.log(level, line);
}

}  // namespace hawser::loader
