// SPDX-License-Identifier: BSD-2-Clause
#include "loader/xdp/libxdp_messages.h"

#include <xdp/libxdp.h>

#include <array>
#include <cstdio>

namespace hawser::loader {
namespace {

thread_local std::string warning;

int take(libxdp_print_level level, const char* format, va_list arguments) {
    if (level != LIBXDP_WARN) return 0;
    std::array<char, 256> line{};
    const int length = std::vsnprintf(line.data(), line.size(), format, arguments);
    warning = line.data();
    while (!warning.empty() && (warning.back() == '\n' || warning.back() == ' '))
        warning.pop_back();
    return length;
}

}  // namespace

LibxdpMessages::LibxdpMessages() {
    warning.clear();
    (void)libxdp_set_print(take);
}

LibxdpMessages::~LibxdpMessages() {
    (void)libxdp_set_print(nullptr);
}

std::string LibxdpMessages::last_warning() {
    return warning;
}

}  // namespace hawser::loader
