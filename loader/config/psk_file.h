// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "loader/config/guarded_file.h"

namespace hawser::loader {

/// A key, or why there is none.
struct PskOutcome {
    std::shared_ptr<const SecretBytes> key;
    FileFailure failure;  ///< only where `key` is null
};

/// Reads a pre-shared key. The file must be a regular one, of root or of this process's user, with no rights
/// for group and others.
[[nodiscard]] PskOutcome read_psk_file(const std::string& path);

/// The key in a file's content: `0x` and hexadecimal digits, `0s` and base64, or the text without its line
/// end. The error never quotes the content.
[[nodiscard]] Result<SecretBytes> decode_psk(ByteView content);

}  // namespace hawser::loader
