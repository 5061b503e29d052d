// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret_bytes.h"

namespace hawser::loader {

/// Why a file was refused, and what to do about it.
struct FileFailure {
    std::string text;
    std::string hint;
};

/// What a file must be like to be believed.
struct FileRules {
    std::string_view what;     ///< for messages: `key file`
    size_t largest;            ///< bytes
    mode_t forbidden;          ///< rights that group and others must not have
    std::string_view trouble;  ///< if they have: `others than its owner can use it`
    std::string_view remedy;   ///< `chmod 600`
    std::string_view missing;  ///< what to do if there is no such file; `{}` is its name
};

/// A secret: for its owner alone.
inline constexpr FileRules kSecretFile{
    "key file",  4096,
    077,         "others than its owner can use it",
    "chmod 600", "create it with: (umask 077; openssl rand -base64 32 > {})"};

struct FileContent {
    SecretBytes bytes;
    FileFailure failure;  ///< with an empty text where the file was read
};

/// Reads a regular file of root or of this process's user that fits the rules.
[[nodiscard]] FileContent read_guarded_file(const std::string& path, const FileRules& rules);

}  // namespace hawser::loader
