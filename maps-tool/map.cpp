// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/map.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/check.h"

namespace hawser::maps {
namespace {

constexpr uint32_t kBatch = 4096;

/// The meaning of a refusal is the same for every map, and what to do about it too.
Error explain(const std::string& doing, int error) {
    if (error == EPERM || error == EACCES)
        return Error(
            doing + ": not permitted; reading the maps takes root (CAP_BPF, and CAP_SYS_ADMIN for rings)",
            error);
    return Error::system(doing, error);
}

bool is_array(uint32_t type) {
    return type == BPF_MAP_TYPE_ARRAY || type == BPF_MAP_TYPE_PERCPU_ARRAY ||
           type == BPF_MAP_TYPE_ARRAY_OF_MAPS || type == BPF_MAP_TYPE_CPUMAP;
}

}  // namespace

Map::~Map() {
    if (fd_ >= 0) ::close(fd_);
}

Result<Map> Map::from_fd(int fd, const std::string& what) {
    bpf_map_info info{};
    uint32_t length = sizeof info;
    if (const int error = bpf_obj_get_info_by_fd(fd, &info, &length); error != 0) {
        ::close(fd);
        return explain("asking what " + what + " is", -error);
    }
    return Map(fd, info);
}

Result<Map> Map::open_pinned(const std::string& path) {
    const int fd = bpf_obj_get(path.c_str());
    if (fd < 0) return explain("opening " + path, -fd);
    return from_fd(fd, path);
}

Result<Map> Map::open_id(uint32_t id) {
    const std::string what = fmt::format("the map with id {}", id);
    const int fd = bpf_map_get_fd_by_id(id);
    if (fd < 0) return explain("opening " + what, -fd);
    return from_fd(fd, what);
}

Result<void> Map::check_sizes(size_t key_size, size_t value_size) const {
    if (info_.key_size == key_size && info_.value_size == value_size) return {};
    return Error(fmt::format(
        "map {} has keys of {} and values of {} bytes where {} and {} are known: it was made by another "
        "version of hawserd; use the hawser-maps of that version",
        name(), info_.key_size, info_.value_size, key_size, value_size));
}

size_t Map::cpus() const {
    const int count = libbpf_num_possible_cpus();
    HAWSER_CHECK(count > 0, "a machine without CPUs");
    return static_cast<size_t>(count);
}

Result<std::optional<Bytes>> Map::lookup(const void* key) const {
    Bytes value(value_span());
    const int error = bpf_map_lookup_elem(fd_, key, value.data());
    if (error == -ENOENT) return std::optional<Bytes>();
    if (error != 0) return explain("reading map " + name(), -error);
    return std::optional<Bytes>(std::move(value));
}

Result<void> Map::for_each(const Visitor& visit) const {
    if (is_array(info_.type) && info_.type != BPF_MAP_TYPE_ARRAY) return for_each_index(visit);
    if (info_.type == BPF_MAP_TYPE_LPM_TRIE) return for_each_key(visit);
    return for_each_batch(visit);
}

Result<void> Map::for_each_index(const Visitor& visit) const {
    for (uint32_t index = 0; index < info_.max_entries; ++index) {
        const Result<std::optional<Bytes>> value = lookup(&index);
        if (!value) return value.error();
        if (*value) visit(&index, (*value)->data());
    }
    return {};
}

Result<void> Map::for_each_key(const Visitor& visit) const {
    Bytes key(info_.key_size);
    Bytes next(info_.key_size);
    const void* from = nullptr;
    // Where a key vanishes meanwhile, the kernel starts again at the first one; the bound ends that at some
    // time.
    for (uint64_t step = 0; step < uint64_t{2} * info_.max_entries; ++step) {
        const int error = bpf_map_get_next_key(fd_, from, next.data());
        if (error == -ENOENT) return {};
        if (error != 0) return explain("reading map " + name(), -error);
        key = next;
        from = key.data();
        const Result<std::optional<Bytes>> value = lookup(from);
        if (!value) return value.error();
        if (*value) visit(from, (*value)->data());
    }
    return {};
}

Result<void> Map::for_each_batch(const Visitor& visit) const {
    uint32_t size = kBatch;
    uint32_t token = 0;
    bool first = true;
    while (true) {
        Bytes keys(size_t{size} * info_.key_size);
        Bytes values(size_t{size} * info_.value_size);
        uint32_t count = size;
        uint32_t next = 0;
        const int error = bpf_map_lookup_batch(fd_, first ? nullptr : &token, &next, keys.data(),
                                               values.data(), &count, nullptr);
        if (error == -ENOSPC && size < info_.max_entries * uint64_t{2}) {
            size *= 2;  // a bucket of the hash that is larger than the whole batch
            continue;
        }
        if (error != 0 && error != -ENOENT) return explain("reading map " + name(), -error);
        for (size_t i = 0; i < count; ++i)
            visit(keys.data() + i * info_.key_size, values.data() + i * info_.value_size);
        if (error == -ENOENT) return {};
        token = next;
        first = false;
    }
}

}  // namespace hawser::maps
