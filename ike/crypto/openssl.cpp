// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/openssl.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <string>

#include "ike/crypto/algorithms.h"

namespace hawser::ike::openssl {

Error failure(std::string_view doing) {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return Error(std::string(doing) + ": OpenSSL: " + (reason != nullptr ? reason : "no reason given"));
}

int no_passphrase(char* /*into*/, int /*size*/, int /*writing*/, void* /*ours*/) {
    return -1;
}

Pkey pkey_from(const char* type, int selection, OSSL_PARAM_BLD* builder) {
    Params params(OSSL_PARAM_BLD_to_param(builder));
    PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, selection, params.get()) != 1) {
        return nullptr;
    }
    return Pkey(key);
}

BigNumber secret_number(ByteView big_endian) {
    BigNumber number(BN_secure_new());
    if (!number ||
        BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), number.get()) == nullptr) {
        return nullptr;
    }
    BN_set_flags(number.get(), BN_FLG_CONSTTIME);
    return number;
}

}  // namespace hawser::ike::openssl

namespace hawser::ike {

std::string running_openssl() {
    return std::string("OpenSSL ") + OpenSSL_version(OPENSSL_VERSION_STRING);
}

}  // namespace hawser::ike
