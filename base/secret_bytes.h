// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>

#include "base/bytes.h"

namespace hawser {

/// Key material: wiped when it is destroyed, assigned over or moved from; cannot be copied by accident,
/// printed or compared in variable time. Not resizable, because a reallocation would leave an unwiped copy
/// behind.
class SecretBytes {
 public:
    SecretBytes() = default;
    explicit SecretBytes(size_t size) : bytes_(size) {}
    /// Copies; the source remains the caller's to wipe.
    explicit SecretBytes(ByteView bytes) : bytes_(bytes.begin(), bytes.end()) {}
    SecretBytes(SecretBytes&& other) noexcept : bytes_(std::move(other.bytes_)) { other.bytes_.clear(); }
    SecretBytes& operator=(SecretBytes&& other) noexcept;
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    ~SecretBytes() { wipe(); }

    /// An intended copy.
    [[nodiscard]] SecretBytes clone() const { return SecretBytes(view()); }
    /// `length` bytes from `offset`; a range that is not inside is a bug.
    [[nodiscard]] SecretBytes slice(size_t offset, size_t length) const;

    [[nodiscard]] ByteView view() const { return bytes_; }
    [[nodiscard]] uint8_t* data() { return bytes_.data(); }
    [[nodiscard]] const uint8_t* data() const { return bytes_.data(); }
    [[nodiscard]] size_t size() const { return bytes_.size(); }
    [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
    void wipe();
    Bytes bytes_;
};

/// Takes the same time wherever the difference is. Spans of different length differ.
[[nodiscard]] bool equal_in_constant_time(ByteView a, ByteView b);

}  // namespace hawser
