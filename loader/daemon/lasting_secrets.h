// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <memory>
#include <string>

#include "base/random.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "ike/engine/endpoint_options.h"
#include "loader/config/config.h"

namespace hawser::loader {

/// The secret of 32 bytes in a file of mode 0600, which is made if it is not there, with the folder around
/// it.
[[nodiscard]] Result<std::shared_ptr<const SecretBytes>> lasting_secret(const std::string& path,
                                                                        RandomSource& random);

/// What the configuration says of all connections alike, with the secrets of the state directory. Where they
/// cannot be had the log says so, and the daemon goes on without what needs them.
[[nodiscard]] ike::EndpointOptions engine_options(const Config& config, RandomSource& random);

}  // namespace hawser::loader
