// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/pinned_abi.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "bpf/abi.h"
#include "loader/bpf/abi_v1.h"
#include "loader/bpf/map_shape.h"

namespace hawser::loader {
namespace {

/// The version is the first member of hw_config whatever the version, so it can be read before anything else
/// is known.
Result<uint32_t> read_version(int fd, const std::string& path) {
    Result<MapShape> shape = shape_of(fd, "pinned map " + path);
    if (!shape) return shape.error();
    if (shape->type != BPF_MAP_TYPE_ARRAY || shape->key_size != sizeof(uint32_t) ||
        shape->value_size < sizeof(uint32_t)) {
        return Error(fmt::format("pinned map {} is not a map of Hawser's; {}", path, kFlushRemedy));
    }
    const uint32_t key = 0;
    std::vector<uint8_t> value(shape->value_size);
    if (bpf_map_lookup_elem(fd, &key, value.data()) != 0) {
        return Error::system(fmt::format("read pinned map {}", path), errno);
    }
    uint32_t version = 0;
    std::memcpy(&version, value.data(), sizeof version);
    return version;
}

}  // namespace

Result<uint32_t> pinned_abi_version(const PinDir& dir) {
    Result<OwnedFd> fd = dir.open(HW_MAP_CONFIG);
    if (!fd) return fd.error();
    if (!*fd) return HW_ABI_VERSION;
    const std::string path = dir.path() + "/" + HW_MAP_CONFIG;
    Result<uint32_t> version = read_version(fd->get(), path);
    if (!version) return version;
    if (*version == 0) return HW_ABI_VERSION;
    if (*version == HW_ABI_VERSION || *version == abi_v1::kVersion) return version;
    return Error(
        fmt::format("pinned map {} has version {} of the map ABI, and this program knows versions {} and {}; "
                    "{}",
                    path, *version, abi_v1::kVersion, HW_ABI_VERSION, kFlushRemedy));
}

}  // namespace hawser::loader
