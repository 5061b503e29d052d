// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/resolve.h"

namespace hawser::loader {
StampConfig resolve_stamp(const StampDraft& draft, const std::string& folder, AuthFiles& files,
                          Diagnostics& out) {
    StampConfig stamp = draft.config;
    const bool authenticated = stamp.mode == StampModeChoice::kAuthenticated;
    if (authenticated && draft.key_file) {
        const KeyFile key = resolve_key(*draft.key_file, folder, files, out);
        stamp.key_file = key.path;
        stamp.key = key.key;
    }
    if (authenticated && !draft.key_file) {
        out.error(draft.where, "[stamp] has mode = \"authenticated\" and no 'key_file'",
                  "key_file = \"/etc/hawser/stamp.key\"");
    }
    if (!authenticated && draft.key_file) {
        out.error(draft.key_file->where, "[stamp] has a 'key_file', which unauthenticated mode does not use",
                  "mode = \"authenticated\"");
    }
    return stamp;
}

}  // namespace hawser::loader
