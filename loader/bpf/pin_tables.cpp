// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/pin_tables.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace hawser::loader {
namespace {

Error failed(const char* doing, PinTable table, int error) {
    return Error::system(std::string(doing) + " map " + to_string(table), -error);
}

bool is_v4(PinTable table) {
    return table == PinTable::kProven4 || table == PinTable::kNew4;
}

/// Absent after the last one.
std::optional<PinTable> after(PinTable table) {
    const auto next = static_cast<size_t>(table) + 1;
    return next < kPinTables.size() ? std::optional(kPinTables[next]) : std::nullopt;
}

template <typename Key>
Result<PinBatch> read_batch(int fd, PinCursor from, size_t limit) {
    // The kernel refuses (ENOSPC) a batch that cannot take the next bucket whole, so a small one grows until
    // it can.
    for (size_t room = std::max<size_t>(limit, 64);; room *= 2) {
        std::vector<Key> keys(room);
        std::vector<hw_pin> values(room);
        uint32_t position = from.position.value_or(0);
        uint32_t next = 0;
        auto count = static_cast<uint32_t>(room);
        const int error = bpf_map_lookup_batch(fd, from.position ? &position : nullptr, &next, keys.data(),
                                               values.data(), &count, nullptr);
        if (error == -ENOSPC && room < HW_DEFAULT_PINS) continue;
        if (error < 0 && error != -ENOENT) return failed("list", from.table, error);
        PinBatch batch;
        batch.pins.reserve(count);
        for (uint32_t i = 0; i < count; ++i)
            batch.pins.push_back({from.table, flow_of(keys[i]), values[i]});
        if (error == 0) batch.next = PinCursor{from.table, next};
        return batch;
    }
}

template <typename Call>
int with_key(PinTable table, const FlowKey& flow, Call call) {
    if (is_v4(table)) {
        const hw_flow4_key key = flow4_key_of(flow);
        return call(&key);
    }
    const hw_flow6_key key = flow6_key_of(flow);
    return call(&key);
}

}  // namespace

Result<PinBatch> PinTables::read(PinCursor from, size_t limit) const {
    while (true) {
        Result<PinBatch> batch = is_v4(from.table) ? read_batch<hw_flow4_key>(fd(from.table), from, limit)
                                                   : read_batch<hw_flow6_key>(fd(from.table), from, limit);
        if (!batch) return batch;
        if (batch->next) return batch;
        const std::optional<PinTable> next = after(from.table);
        if (next) batch->next = PinCursor{*next, std::nullopt};
        if (!next || !batch->pins.empty()) return batch;
        from = *batch->next;
    }
}

Result<std::optional<hw_pin>> PinTables::find(PinTable table, const FlowKey& flow) const {
    hw_pin pin{};
    const int error =
        with_key(table, flow, [&](const void* key) { return bpf_map_lookup_elem(fd(table), key, &pin); });
    if (error == -ENOENT) return std::optional<hw_pin>();
    if (error < 0) return failed("read", table, error);
    return std::optional<hw_pin>(pin);
}

Result<bool> PinTables::add(const Pin& pin) const {
    const int error = with_key(pin.table, pin.flow, [&](const void* key) {
        return bpf_map_update_elem(fd(pin.table), key, &pin.entry, BPF_NOEXIST);
    });
    if (error == -EEXIST || error == -E2BIG) return false;
    if (error < 0) return failed("write", pin.table, error);
    return true;
}

Result<bool> PinTables::erase(PinTable table, const FlowKey& flow) const {
    const int error =
        with_key(table, flow, [&](const void* key) { return bpf_map_delete_elem(fd(table), key); });
    if (error == -ENOENT) return false;
    if (error < 0) return failed("erase", table, error);
    return true;
}

}  // namespace hawser::loader
