// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "base/check.h"
#include "ike/wire/constants.h"

namespace hawser::ike {

/// The verdict on bytes of a peer that we do not take: which notify tells it so, and why for our log. Whether
/// the notify may be sent at all depends on the exchange (RFC 7296 sections 2.21 and 3.10.1) and is not
/// decided here.
struct Refusal {
    NotifyType notify = NotifyType::kInvalidSyntax;
    const char* reason = "";  ///< static text, short, without anything the peer chose
    /// For UNSUPPORTED_CRITICAL_PAYLOAD: the type that goes into the notification data (one byte,
    /// section 2.5).
    PayloadType payload = PayloadType::kNone;

    [[nodiscard]] std::string to_string() const { return ike::to_string(notify) + ": " + reason; }
};

/// The refusal that fits nearly everything.
constexpr Refusal invalid_syntax(const char* reason) {
    return {NotifyType::kInvalidSyntax, reason, PayloadType::kNone};
}

/// A parsed value, or the verdict on the bytes.
template <typename T>
class [[nodiscard]] ParseResult {
 public:
    ParseResult(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit by design
    ParseResult(Refusal refusal) : state_(std::in_place_index<1>, refusal) {}   // NOLINT: implicit by design

    [[nodiscard]] bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] T& value() & {
        HAWSER_CHECK(ok(), "value() of refused bytes");
        return std::get<0>(state_);
    }
    [[nodiscard]] const T& value() const& {
        HAWSER_CHECK(ok(), "value() of refused bytes");
        return std::get<0>(state_);
    }
    [[nodiscard]] T&& value() && {
        HAWSER_CHECK(ok(), "value() of refused bytes");
        return std::get<0>(std::move(state_));
    }
    [[nodiscard]] const Refusal& refusal() const {
        HAWSER_CHECK(!ok(), "refusal() of bytes that were taken");
        return std::get<1>(state_);
    }

    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

 private:
    std::variant<T, Refusal> state_;
};

}  // namespace hawser::ike
