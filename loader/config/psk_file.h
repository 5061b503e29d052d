// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret_bytes.h"

namespace hawser::loader {

/// Why a key file was refused, and what to do about it.
struct PskFailure {
    std::string text;
    std::string hint;
};

/// A key, or why there is none.
struct PskOutcome {
    std::shared_ptr<const SecretBytes> key;
    PskFailure failure;  ///< only where `key` is null
};

/// Reads a pre-shared key. The file must be a regular one, of root or of this process's user, with no rights
/// for group and others.
[[nodiscard]] PskOutcome read_psk_file(const std::string& path);

/// The key in a file's content: `0x` and hexadecimal digits, `0s` and base64, or the text without its line
/// end. The error never quotes the content.
[[nodiscard]] Result<SecretBytes> decode_psk(ByteView content);

/// Reads each file once, however many tunnels share it.
class PskFiles {
 public:
    const PskOutcome& read(const std::string& path);

 private:
    std::map<std::string, PskOutcome> read_;
};

}  // namespace hawser::loader
