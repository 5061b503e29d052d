// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/secret_bytes.h"

namespace hawser::loader {

enum class StampModeChoice { kUnauthenticated, kAuthenticated };
enum class StampSequenceChoice { kStateless, kStateful };

/// `[stamp]`
struct StampConfig {
    bool reflector = true;
    uint16_t port = 862;  ///< RFC 8762, 4.1
    StampModeChoice mode = StampModeChoice::kUnauthenticated;
    StampSequenceChoice sequence = StampSequenceChoice::kStateless;
    std::string key_file;
    /// Read from key_file when the configuration is loaded; there in authenticated mode.
    std::shared_ptr<const SecretBytes> key;
};

}  // namespace hawser::loader
