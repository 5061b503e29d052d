// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include "loader/config/resolve.h"

namespace hawser::loader {

KeyFile resolve_key(const Located<std::string>& file, const std::string& folder, AuthFiles& files,
                    Diagnostics& out) {
    const std::string path = file.value.rfind('/', 0) == 0 ? file.value : folder + "/" + file.value;
    const PskOutcome& outcome = files.psk(path);
    if (outcome.key == nullptr) {
        out.error(file.where, outcome.failure.text, outcome.failure.hint);
    } else if (outcome.key->size() < kShortKey) {
        out.warning(file.where, fmt::format("the key in {} has only {} bytes", path, outcome.key->size()),
                    "openssl rand -base64 32 makes a good one");
    }
    return {path, outcome.key};
}

}  // namespace hawser::loader
