// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.h"
#include "base/ip_prefix.h"
#include "base/result.h"
#include "ike/wire/identity.h"

namespace hawser::ike {

struct AddressPoolConfig {
    std::string name;
    /// Addresses from here are given out; not the first one and, of IPv4, not the last one, which are the
    /// network's own. Of more than 65,536 the first so many.
    IpPrefix addresses;
    /// Told with the address.
    std::vector<IpAddress> dns;

    /// Fails where no address is left.
    [[nodiscard]] Result<void> validate() const;
};

/// Inner addresses for clients (RFC 7296 2.19): one for each identity, the same as before as long as nobody
/// else needed it. An address is in use while somebody holds its lease.
class AddressPool {
 public:
    using Lease = std::shared_ptr<const IpAddress>;

    explicit AddressPool(AddressPoolConfig config);

    /// The identity's address: the one that it had, else the wished one if that is free, else a free one.
    /// Empty: all are in use.
    [[nodiscard]] Lease lease(const Identity& identity, const std::optional<IpAddress>& wish);

    [[nodiscard]] const AddressPoolConfig& config() const { return config_; }
    [[nodiscard]] size_t in_use() const;

 private:
    struct Entry {
        std::string identity;
        Lease lease;
        uint64_t last_given = 0;
    };
    [[nodiscard]] Lease give(uint32_t offset, const std::string& identity);
    [[nodiscard]] std::optional<uint32_t> free_offset(const std::optional<IpAddress>& wish);
    [[nodiscard]] IpAddress address_at(uint32_t offset) const;
    [[nodiscard]] std::optional<uint32_t> offset_of(const IpAddress& address) const;

    AddressPoolConfig config_;
    uint32_t first_;
    uint32_t last_;
    /// Those below have been given to somebody.
    uint32_t next_;
    uint64_t given_ = 0;
    std::map<uint32_t, Entry> entries_;
    std::map<std::string, uint32_t> by_identity_;
};

}  // namespace hawser::ike
