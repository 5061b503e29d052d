// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/maps.h"

#include <errno.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstring>

#include "bpf/abi.h"

namespace hawser::maps {

Result<Map> Maps::open(std::string_view name) const {
    const std::string path = fmt::format("{}/{}", folder, name);
    Result<Map> map = Map::open_pinned(path);
    if (map || map.error().error_number() != ENOENT) return map;
    if (access(folder.c_str(), F_OK) == 0)
        return Error(fmt::format("no map {} in {}: it was made by another version of hawserd", name, folder),
                     ENOENT);
    return Error(
        fmt::format("no maps in {}: hawserd has not run here since the machine was started (`systemctl start "
                    "hawserd`), or it pins them elsewhere (--pin-dir DIR)",
                    folder),
        ENOENT);
}

/// Of any version's hw_config: the number is its first word in all of them.
static Result<uint32_t> read_version(const Map& config) {
    const uint32_t key = 0;
    uint32_t version = 0;
    if (config.info().key_size != sizeof key || config.info().value_size < sizeof version)
        return Error(fmt::format("map {} is not one of Hawser's", config.name()));
    const Result<std::optional<Bytes>> value = config.lookup(&key);
    if (!value) return value.error();
    if (*value) std::memcpy(&version, (*value)->data(), sizeof version);
    return version;
}

Result<void> check_abi(const Maps& maps) {
    const Result<Map> config = maps.open(HW_MAP_CONFIG);
    if (!config) return config.error();
    const Result<uint32_t> version = read_version(*config);
    if (!version) return version.error();
    // 0: the daemon has made the maps and not configured them yet; their sizes are checked when they are
    // opened.
    if (*version == HW_ABI_VERSION || *version == 0) return {};
    return Error(fmt::format(
        "the maps in {} have layout {} where {} is known: use the hawser-maps that came with the hawserd "
        "which made them",
        maps.folder, *version, HW_ABI_VERSION));
}

}  // namespace hawser::maps
