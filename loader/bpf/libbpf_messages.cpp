// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/libbpf_messages.h"

#include <bpf/libbpf.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>

namespace hawser::loader {
namespace {

constexpr size_t kKeptLines = 400;
constexpr size_t kShownLines = 6;

thread_local LibbpfMessages* innermost = nullptr;

BpfLogLevel level_of(libbpf_print_level level) {
    switch (level) {
        case LIBBPF_WARN:
            return BpfLogLevel::kWarn;
        case LIBBPF_INFO:
            return BpfLogLevel::kInfo;
        default:
            return BpfLogLevel::kDebug;
    }
}

/// A verifier's log is one message, and may be of megabytes.
int on_message(libbpf_print_level level, const char* format, va_list arguments) {
    if (innermost == nullptr || level == LIBBPF_DEBUG) return 0;
    char* text = nullptr;
    const int length = ::vasprintf(&text, format, arguments);
    if (length < 0) return 0;
    innermost->take(level_of(level), text);
    std::free(text);
    return length;
}

/// The verifier ends its log with figures that explain nothing.
bool is_statistics(std::string_view line) {
    return line.starts_with("processed ") || line.starts_with("verification time ") ||
           line.starts_with("stack depth ") || line.starts_with("max_states_per_insn ");
}

std::string joined_tail(const std::vector<std::string>& lines) {
    const size_t first = lines.size() > kShownLines ? lines.size() - kShownLines : 0;
    std::string text;
    for (size_t i = first; i < lines.size(); ++i)
        text += (text.empty() ? "" : "; ") + lines[i];
    return text;
}

}  // namespace

LibbpfMessages::LibbpfMessages() : outer_(innermost) {
    libbpf_set_print(on_message);
    innermost = this;
}

LibbpfMessages::~LibbpfMessages() {
    innermost = outer_;
}

void LibbpfMessages::take(BpfLogLevel level, std::string_view text) {
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        if (end > 0) lines_.push_back({level, std::string(text.substr(0, end))});
        if (lines_.size() > kKeptLines) lines_.pop_front();
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

void LibbpfMessages::forward(const BpfLog& log) const {
    if (!log) return;
    for (const Line& line : lines_)
        log(line.level, line.text);
}

std::vector<std::string> LibbpfMessages::lines() const {
    std::vector<std::string> texts;
    for (const Line& line : lines_)
        texts.push_back(line.text);
    return texts;
}

std::string load_failure(const std::vector<std::string>& lines) {
    const auto has = [](const char* marker) {
        return [marker](const std::string& line) { return line.find(marker) != std::string::npos; };
    };
    const auto end = std::find_if(lines.begin(), lines.end(), has("END PROG LOAD LOG"));
    if (end == lines.end()) return joined_tail(lines);
    // The beginning may have been too far back to be kept.
    auto begin = std::find_if(lines.begin(), end, has("BEGIN PROG LOAD LOG"));
    begin = begin == end ? lines.begin() : begin + 1;
    std::vector<std::string> log;
    std::copy_if(begin, end, std::back_inserter(log),
                 [](const std::string& line) { return !is_statistics(line); });
    return joined_tail(log);
}

}  // namespace hawser::loader
