// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <linux/bpf.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace hawser::maps {

/// An open BPF map. Reads only, and by the system call, so that no look makes an LRU entry younger.
class Map {
 public:
    static Result<Map> open_pinned(const std::string& path);
    /// An inner map by its id.
    static Result<Map> open_id(uint32_t id);
    Map(Map&& other) noexcept : fd_(std::exchange(other.fd_, -1)), info_(other.info_) {}
    Map& operator=(Map&&) = delete;
    ~Map();

    [[nodiscard]] const bpf_map_info& info() const { return info_; }
    /// `hw_pins`
    [[nodiscard]] std::string name() const { return info_.name; }

    /// An error if keys and values are not of these sizes: then the map is another Hawser's.
    [[nodiscard]] Result<void> check_sizes(size_t key_size, size_t value_size) const;

    /// nullopt where there is no such key. The value of a per-CPU map is all CPUs' values, one after the
    /// other.
    [[nodiscard]] Result<std::optional<Bytes>> lookup(const void* key) const;

    using Visitor = std::function<void(const void* key, const void* value)>;
    /// Every entry once, as far as that can be said of a map that programs change meanwhile.
    [[nodiscard]] Result<void> for_each(const Visitor& visit) const;

    /// Bytes of a value as lookup() gives it, with all CPUs'.
    [[nodiscard]] size_t value_span() const { return per_cpu() ? stride() * cpus() : info_.value_size; }
    [[nodiscard]] bool per_cpu() const { return info_.type == BPF_MAP_TYPE_PERCPU_ARRAY; }
    [[nodiscard]] size_t cpus() const;
    /// From one CPU's value to the next: the kernel rounds up to 8 bytes.
    [[nodiscard]] size_t stride() const { return (info_.value_size + size_t{7}) / 8 * 8; }

 private:
    Map(int fd, const bpf_map_info& info) : fd_(fd), info_(info) {}
    static Result<Map> from_fd(int fd, const std::string& what);
    [[nodiscard]] Result<void> for_each_index(const Visitor& visit) const;
    [[nodiscard]] Result<void> for_each_key(const Visitor& visit) const;
    [[nodiscard]] Result<void> for_each_batch(const Visitor& visit) const;

    int fd_;
    bpf_map_info info_;
};

/// A map whose keys and values are known.
template <typename Key, typename Value>
class TypedMap {
 public:
    static_assert(std::is_trivially_copyable_v<Key> && std::is_trivially_copyable_v<Value>);

    /// The sizes must have been checked.
    explicit TypedMap(Map map) : map_(std::move(map)) {}

    [[nodiscard]] Result<std::optional<Value>> lookup(const Key& key) const {
        const Result<std::optional<Bytes>> bytes = map_.lookup(&key);
        if (!bytes) return bytes.error();
        if (!bytes->has_value()) return std::optional<Value>();
        return std::optional<Value>(sum((*bytes)->data()));
    }

    [[nodiscard]] Result<std::vector<std::pair<Key, Value>>> entries() const {
        std::vector<std::pair<Key, Value>> all;
        const Result<void> done = map_.for_each([this, &all](const void* key, const void* value) {
            std::pair<Key, Value> entry;
            std::memcpy(&entry.first, key, sizeof(Key));
            entry.second = sum(value);
            all.push_back(entry);
        });
        if (!done) return done.error();
        return all;
    }

    [[nodiscard]] const Map& map() const { return map_; }

 private:
    /// Per-CPU values here are structures of 64-bit counters, and what counts is their sum.
    [[nodiscard]] Value sum(const void* bytes) const {
        Value value;
        std::memcpy(&value, bytes, sizeof value);
        if constexpr (sizeof(Value) % sizeof(uint64_t) == 0) {
            if (map_.per_cpu()) add_other_cpus(value, static_cast<const uint8_t*>(bytes));
        }
        return value;
    }

    void add_other_cpus(Value& value, const uint8_t* bytes) const {
        uint64_t total[sizeof(Value) / sizeof(uint64_t)];
        uint64_t one[sizeof(Value) / sizeof(uint64_t)];
        std::memcpy(total, &value, sizeof value);
        for (size_t cpu = 1; cpu < map_.cpus(); ++cpu) {
            std::memcpy(one, bytes + cpu * map_.stride(), sizeof value);
            for (size_t i = 0; i < std::size(one); ++i)
                total[i] += one[i];
        }
        std::memcpy(&value, total, sizeof value);
    }

    Map map_;
};

}  // namespace hawser::maps
