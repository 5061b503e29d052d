// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {
namespace {

/// `{uplink}` is the only thing that is replaced; another word in braces is a slip that would go out as it
/// stands.
void check_braces(const Maybe<std::string>& value, Diagnostics& out) {
    if (!value) return;
    std::string rest = value->value;
    for (size_t at = rest.find("{uplink}"); at != std::string::npos; at = rest.find("{uplink}"))
        rest.erase(at, 8);
    if (rest.find_first_of("{}") == std::string::npos) return;
    out.error(value->where, fmt::format("'{}' has braces that mean nothing", value->value),
              "only {uplink} is replaced");
}

PpkDraft read_ppk(const SectionReader& section, Diagnostics& out) {
    PpkDraft draft;
    draft.files = section.texts("ppk_file");
    draft.ids = section.texts("ppk_id");
    // In the order of the schema's words, which is that of the enum.
    if (const auto use = section.choice("ppk"))
        draft.use = Located<ike::PpkUse>{static_cast<ike::PpkUse>(use->value), use->where};
    for (const auto* list : {&draft.files, &draft.ids}) {
        for (const Located<std::string>& one : *list)
            check_braces(one, out);
    }
    return draft;
}

}  // namespace

AuthDraft read_auth(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kAuth, out);
    AuthDraft draft;
    draft.where = section.where();
    draft.psk_file = section.text("psk_file");
    draft.cert_file = section.text("cert_file");
    draft.key_file = section.text("key_file");
    draft.ca_files = section.texts("ca_file");
    draft.ca_dir = section.text("ca_dir");
    draft.crl_files = section.texts("crl_file");
    // In the order of the schema's words, which is that of the enum.
    if (const auto revocation = section.choice("revocation")) {
        draft.revocation = Located<ike::RevocationPolicy>{
            static_cast<ike::RevocationPolicy>(revocation->value), revocation->where};
    }
    draft.signature_authentication = section.boolean("signature_authentication");
    draft.ppk = read_ppk(section, out);
    draft.local_id = section.text("local_id");
    draft.remote_id = section.text("remote_id");
    check_braces(draft.psk_file, out);
    check_braces(draft.cert_file, out);
    check_braces(draft.key_file, out);
    check_braces(draft.local_id, out);
    check_braces(draft.remote_id, out);
    return draft;
}

}  // namespace hawser::loader
