// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>

namespace hawser::loader {

/// Every key of the configuration file with its type, default and meaning, as Markdown tables. The reference
/// page has this text between two marks.
[[nodiscard]] std::string reference_markdown();

}  // namespace hawser::loader
