// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/resolve_proofs.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "ike/wire/identity.h"
#include "loader/config/resolve.h"

namespace hawser::loader {
namespace {

/// Reads one tunnel's files into its AuthConfig.
class Proofs {
 public:
    Proofs(const std::string& uplink, const ResolveContext& context, AuthConfig& auth)
        : uplink_(uplink), context_(context), auth_(auth) {}

    void read_psk(const Located<std::string>& file) {
        Located<std::string> own = file;
        own.value = with_uplink(file.value, uplink_);
        KeyFile key = resolve_key(own, context_.folder, context_.files, context_.out);
        auth_.psk_file = std::move(key.path);
        auth_.psk = std::move(key.key);
    }

    void read_credential(const Located<std::string>& cert_file, const Located<std::string>& key_file) {
        auth_.cert_file = place_of(cert_file.value);
        auth_.key_file = place_of(key_file.value);
        const CredentialOutcome& outcome = context_.files.credential(auth_.cert_file, auth_.key_file);
        auth_.credential = outcome.credential;
        if (auth_.credential == nullptr) return refuse(cert_file.where, outcome.failure);
        const ike::Certificate& certificate = auth_.credential->certificate();
        // A warning, because the clock of a machine that starts may not be set yet.
        const auto now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
        if (certificate.not_after() < now) {
            context_.out.warning(cert_file.where, fmt::format("certificate {} in {} has expired on {}",
                                                              certificate.to_string(), auth_.cert_file,
                                                              ike::to_string(certificate.not_after())));
        } else if (certificate.not_before() > now) {
            context_.out.warning(cert_file.where, fmt::format("certificate {} in {} is not valid before {}",
                                                              certificate.to_string(), auth_.cert_file,
                                                              ike::to_string(certificate.not_before())));
        }
    }

    /// Peers refuse an identity that our certificate does not have.
    void check_identity(Location where) {
        if (auth_.credential == nullptr || auth_.local_id.empty()) return;
        const auto identity = ike::Identity::parse(auth_.local_id);
        if (!identity) return;  // which has been reported
        const auto confirmed = ike::certificate_confirms(auth_.credential->certificate(), *identity);
        if (!confirmed) {
            context_.out.error(where, confirmed.error().text(),
                               "without local_id the certificate's subject is our identity");
        }
    }

    void read_trust(const AuthDraft& draft) {
        for (const auto& file : draft.ca_files)
            auth_.trust.ca_files.push_back(place_of(file.value));
        if (draft.ca_dir) auth_.trust.ca_dir = place_of(draft.ca_dir->value);
        for (const auto& file : draft.crl_files)
            auth_.trust.crl_files.push_back(place_of(file.value));
        const TrustOutcome& outcome = context_.files.trust(auth_.trust);
        auth_.authorities = outcome.authorities;
        const Location where = draft.ca_dir ? draft.ca_dir->where : draft.ca_files.front().where;
        if (auth_.authorities == nullptr) refuse(where, outcome.failure);
        if (draft.revocation) auth_.revocation = draft.revocation->value;
    }

 private:
    [[nodiscard]] std::string place_of(const std::string& configured) const {
        std::string path = with_uplink(configured, uplink_);
        return path.rfind('/', 0) == 0 ? path : context_.folder + "/" + path;
    }
    void refuse(Location where, const FileFailure& failure) const {
        context_.out.error(where, failure.text, failure.hint);
    }

    const std::string& uplink_;
    const ResolveContext& context_;
    AuthConfig& auth_;
};

/// Keys that go with others only.
void check_combination(const AuthDraft& draft, Diagnostics& out) {
    const bool has_ca = !draft.ca_files.empty() || draft.ca_dir;
    if (draft.cert_file && !draft.key_file)
        out.error(draft.cert_file->where, "cert_file is of no use without key_file", "name its private key");
    if (draft.key_file && !draft.cert_file)
        out.error(draft.key_file->where, "key_file is of no use without cert_file", "name its certificate");
    if (!has_ca && !draft.crl_files.empty())
        out.error(draft.crl_files.front().where, "crl_file is of no use without ca_file or ca_dir");
    if (!has_ca && draft.revocation)
        out.error(draft.revocation->where, "revocation is of no use without ca_file or ca_dir");
    if (!has_ca && !draft.cert_file && draft.signature_authentication)
        out.error(draft.signature_authentication->where,
                  "signature_authentication is of no use without certificates");
    if (has_ca && draft.cert_file && draft.psk_file) {
        out.error(
            draft.psk_file->where, "psk_file is of no use: both sides have certificates",
            "leave out psk_file; without cert_file it is how we prove ourselves, without ca_file how the "
            "peer does");
    }
}

/// Whoever has no certificate needs the key.
void check_completeness(const std::string& peer, const AuthDraft& draft, Location where, Diagnostics& out) {
    const bool has_ca = !draft.ca_files.empty() || draft.ca_dir;
    if (draft.psk_file || (has_ca && (draft.cert_file || draft.key_file))) return;
    if (draft.cert_file || draft.key_file) {
        out.error(where, fmt::format("peer '{}': nothing says by what the peer proves itself", peer),
                  "set ca_file for its certificate, or psk_file");
    } else if (has_ca) {
        out.error(where, fmt::format("peer '{}': nothing says by what we prove ourselves", peer),
                  "set cert_file and key_file, or psk_file");
    } else {
        out.error(where, fmt::format("peer '{}' has no 'psk_file' in [peer.auth]", peer),
                  "psk_file = \"/etc/hawser/NAME.psk\", or cert_file, key_file and ca_file");
    }
}

}  // namespace

std::string with_uplink(std::string text, const std::string& uplink) {
    constexpr std::string_view kPlaceholder = "{uplink}";
    for (size_t at = text.find(kPlaceholder); at != std::string::npos; at = text.find(kPlaceholder, at)) {
        text.replace(at, kPlaceholder.size(), uplink);
        at += uplink.size();
    }
    return text;
}

void resolve_proofs(const PeerDraft& peer, const AuthDraft& draft, const std::string& uplink,
                    const ResolveContext& context, AuthConfig& auth) {
    check_combination(draft, context.out);
    check_completeness(peer.name.value, draft, draft.where.line != 0 ? draft.where : peer.where, context.out);
    Proofs proofs(uplink, context, auth);
    if (draft.psk_file) proofs.read_psk(*draft.psk_file);
    if (draft.cert_file && draft.key_file) {
        proofs.read_credential(*draft.cert_file, *draft.key_file);
        proofs.check_identity(draft.local_id ? draft.local_id->where : draft.cert_file->where);
    }
    if (!draft.ca_files.empty() || draft.ca_dir) proofs.read_trust(draft);
    if (draft.signature_authentication) auth.signature_authentication = draft.signature_authentication->value;
}

}  // namespace hawser::loader
