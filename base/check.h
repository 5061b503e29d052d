// SPDX-License-Identifier: BSD-2-Clause
#pragma once

namespace hawser {

/// Prints `file:line: check failed: expression: message` to standard error and aborts. For bugs of our own
/// only: what the world or a peer does wrong is a Result or a verdict.
[[noreturn]] void check_failed(const char* file, int line, const char* expression, const char* message);

}  // namespace hawser

#define HAWSER_CHECK(condition, message)                                     \
    do {                                                                     \
        if (!(condition)) {                                                  \
            ::hawser::check_failed(__FILE__, __LINE__, #condition, message); \
        }                                                                    \
    } while (false)
