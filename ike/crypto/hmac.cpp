// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/hmac.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "ike/crypto/openssl.h"

namespace hawser::ike {

namespace {

using openssl::MacContext;

/// A context whose digest is chosen, to be duplicated: setting the digest's name looks it up anew each time.
/// It has a key of zeros, because OpenSSL 3.0 does not duplicate one without.
MacContext make_template(const char* digest) {
    EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    MacContext context(EVP_MAC_CTX_new(mac));
    EVP_MAC_free(mac);
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(digest), 0),
        OSSL_PARAM_construct_end()};
    const uint8_t zero = 0;
    HAWSER_CHECK(context && EVP_MAC_init(context.get(), &zero, 1, params) == 1,
                 "OpenSSL has no HMAC with SHA2");
    return context;
}

const EVP_MAC_CTX* template_of(HashId hash) {
    static const std::array<MacContext, 3> kTemplates = {make_template("SHA2-256"), make_template("SHA2-384"),
                                                         make_template("SHA2-512")};
    return kTemplates[static_cast<size_t>(hash)].get();
}

}  // namespace

void hmac(HashId hash, ByteView key, std::initializer_list<ByteView> data, std::span<uint8_t> out) {
    HAWSER_CHECK(out.size() <= hash_size(hash), "a hash gives no more than its size");
    MacContext context(EVP_MAC_CTX_dup(template_of(hash)));
    // A null key would mean the template's.
    const uint8_t empty = 0;
    bool done =
        context && EVP_MAC_init(context.get(), key.empty() ? &empty : key.data(), key.size(), nullptr) == 1;
    for (ByteView part : data)
        done = done && EVP_MAC_update(context.get(), part.data(), part.size()) == 1;
    std::array<uint8_t, 64> result{};
    size_t length = 0;
    done = done && EVP_MAC_final(context.get(), result.data(), &length, result.size()) == 1;
    HAWSER_CHECK(done && length == hash_size(hash), "HMAC fails only for lack of memory");
    std::copy_n(result.begin(), out.size(), out.begin());
    OPENSSL_cleanse(result.data(), result.size());
}

}  // namespace hawser::ike
