// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <compare>
#include <cstddef>
#include <functional>

namespace hawser {

/// A number that cannot be taken for another: `using TunnelId = Strong<struct TunnelIdTag, uint32_t>;`.
template <typename Tag, typename T>
class Strong {
 public:
    using value_type = T;
    constexpr Strong() = default;
    constexpr explicit Strong(T value) : value_(value) {}
    [[nodiscard]] constexpr T value() const { return value_; }
    constexpr auto operator<=>(const Strong&) const = default;

 private:
    T value_{};
};

}  // namespace hawser

template <typename Tag, typename T>
struct std::hash<hawser::Strong<Tag, T>> {
    std::size_t operator()(const hawser::Strong<Tag, T>& strong) const noexcept {
        return std::hash<T>{}(strong.value());
    }
};
