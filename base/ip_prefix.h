// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/ip_address.h"
#include "base/result.h"

namespace hawser {

/// A network: an address with its host bits zero, and a prefix length.
class IpPrefix {
 public:
    /// 0.0.0.0/0
    IpPrefix() = default;
    /// Host bits of `address` are cleared. `length` must not exceed the family's bits.
    IpPrefix(const IpAddress& address, unsigned length);

    /// `10.0.0.0/8`, `2001:db8::/32`; an address alone means its full length. Set host bits are an error,
    /// because they are usually a slip: the message names the network that was probably meant.
    static Result<IpPrefix> parse(std::string_view text);

    [[nodiscard]] const IpAddress& address() const { return address_; }
    [[nodiscard]] unsigned length() const { return length_; }
    [[nodiscard]] Family family() const { return address_.family(); }
    [[nodiscard]] bool contains(const IpAddress& address) const;
    [[nodiscard]] bool contains(const IpPrefix& other) const;
    /// One contains the other: prefixes never overlap in part.
    [[nodiscard]] bool overlaps(const IpPrefix& other) const;
    /// The address with all host bits set.
    [[nodiscard]] IpAddress last() const;
    [[nodiscard]] std::string to_string() const;

    auto operator<=>(const IpPrefix&) const = default;

 private:
    IpAddress address_;
    unsigned length_ = 0;
};

}  // namespace hawser
