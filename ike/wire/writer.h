// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/bytes.h"
#include "base/check.h"

namespace hawser::ike {

/// Appends in network byte order, and fills in lengths once they are known.
class ByteWriter {
 public:
    [[nodiscard]] size_t size() const { return bytes_.size(); }
    [[nodiscard]] ByteView view() const { return bytes_; }
    [[nodiscard]] Bytes release() { return std::move(bytes_); }

    void u8(uint8_t value) { bytes_.push_back(value); }
    void u16(uint16_t value) {
        u8(static_cast<uint8_t>(value >> 8));
        u8(static_cast<uint8_t>(value));
    }
    void u32(uint32_t value) {
        u16(static_cast<uint16_t>(value >> 16));
        u16(static_cast<uint16_t>(value));
    }
    void u64(uint64_t value) {
        u32(static_cast<uint32_t>(value >> 32));
        u32(static_cast<uint32_t>(value));
    }
    void bytes(ByteView value) { append(bytes_, value); }
    void zeros(size_t count) { bytes_.resize(bytes_.size() + count); }

    void patch_u8(size_t offset, uint8_t value) {
        HAWSER_CHECK(offset < bytes_.size(), "patch outside of what was written");
        bytes_[offset] = value;
    }
    void patch_u16(size_t offset, uint16_t value) {
        patch_u8(offset, static_cast<uint8_t>(value >> 8));
        patch_u8(offset + 1, static_cast<uint8_t>(value));
    }
    void patch_u32(size_t offset, uint32_t value) {
        patch_u16(offset, static_cast<uint16_t>(value >> 16));
        patch_u16(offset + 2, static_cast<uint16_t>(value));
    }
    /// Writes into the 16 bits at `offset` how many bytes were written since `start`. Every length of a
    /// payload or substructure counts from its own first byte. More than 65,535 is a bug of the caller's.
    void patch_length_u16(size_t offset, size_t start) {
        HAWSER_CHECK(start <= bytes_.size() && bytes_.size() - start <= 0xffff,
                     "length does not fit 16 bits");
        patch_u16(offset, static_cast<uint16_t>(bytes_.size() - start));
    }

 private:
    Bytes bytes_;
};

}  // namespace hawser::ike
