// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/map_shape.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace hawser::loader {
namespace {

bool is_hash(const MapShape& shape) {
    return shape.type == BPF_MAP_TYPE_HASH || shape.type == BPF_MAP_TYPE_LRU_HASH;
}

/// By buckets: a walk from key to key begins anew where its key has been removed, and in a busy hash may not
/// end.
Result<void> each_of_hash(int fd, const MapShape& shape, const EachEntry& visit) {
    size_t room = 4096;
    uint32_t position = 0;
    bool begun = false;
    while (true) {
        std::vector<uint8_t> keys(room * shape.key_size);
        std::vector<uint8_t> values(room * shape.value_size);
        auto count = static_cast<uint32_t>(room);
        uint32_t next = 0;
        const int error = bpf_map_lookup_batch(fd, begun ? &position : nullptr, &next, keys.data(),
                                               values.data(), &count, nullptr);
        if (error == -ENOSPC && room < (size_t{1} << 20U)) {
            room *= 2;
            continue;
        }
        if (error < 0 && error != -ENOENT) return Error::system("list a map", -error);
        for (uint32_t i = 0; i < count; ++i) {
            Result<void> visited = visit(ByteView(keys).subspan(i * shape.key_size, shape.key_size),
                                         ByteView(values).subspan(i * shape.value_size, shape.value_size));
            if (!visited) return visited;
        }
        if (error == -ENOENT) return {};
        position = next;
        begun = true;
    }
}

Result<size_t> value_bytes(const MapShape& shape) {
    if (shape.type != BPF_MAP_TYPE_PERCPU_ARRAY) return size_t{shape.value_size};
    const int cpus = libbpf_num_possible_cpus();
    if (cpus < 0) return Error::system("count possible CPUs", -cpus);
    // The kernel rounds each CPU's value up to 8 bytes.
    return (size_t{shape.value_size} + 7) / 8 * 8 * static_cast<size_t>(cpus);
}

Result<void> each_by_key(int fd, const MapShape& shape, const EachEntry& visit) {
    Result<size_t> size = value_bytes(shape);
    if (!size) return size.error();
    std::vector<uint8_t> key(shape.key_size);
    std::vector<uint8_t> previous;
    std::vector<uint8_t> value(*size);
    while (true) {
        int error = bpf_map_get_next_key(fd, previous.empty() ? nullptr : previous.data(), key.data());
        if (error == -ENOENT) return {};
        if (error < 0) return Error::system("list a map", -error);
        previous = key;
        error = bpf_map_lookup_elem(fd, key.data(), value.data());
        if (error == -ENOENT) continue;
        if (error < 0) return Error::system("read a map", -error);
        if (Result<void> visited = visit(key, value); !visited) return visited;
    }
}

}  // namespace

Result<MapShape> shape_of(int fd, const std::string& what) {
    bpf_map_info info{};
    uint32_t length = sizeof info;
    if (bpf_obj_get_info_by_fd(fd, &info, &length) != 0) return Error::system("ask for " + what, errno);
    return MapShape{info.type, info.key_size, info.value_size, info.map_flags, info.max_entries};
}

std::string difference(const MapShape& found, const MapShape& wanted) {
    const struct {
        const char* what;
        uint32_t found;
        uint32_t wanted;
    } figures[] = {
        {"type", found.type, wanted.type},
        {"key size", found.key_size, wanted.key_size},
        {"value size", found.value_size, wanted.value_size},
        {"flags", found.flags, wanted.flags},
    };
    for (const auto& figure : figures) {
        if (figure.found == figure.wanted) continue;
        return fmt::format("{} {}, and this program needs {}", figure.what, figure.found, figure.wanted);
    }
    return {};
}

bool has_plain_entries(const MapShape& shape) {
    return is_hash(shape) || shape.type == BPF_MAP_TYPE_ARRAY || shape.type == BPF_MAP_TYPE_PERCPU_ARRAY ||
           shape.type == BPF_MAP_TYPE_LPM_TRIE;
}

Result<void> each_entry(int fd, const MapShape& shape, const EachEntry& visit) {
    return is_hash(shape) ? each_of_hash(fd, shape, visit) : each_by_key(fd, shape, visit);
}

}  // namespace hawser::loader
