// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/resolve_ppk.h"

#include <fmt/format.h>

#include <set>

#include "loader/config/resolve_proofs.h"

namespace hawser::loader {
namespace {

/// False where keys and names do not belong together, which has been reported.
bool is_complete(const PpkDraft& draft, Diagnostics& out) {
    const bool unused = draft.use && draft.use->value == ike::PpkUse::kOff;
    if (draft.files.empty()) {
        if (!draft.ids.empty()) out.error(draft.ids.front().where, "ppk_id is of no use without ppk_file");
        if (draft.use && !unused) out.error(draft.use->where, "ppk is of no use without ppk_file");
        return false;
    }
    if (draft.files.size() == draft.ids.size()) return true;
    out.error(draft.files.front().where,
              fmt::format("ppk_file has {} of the keys and ppk_id {} of their names", draft.files.size(),
                          draft.ids.size()),
              "each key needs the name by which the peer knows it");
    return false;
}

/// The name goes into a notify, and is what the peer's operator has written too.
void check_id(const Located<std::string>& id, std::set<std::string>& seen, Diagnostics& out) {
    constexpr size_t kLongest = 255;
    if (id.value.empty() || id.value.size() > kLongest)
        out.error(id.where, fmt::format("ppk_id must have 1 to {} characters", kLongest));
    if (!seen.insert(id.value).second)
        out.error(id.where, fmt::format("two keys have the ppk_id '{}'", id.value));
}

}  // namespace

void resolve_ppk(const PpkDraft& draft, const std::string& uplink, const ResolveContext& context,
                 AuthConfig& auth) {
    if (!is_complete(draft, context.out)) return;
    // RFC 8784 section 6: "at least 256 bits of entropy".
    constexpr size_t kWanted = 32;
    std::set<std::string> seen;
    for (size_t i = 0; i < draft.files.size(); ++i) {
        Located<std::string> file = draft.files[i];
        Located<std::string> id = draft.ids[i];
        file.value = with_uplink(file.value, uplink);
        id.value = with_uplink(id.value, uplink);
        check_id(id, seen, context.out);
        KeyFile key = resolve_key(file, context.folder, context.files, context.out);
        if (key.key && key.key->size() >= kShortKey && key.key->size() < kWanted) {
            context.out.warning(file.where,
                                fmt::format("the PPK in {} has only {} bytes", key.path, key.key->size()),
                                "against a quantum computer it should have 32: openssl rand -base64 32");
        }
        auth.ppk_files.push_back(std::move(key.path));
        auth.ppk.keys.push_back({std::move(id.value), std::move(key.key)});
    }
    auth.ppk.use = draft.use ? draft.use->value : ike::PpkUse::kRequired;
}

}  // namespace hawser::loader
