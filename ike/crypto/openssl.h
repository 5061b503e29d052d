// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <openssl/bn.h>
#include <openssl/core.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

/// What the .cpp files of this folder share of OpenSSL; nothing outside of it includes this. Algorithms are
/// fetched once, because a fetch by name costs more than hashing a short message does in OpenSSL 3.0.
namespace hawser::ike::openssl {

template <auto kFree>
struct Free {
    template <typename T>
    void operator()(T* object) const {
        kFree(object);
    }
};

using Pkey = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Free<EVP_CIPHER_CTX_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, Free<EVP_MAC_CTX_free>>;
using BigNumber = std::unique_ptr<BIGNUM, Free<BN_clear_free>>;
using BigNumberContext = std::unique_ptr<BN_CTX, Free<BN_CTX_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using X509Ptr = std::unique_ptr<X509, Free<X509_free>>;
using CrlPtr = std::unique_ptr<X509_CRL, Free<X509_CRL_free>>;
using StorePtr = std::unique_ptr<X509_STORE, Free<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>>;
using GeneralNames = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;
using Point = std::unique_ptr<EC_POINT, Free<EC_POINT_clear_free>>;

/// What failed, with OpenSSL's own reason; empties the thread's queue of errors.
[[nodiscard]] Error failure(std::string_view doing);

/// For what reads PEM: never asks at the terminal.
int no_passphrase(char* into, int size, int writing, void* ours);

/// A key of `type` out of parameters; null on failure. `selection` as for EVP_PKEY_fromdata.
[[nodiscard]] Pkey pkey_from(const char* type, int selection, OSSL_PARAM_BLD* builder);

/// A private key as a number: computed with in constant time, and wiped wherever it goes. Marked as secure,
/// because only then OpenSSL's parameter lists wipe their copy of it too. Null for lack of memory.
[[nodiscard]] BigNumber secret_number(ByteView big_endian);

}  // namespace hawser::ike::openssl
