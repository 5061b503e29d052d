// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"psk_file", kText, kOptional, "required unless both sides have certificates", "",
            "File with the pre-shared key: text, `0x` and hexadecimal digits, or `0s` and base64. Mode 0600, "
            "owned by root. A "
            "relative path starts at the configuration's folder."},
    KeySpec{
        "cert_file", kText, kOptional, "", "",
        "File with our certificate, PEM or DER, followed by those of the CAs between it and the root: with "
        "it we prove our identity by `key_file`. `{uplink}` as in `local_id`."},
    KeySpec{"key_file", kText, kOptional, "required with cert_file", "",
            "File with the private key of `cert_file`: RSA from 2048 bits, ECDSA P-256, P-384 or P-521, "
            "Ed25519 or "
            "Ed448, without a passphrase. Mode 0600, owned by root."},
    KeySpec{"ca_file", kTextList, kOptional, "", "",
            "Files with CA certificates, each PEM or DER: with them the peer must prove its identity by a "
            "certificate of one of these CAs."},
    KeySpec{"ca_dir", kText, kOptional, "", "",
            "The same as `ca_file` for all files `*.pem`, `*.crt`, `*.cer` and `*.der` of a folder."},
    KeySpec{"crl_file", kTextList, kOptional, "", "",
            "Files with certificate revocation lists, one in each, PEM or DER: what they list is refused."},
    KeySpec{"revocation", kChoice, kOptional, "\"relaxed\"", "relaxed|ifuri|strict",
            "Where no valid CRL covers a certificate of the peer's chain: `relaxed` takes it, `ifuri` "
            "refuses it if "
            "it names a place where CRLs can be had, `strict` refuses it."},
    KeySpec{"signature_authentication", kBoolean, kOptional, "true", "",
            "Use signatures by RFC 7427 where the peer can; `false` for peers that say so and fail."},
    KeySpec{
        "local_id", kText, kOptional, "the certificate's subject, or the uplink's address", "",
        "Our IKE identity: an address, a domain name, user@domain, or a distinguished name. A certificate "
        "must have it. `{uplink}` stands for the uplink's name."},
    KeySpec{
        "remote_id", kText, kOptional, "the endpoint's address", "",
        "The identity that the peer must prove; required for the endpoint `any`. With certificates it may be "
        "a pattern: `*.example`, `C=DE, O=Acme, CN=*`, or `%any` where the endpoint is an address. "
        "`{uplink}` "
        "as in `local_id`."},
    KeySpec{
        "ppk_file", kTextList, kOptional, "", "",
        "Files with post-quantum pre-shared keys (RFC 8784), written as for `psk_file`, 32 random bytes or "
        "more: what goes into the keys beside the key exchange. The first is used where we begin, any of "
        "them where the peer does. `{uplink}` as in `local_id`."},
    KeySpec{"ppk_id", kTextList, kOptional, "required with ppk_file", "",
            "The names by which both sides know these keys, in the same order."},
    KeySpec{"ppk", kChoice, kOptional, "`\"required\"` with ppk_file", "off|optional|required",
            "What becomes of a peer without the key: `required` has nothing to do with it, `optional` does "
            "without the key, `off` keeps the keys and uses none."},
    KeySpec{"psk", kText, kForeign, "", "",
            "keys stand in files of their own: psk_file = \"/etc/hawser/NAME.psk\""},
    KeySpec{"secret", kText, kForeign, "", "",
            "keys stand in files of their own: psk_file = \"/etc/hawser/NAME.psk\""},
    KeySpec{"certs", kText, kForeign, "", "", "it is called cert_file here"},
    KeySpec{"cacerts", kText, kForeign, "", "", "it is called ca_file here"},
    KeySpec{"private_key", kText, kForeign, "", "", "it is called key_file here"},
    KeySpec{"ppk_required", kText, kForeign, "", "", "it is called ppk here: ppk = \"required\""},
    KeySpec{"auth", kText, kForeign, "", "",
            "cert_file with key_file, ca_file and psk_file say what each side proves itself by"},
};

}  // namespace

const SectionSpec kAuth{"[peer.auth]", "Authentication; also `auth` of an endpoint or of `[[peer.tunnel]]`.",
                        kKeys};

}  // namespace hawser::loader::schema
