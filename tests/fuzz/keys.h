// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <openssl/x509.h>

#include <string_view>

#include "base/check.h"
#include "base/hex.h"
#include "ike/crypto/x509/key.h"

/// Public keys whose private halves were thrown away.
namespace hawser::fuzz {

inline constexpr std::string_view kRsaKey =
    "30820122300d06092a864886f70d01010105000382010f003082010a0282010100b232b897b3670b98088cd405e14cd2"
    "c51cceaa02252c75a0bd01a521d28da186104b43cf1d169e2e8d32be3a08a0cb971748fed04343c7984b405ad048a0e0"
    "d144f82e141ed5e3a49b8b9027deeef0fb9e9e156e0d6d9a64b06f0a5851d4332687cc822ded2ce49a5a1656aa5f181b"
    "b8b4da20d18d1c688d907e5f04c582f4f15dc2d90a71b7074dc3afbe8ba615f9308dce7dbaae1428f38d6c7b75b1773a"
    "62af68a60c7687dee7ab83b5d0e2eaef088175322aad06e3ccb354c24c6aeab817636fb1941d3afddc4e8e41bc8298a5"
    "5c17439202eab664b70f5af0f04f1e09257a4b988922ad1d079d2425f431f6dedbe50c0622175618c0ddcc3fff9c2b64"
    "350203010001";
inline constexpr std::string_view kEcdsaKey =
    "3059301306072a8648ce3d020106082a8648ce3d030107034200042799527d51acb53ccce0f059ff908afdc7a53c64cf"
    "e5d82813f345427ada45a576390958ca0ad8872e223d76790ea169e7298294c18518b2f73804d38deeffbe";
inline constexpr std::string_view kEd25519Key =
    "302a300506032b6570032100d484ceb71ed28be0d035c304821f3012f4783d098e4089d18c2bd176b031ca86";

inline ike::PublicKey public_key(std::string_view digits) {
    const Bytes der = *from_hex(digits);
    const unsigned char* at = der.data();
    auto key = ike::PublicKey::adopt(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
    HAWSER_CHECK(key.ok(), "a key of the test is none");
    return *std::move(key);
}

}  // namespace hawser::fuzz
