// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <bpf/bpf.h>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace hawser::loader {

/// One map of known key and value types by its descriptor, which it does not own. `name` is for messages and
/// lives as long as the program.
template <typename Key, typename Value>
class MapTable {
 public:
    MapTable(int fd, const char* name) : fd_(fd), name_(name) {}

    Result<void> write(const Key& key, const Value& value) const {
        const int error = bpf_map_update_elem(fd_, &key, &value, BPF_ANY);
        if (error < 0) return failed("write", error);
        return {};
    }

    /// Many at once. Of a map of maps the kernel waits after each single write until no program uses what has
    /// been replaced, some milliseconds; one system call for all waits once at most. The batches came to maps
    /// of maps in kernel 5.19: before that, one by one.
    Result<void> write_batch(const std::vector<Key>& keys, const std::vector<Value>& values) const {
        auto count = static_cast<uint32_t>(keys.size());
        if (bpf_map_update_batch(fd_, keys.data(), values.data(), &count, nullptr) == 0) return {};
        for (size_t i = 0; i < keys.size(); ++i) {
            if (auto written = write(keys[i], values[i]); !written) return written;
        }
        return {};
    }

    /// What is not there need not be erased.
    Result<void> erase(const Key& key) const {
        const int error = bpf_map_delete_elem(fd_, &key);
        if (error < 0 && error != -ENOENT) return failed("erase", error);
        return {};
    }

    /// Absent where the map has no such entry.
    Result<std::optional<Value>> read(const Key& key) const {
        Value value{};
        const int error = bpf_map_lookup_elem(fd_, &key, &value);
        if (error == -ENOENT) return std::optional<Value>();
        if (error < 0) return failed("read", error);
        return std::optional<Value>(value);
    }

    /// Every entry of a hash or trie that is not changed meanwhile.
    Result<std::vector<std::pair<Key, Value>>> read_all() const {
        std::vector<std::pair<Key, Value>> entries;
        Key key{};
        int error = bpf_map_get_next_key(fd_, nullptr, &key);
        while (error == 0) {
            Result<std::optional<Value>> value = read(key);
            if (!value) return value.error();
            if (*value) entries.emplace_back(key, **value);
            const Key previous = key;
            error = bpf_map_get_next_key(fd_, &previous, &key);
        }
        if (error != -ENOENT) return failed("list", error);
        return entries;
    }

    [[nodiscard]] Error failed(const char* doing, int error) const {
        return Error::system(std::string(doing) + " map " + name_, -error);
    }

    [[nodiscard]] int fd() const { return fd_; }

 private:
    int fd_;
    const char* name_;
};

/// Of a map in the kernel; 0 where `fd` is none.
inline uint32_t entries_of(int fd) {
    bpf_map_info info{};
    uint32_t length = sizeof info;
    return bpf_obj_get_info_by_fd(fd, &info, &length) == 0 ? info.max_entries : 0;
}

/// An array map, read and written whole in one system call (kernel 5.6).
template <typename Value>
class ArrayTable : public MapTable<uint32_t, Value> {
 public:
    ArrayTable(int fd, const char* name) : MapTable<uint32_t, Value>(fd, name), size_(entries_of(fd)) {}

    [[nodiscard]] uint32_t size() const { return size_; }

    Result<std::vector<Value>> read_array() const {
        std::vector<Value> values(size_);
        std::vector<uint32_t> keys(size_);
        uint32_t next = 0;
        uint32_t count = size_;
        const int error =
            bpf_map_lookup_batch(this->fd(), nullptr, &next, keys.data(), values.data(), &count, nullptr);
        if (error < 0 && error != -ENOENT) return this->failed("read", error);
        if (count != size_) return Error(std::string("read of an array map ended early"));
        return values;
    }

    /// `values` has the array's size.
    Result<void> write_array(const std::vector<Value>& values) const {
        std::vector<uint32_t> keys(size_);
        for (uint32_t i = 0; i < size_; ++i)
            keys[i] = i;
        uint32_t count = size_;
        const int error = bpf_map_update_batch(this->fd(), keys.data(), values.data(), &count, nullptr);
        if (error < 0) return this->failed("write", error);
        return {};
    }

 private:
    uint32_t size_;
};

}  // namespace hawser::loader
