// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/address_pool.h"

#include <algorithm>
#include <array>
#include <utility>

namespace hawser::ike {

namespace {

constexpr unsigned kMostHostBits = 16;

unsigned host_bits(const IpPrefix& prefix) {
    return std::min(prefix.address().bits() - prefix.length(), kMostHostBits);
}

/// A prefix of one or two addresses is those; of others the first is the network's.
uint32_t first_offset(const IpPrefix& prefix) {
    return host_bits(prefix) > 1 ? 1 : 0;
}

uint32_t last_offset(const IpPrefix& prefix) {
    const uint32_t last = (uint32_t{1} << host_bits(prefix)) - 1;
    const bool whole = prefix.address().bits() - prefix.length() <= kMostHostBits;
    return prefix.family() == Family::kIpv4 && whole && host_bits(prefix) > 1 ? last - 1 : last;
}

std::string key_of(const Identity& identity) {
    std::string key(1, static_cast<char>(identity.type()));
    key.append(identity.data().begin(), identity.data().end());
    return key;
}

}  // namespace

Result<void> AddressPoolConfig::validate() const {
    if (name.empty()) return Error("an address pool has no name");
    for (const IpAddress& one : dns) {
        if (one.is_unspecified()) return Error("address pool '" + name + "' names an unspecified DNS server");
    }
    return {};
}

AddressPool::AddressPool(AddressPoolConfig config)
    : config_(std::move(config)),
      first_(first_offset(config_.addresses)),
      last_(last_offset(config_.addresses)),
      next_(first_) {}

AddressPool::Lease AddressPool::lease(const Identity& identity, const std::optional<IpAddress>& wish) {
    const std::string key = key_of(identity);
    const auto known = by_identity_.find(key);
    if (known != by_identity_.end()) return give(known->second, key);
    const auto offset = free_offset(wish);
    if (!offset) return nullptr;
    return give(*offset, key);
}

AddressPool::Lease AddressPool::give(uint32_t offset, const std::string& identity) {
    Entry& entry = entries_[offset];
    if (entry.identity != identity) {
        by_identity_.erase(entry.identity);
        entry.identity = identity;
        by_identity_[identity] = offset;
    }
    if (!entry.lease) entry.lease = std::make_shared<const IpAddress>(address_at(offset));
    entry.last_given = ++given_;
    return entry.lease;
}

std::optional<uint32_t> AddressPool::free_offset(const std::optional<IpAddress>& wish) {
    const auto is_free = [](const Entry& entry) { return entry.lease.use_count() == 1; };
    if (const auto wished = wish ? offset_of(*wish) : std::nullopt) {
        const auto entry = entries_.find(*wished);
        if (entry == entries_.end() || is_free(entry->second)) return wished;
    }
    while (next_ <= last_) {
        const uint32_t offset = next_++;
        if (entries_.count(offset) == 0) return offset;
    }
    // All have had somebody: the one who has been away longest loses his.
    std::optional<uint32_t> oldest;
    for (const auto& [offset, entry] : entries_) {
        if (!is_free(entry)) continue;
        if (!oldest || entry.last_given < entries_.at(*oldest).last_given) oldest = offset;
    }
    return oldest;
}

size_t AddressPool::in_use() const {
    return static_cast<size_t>(std::count_if(
        entries_.begin(), entries_.end(), [](const auto& one) { return one.second.lease.use_count() > 1; }));
}

IpAddress AddressPool::address_at(uint32_t offset) const {
    Bytes bytes = to_bytes(config_.addresses.address().bytes());
    const size_t end = bytes.size();
    // Host bits of the network's address are zero, and so many do not go beyond two bytes.
    bytes[end - 1] = static_cast<uint8_t>(bytes[end - 1] | (offset & 0xff));
    bytes[end - 2] = static_cast<uint8_t>(bytes[end - 2] | (offset >> 8));
    return IpAddress::from_bytes(bytes);
}

std::optional<uint32_t> AddressPool::offset_of(const IpAddress& address) const {
    if (!config_.addresses.contains(address)) return std::nullopt;
    const ByteView bytes = address.bytes();
    const auto low = static_cast<uint32_t>(bytes[bytes.size() - 2] << 8 | bytes[bytes.size() - 1]);
    const uint32_t offset = low & ((uint32_t{1} << host_bits(config_.addresses)) - 1);
    const bool ours = offset >= first_ && offset <= last_ && address_at(offset) == address;
    return ours ? std::optional(offset) : std::nullopt;
}

}  // namespace hawser::ike
