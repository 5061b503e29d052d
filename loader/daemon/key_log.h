// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "ike/engine/action.h"

namespace hawser::loader {

/// A line with its end of Wireshark's `ikev2_decryption_table`; empty for what Wireshark cannot decrypt.
[[nodiscard]] std::string ikev2_table_line(const ike::IkeKeysMade& keys);
/// The two lines of `esp_sa`, one a direction; empty likewise.
[[nodiscard]] std::string esp_table_lines(const ike::InstallChildSa& child);

/// Writes the keys of SAs into the two files of a folder from which Wireshark reads them: with them captured
/// traffic can be decrypted, so it exists only where the configuration asks for it.
class KeyLog {
 public:
    /// Opens both files, of mode 0600, to write at their end. A file that is not a plain one, or somebody
    /// else's, is an error.
    static Result<std::unique_ptr<KeyLog>> open(const std::string& folder);
    KeyLog(const KeyLog&) = delete;
    KeyLog& operator=(const KeyLog&) = delete;
    ~KeyLog();

    /// What cannot be written is said in the log.
    void add(const ike::IkeKeysMade& keys);
    void add(const ike::InstallChildSa& child);

 private:
    KeyLog(int ike_fd, int esp_fd) : ike_fd_(ike_fd), esp_fd_(esp_fd) {}

    int ike_fd_;
    int esp_fd_;
};

}  // namespace hawser::loader
