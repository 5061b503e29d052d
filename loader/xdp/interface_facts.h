// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/xdp/xdp_decision.h"

namespace hawser::loader {

/// Read off the running kernel; what it does not tell has its default.
[[nodiscard]] InterfaceFacts read_interface_facts(const std::string& interface);

}  // namespace hawser::loader
