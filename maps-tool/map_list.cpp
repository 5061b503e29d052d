// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <fmt/format.h>

#include "maps-tool/commands.h"
#include "maps-tool/known_maps.h"

namespace hawser::maps {
namespace {

std::string type_name(uint32_t type) {
    switch (type) {
        case BPF_MAP_TYPE_HASH:
            return "hash";
        case BPF_MAP_TYPE_ARRAY:
            return "array";
        case BPF_MAP_TYPE_PERCPU_ARRAY:
            return "percpu_array";
        case BPF_MAP_TYPE_LRU_HASH:
            return "lru_hash";
        case BPF_MAP_TYPE_LPM_TRIE:
            return "lpm_trie";
        case BPF_MAP_TYPE_ARRAY_OF_MAPS:
            return "array_of_maps";
        case BPF_MAP_TYPE_CPUMAP:
            return "cpumap";
        case BPF_MAP_TYPE_LRU_PERCPU_HASH:
            return "lru_percpu_hash";
        case BPF_MAP_TYPE_RINGBUF:
            return "ringbuf";
        default:
            return fmt::format("type {}", type);
    }
}

/// Arrays have all their entries always, so a number would say nothing of them; a ring buffer has none that
/// can be counted.
Result<Json> count_entries(const Map& map) {
    const uint32_t type = map.info().type;
    if (type == BPF_MAP_TYPE_ARRAY || type == BPF_MAP_TYPE_PERCPU_ARRAY || type == BPF_MAP_TYPE_RINGBUF)
        return Json(nullptr);
    uint64_t count = 0;
    const Result<void> done = map.for_each([&count](const void*, const void*) { ++count; });
    if (!done) return done.error();
    return Json(count);
}

Result<Record> describe(const Maps& maps, const KnownMap& known) {
    const Result<Map> map = maps.open(known.name);
    if (!map) return map.error();
    const Result<Json> entries = count_entries(*map);
    if (!entries) return entries.error();
    const bpf_map_info& info = map->info();
    Record record;
    record.add("name", std::string(known.name));
    record.add("id", info.id);
    record.add("type", type_name(info.type));
    record.add("key_size", info.key_size);
    record.add("value_size", info.value_size);
    record.add("max_entries", info.max_entries);
    record.add("entries", *entries);
    record.add("holds", std::string(known.holds));
    return record;
}

}  // namespace

Result<Report> list_maps(const Maps& maps) {
    Section section;
    std::optional<Error> missing;
    for (const KnownMap& known : kKnownMaps) {
        Result<Record> record = describe(maps, known);
        if (record) {
            section.records.push_back(std::move(*record));
        } else if (record.error().error_number() == ENOENT) {
            missing = record.error();
        } else {
            return record.error();
        }
    }
    // Another version's folder may lack some; what is there is worth a look all the same.
    if (section.records.empty()) return *missing;
    return report_of(std::move(section));
}

Result<Report> show_map(const Maps& maps, std::string_view name) {
    for (const KnownMap& known : kKnownMaps) {
        if (known.name != name) continue;
        Result<Record> record = describe(maps, known);
        if (!record) return record.error();
        record->add("pinned", fmt::format("{}/{}", maps.folder, name));
        Section section;
        section.single = true;
        section.records.push_back(std::move(*record));
        return report_of(std::move(section));
    }
    return Error(fmt::format("map {} is not one of Hawser's", name));
}

}  // namespace hawser::maps
