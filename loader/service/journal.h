// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace hawser::loader {

/// Whether what is written to standard error arrives in the journal: $JOURNAL_STREAM names its device and
/// inode, see systemd.exec(5).
[[nodiscard]] bool stderr_is_journal();

/// One entry of the journal with fields of its own, such as {"HAWSER_PEER", "pop"}; empty values are left
/// out. `priority` is syslog's.
void write_to_journal(int priority, const std::string& message,
                      const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace hawser::loader
