// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/check.h"

namespace hawser {

/// A failure of the world: what was being done to what, and why it failed.
class Error {
 public:
    explicit Error(std::string text, int error_number = 0) : text_(std::move(text)), errno_(error_number) {}

    /// An error of a system call: the text is followed by the meaning of `error_number`.
    static Error system(std::string_view doing, int error_number) {
        return Error(std::string(doing) + ": " + std::strerror(error_number), error_number);
    }

    [[nodiscard]] const std::string& text() const { return text_; }
    /// The system's error number, 0 where the failure was not one of a system call.
    [[nodiscard]] int error_number() const { return errno_; }

    /// The same failure seen from further out: `doing` is put before the text.
    [[nodiscard]] Error within(std::string_view doing) const {
        return Error(std::string(doing) + ": " + text_, errno_);
    }

 private:
    std::string text_;
    int errno_;
};

/// A value or the Error that kept it from being there. Asking a failed Result for its value is a bug and
/// aborts.
template <typename T>
class [[nodiscard]] Result {
 public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit by design
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit by design

    [[nodiscard]] bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] T& value() & {
        HAWSER_CHECK(ok(), "value() of a failed Result");
        return std::get<0>(state_);
    }
    [[nodiscard]] const T& value() const& {
        HAWSER_CHECK(ok(), "value() of a failed Result");
        return std::get<0>(state_);
    }
    /// By value: a reference into a temporary would dangle in `for (auto& x : *list())`.
    [[nodiscard]] T value() && {
        HAWSER_CHECK(ok(), "value() of a failed Result");
        return std::get<0>(std::move(state_));
    }
    [[nodiscard]] const Error& error() const {
        HAWSER_CHECK(!ok(), "error() of a Result that succeeded");
        return std::get<1>(state_);
    }

    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

 private:
    std::variant<T, Error> state_;
};

/// Result<void>: succeeded, or the Error.
template <>
class [[nodiscard]] Result<void> {
 public:
    Result() = default;
    Result(Error error) : error_(std::move(error)), ok_(false) {}  // NOLINT: implicit by design

    [[nodiscard]] bool ok() const { return ok_; }
    explicit operator bool() const { return ok_; }
    [[nodiscard]] const Error& error() const {
        HAWSER_CHECK(!ok_, "error() of a Result that succeeded");
        return error_;
    }

 private:
    Error error_{std::string()};
    bool ok_ = true;
};

}  // namespace hawser
