// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "loader/bpf/bpf_object.h"

namespace hawser::loader {

/// While it lives, it takes what libbpf says in this thread; without one, libbpf is silent. Nothing of it
/// ever goes to standard error. They may be nested; the innermost one takes all.
class LibbpfMessages {
 public:
    LibbpfMessages();
    ~LibbpfMessages();
    LibbpfMessages(const LibbpfMessages&) = delete;
    LibbpfMessages& operator=(const LibbpfMessages&) = delete;

    /// For libbpf's callback; text may have several lines and may end within one.
    void take(BpfLogLevel level, std::string_view text);
    /// Gives what was said to `log`, which may be empty.
    void forward(const BpfLog& log) const;
    /// Only the last few hundred lines are kept.
    [[nodiscard]] std::vector<std::string> lines() const;

 private:
    struct Line {
        BpfLogLevel level;
        std::string text;
    };
    std::deque<Line> lines_;
    LibbpfMessages* outer_;
};

/// Why libbpf could not load a program, of what it said: the end of the verifier's log where there is one,
/// else its own last lines. On one line, parts separated by "; ".
[[nodiscard]] std::string load_failure(const std::vector<std::string>& lines);

}  // namespace hawser::loader
