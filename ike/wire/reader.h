// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace hawser::ike {

/// N bytes that are known to be there: offsets are checked by the compiler, not at run time.
template <size_t N>
class FixedView {
 public:
    constexpr explicit FixedView(const uint8_t* data) : data_(data) {}

    template <size_t kOffset>
    [[nodiscard]] constexpr uint8_t u8() const {
        static_assert(kOffset + 1 <= N, "field outside of the view");
        return data_[kOffset];
    }
    template <size_t kOffset>
    [[nodiscard]] constexpr uint16_t u16() const {
        static_assert(kOffset + 2 <= N, "field outside of the view");
        return static_cast<uint16_t>(data_[kOffset] << 8 | data_[kOffset + 1]);
    }
    template <size_t kOffset>
    [[nodiscard]] constexpr uint32_t u32() const {
        static_assert(kOffset + 4 <= N, "field outside of the view");
        return uint32_t{u16<kOffset>()} << 16 | u16<kOffset + 2>();
    }
    template <size_t kOffset>
    [[nodiscard]] constexpr uint64_t u64() const {
        static_assert(kOffset + 8 <= N, "field outside of the view");
        return uint64_t{u32<kOffset>()} << 32 | u32<kOffset + 4>();
    }
    template <size_t kOffset, size_t kLength>
    [[nodiscard]] constexpr ByteView bytes() const {
        static_assert(kOffset + kLength <= N, "field outside of the view");
        return {data_ + kOffset, kLength};
    }

 private:
    const uint8_t* data_;
};

/// Takes bytes off the front of a view that it does not own. Nothing is taken where less is left than asked
/// for.
class ByteReader {
 public:
    explicit ByteReader(ByteView bytes) : rest_(bytes) {}

    [[nodiscard]] size_t remaining() const { return rest_.size(); }
    [[nodiscard]] bool empty() const { return rest_.empty(); }

    /// The next N bytes, for a header of fixed layout.
    template <size_t N>
    [[nodiscard]] std::optional<FixedView<N>> take() {
        if (rest_.size() < N) return std::nullopt;
        FixedView<N> view(rest_.data());
        rest_ = rest_.subspan(N);
        return view;
    }
    /// The next `count` bytes.
    [[nodiscard]] std::optional<ByteView> take(size_t count) {
        if (rest_.size() < count) return std::nullopt;
        ByteView view = rest_.first(count);
        rest_ = rest_.subspan(count);
        return view;
    }
    /// Everything that is left.
    [[nodiscard]] ByteView take_rest() {
        ByteView view = rest_;
        rest_ = {};
        return view;
    }

 private:
    ByteView rest_;
};

}  // namespace hawser::ike
