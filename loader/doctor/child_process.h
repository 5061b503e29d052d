// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"

namespace hawser::loader::doctor {

/// Runs a program, found in /usr/sbin, /usr/bin, /sbin or /bin, with an empty standard input and in the C
/// locale, and returns what it wrote to standard output, 16 MiB at most. Its exit status does not matter.
/// Fails where there is no such program; one that runs longer than `patience` is killed, which is a failure
/// too.
[[nodiscard]] Result<std::string> output_of(const std::vector<std::string>& words,
                                            std::chrono::milliseconds patience);

}  // namespace hawser::loader::doctor
