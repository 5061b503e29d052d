// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/maps.h"

#include <errno.h>
#include <fmt/format.h>
#include <unistd.h>

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

Result<void> check_abi(const Maps& maps) {
    const Result<TypedMap<uint32_t, hw_config>> map = maps.open_typed<uint32_t, hw_config>(HW_MAP_CONFIG);
    if (!map) return map.error();
    const Result<std::optional<hw_config>> config = map->lookup(0);
    if (!config) return config.error();
    const uint32_t version = config->value_or(hw_config{}).abi_version;
    // 0: the daemon has made the maps and not configured them yet.
    if (version == HW_ABI_VERSION || version == 0) return {};
    return Error(fmt::format(
        "the maps in {} have layout {} where {} is known: use the hawser-maps that came with the hawserd "
        "which made them",
        maps.folder, version, HW_ABI_VERSION));
}

}  // namespace hawser::maps
