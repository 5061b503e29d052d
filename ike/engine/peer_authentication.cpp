// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/peer_authentication.h"

#include <fmt/format.h>

#include "base/check.h"
#include "ike/crypto/auth.h"
#include "ike/crypto/signature.h"
#include "ike/engine/key_setup.h"
#include "ike/engine/resume_keys.h"

namespace hawser::ike {

namespace {

/// The peer's identity, and its payload as AUTH covers it.
struct PeerIdentity {
    Identity identity;
    Bytes body;
};

template <typename IdPayload>
PeerIdentity identity_in(const Message& message) {
    const auto* id = message.get<IdPayload>();
    HAWSER_CHECK(id != nullptr, "who has no identity cannot be authenticated");
    return {id->identity, id->body()};
}

std::string method_of(const AuthPayload* auth) {
    return auth == nullptr ? "EAP" : to_string(auth->method);
}

std::optional<ErrorWords> fault_of_psk(const IkeSa& sa, const PeerIdentity& peer, const AuthPayload* auth,
                                       const SecretBytes& psk) {
    if (auth == nullptr || auth->method != AuthMethod::kSharedKey) {
        return ErrorWords{
            FailureReason::kWrongPeerKey,
            fmt::format("peer authenticates itself by {}, expected a pre-shared key", method_of(auth))};
    }
    const Prf prf(sa.crypto->algorithms.prf);
    const SignedParts parts = signed_parts(sa, !sa.initiator(), peer.body);
    if (equal_in_constant_time(auth->data, psk_auth(prf, psk.view(), parts))) return std::nullopt;
    return ErrorWords{
        FailureReason::kWrongPeerKey,
        fmt::format("peer's AUTH does not fit our pre-shared key{} (peer identity '{}')",
                    sa.ppk ? ", or its PPK is another" : "", clipped(peer.identity.to_string()))};
}

/// RFC 5723 4.3.3: the keys alone prove that it is the peer of the session before.
std::optional<ErrorWords> fault_of_resumption(const IkeSa& sa, const PeerIdentity& peer,
                                              const AuthPayload* auth) {
    const bool fits = auth != nullptr && auth->method == AuthMethod::kSharedKey &&
                      equal_in_constant_time(auth->data, resumption_auth(sa, !sa.initiator(), peer.body));
    if (fits) return std::nullopt;
    return ErrorWords{FailureReason::kWrongPeerKey, "peer's AUTH does not fit the session that it resumes"};
}

ErrorWords certificate_fault(std::string text) {
    return {FailureReason::kPeerCertificate, clipped(std::move(text))};
}

/// CRLs, which a peer may send among its certificates, are left out: we have our own.
std::vector<const CertPayload*> certificate_payloads(const Message& message) {
    auto payloads = message.all<CertPayload>();
    std::erase_if(payloads, [](const CertPayload* one) { return one->encoding == CertEncoding::kCrl; });
    return payloads;
}

/// The peer's certificate, once it is known to be its own and valid now.
Result<Certificate> trusted_certificate(const RemoteAuthentication& remote, std::optional<CalendarTime> now,
                                        const Identity& identity, const Message& message) {
    if (!now) return Error("the time of day is not known, so that no certificate can be judged");
    const auto certificates = read_certificates(certificate_payloads(message));
    if (!certificates) return certificates.error();
    const Certificate& leaf = certificates->front();
    if (auto confirmed = certificate_confirms(leaf, identity); !confirmed) {
        return Error("peer's " + confirmed.error().text());
    }
    const auto others = std::span(*certificates).subspan(1);
    const auto chain = remote.authorities->verify(leaf, others, {*now, remote.revocation});
    if (!chain) return Error("peer's " + chain.error().text());
    return leaf;
}

std::optional<ErrorWords> fault_of_signature(const IkeSa& sa, const EngineContext& context,
                                             const PeerIdentity& peer, const Message& message,
                                             const AuthPayload* auth) {
    if (auth == nullptr || auth->method == AuthMethod::kSharedKey) {
        return certificate_fault(
            fmt::format("peer authenticates itself by {}, expected a certificate", method_of(auth)));
    }
    const auto certificate =
        trusted_certificate(sa.config->auth.remote, context.calendar.at(context.now), peer.identity, message);
    if (!certificate) return certificate_fault(certificate.error().text());
    const Prf prf(sa.crypto->algorithms.prf);
    const SignedParts parts = signed_parts(sa, !sa.initiator(), peer.body);
    const auto verified = verify_auth(certificate->key(), *auth, signed_octets(prf, parts));
    if (verified) return std::nullopt;
    return certificate_fault(fmt::format("peer's AUTH does not fit its certificate {}{}: {}",
                                         certificate->to_string(), sa.ppk ? ", or its PPK is another" : "",
                                         verified.error().text()));
}

}  // namespace

std::optional<ErrorWords> fault_of_peer_authentication(const IkeSa& sa, const EngineContext& context,
                                                       const Message& message, const AuthPayload* auth) {
    const PeerIdentity peer =
        sa.initiator() ? identity_in<IdrPayload>(message) : identity_in<IdiPayload>(message);
    const RemoteAuthentication& remote = sa.config->auth.remote;
    if (sa.resumed) return fault_of_resumption(sa, peer, auth);
    if (remote.authorities) return fault_of_signature(sa, context, peer, message, auth);
    return fault_of_psk(sa, peer, auth, *remote.psk);
}

}  // namespace hawser::ike
