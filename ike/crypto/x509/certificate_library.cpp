// SPDX-License-Identifier: BSD-2-Clause
#include "ike/crypto/x509/certificate_library.h"

#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/crypto.h>
#include <openssl/provider.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace hawser::ike::openssl {

namespace {

using namespace std::string_view_literals;

constexpr std::array kKeys = {"EC"sv, "RSA"sv, "RSA-PSS"sv, "ED25519"sv, "ED448"sv};

/// Of a list of names with colons between, the first is the one that the default provider calls it by.
bool is_of_a_key(const OSSL_ALGORITHM& algorithm) {
    const std::string_view names(algorithm.algorithm_names);
    return std::find(kKeys.begin(), kKeys.end(), names.substr(0, names.find(':'))) != kKeys.end();
}

bool reads_key_info(const OSSL_ALGORITHM& algorithm) {
    const std::string_view properties(algorithm.property_definition);
    return is_of_a_key(algorithm) && properties.find("input=der") != properties.npos &&
           properties.find("structure=SubjectPublicKeyInfo") != properties.npos;
}

OSSL_PROVIDER* default_provider() {
    static OSSL_PROVIDER* const provider =
        OSSL_PROVIDER_available(nullptr, "default") == 1 ? OSSL_PROVIDER_load(nullptr, "default") : nullptr;
    return provider;
}

/// Those of an operation's that `fits` lets through, ended as OpenSSL expects it.
template <typename Fits>
std::vector<OSSL_ALGORITHM> those_that(Fits fits, int operation) {
    std::vector<OSSL_ALGORITHM> found;
    int changes = 0;
    const OSSL_ALGORITHM* one = OSSL_PROVIDER_query_operation(default_provider(), operation, &changes);
    for (; one != nullptr && one->algorithm_names != nullptr; ++one)
        if (fits(*one)) found.push_back(*one);
    found.push_back({nullptr, nullptr, nullptr, nullptr});
    return found;
}

const OSSL_ALGORITHM* query_operation(void* /*provider_context*/, int operation, int* changes) {
    static const auto kKeyManagers = those_that(is_of_a_key, OSSL_OP_KEYMGMT);
    static const auto kDecoders = those_that(reads_key_info, OSSL_OP_DECODER);
    *changes = 0;
    switch (operation) {
        case OSSL_OP_KEYMGMT:
            return kKeyManagers.data();
        case OSSL_OP_DECODER:
            return kDecoders.data();
        case OSSL_OP_DIGEST:
        case OSSL_OP_SIGNATURE:
            return OSSL_PROVIDER_query_operation(default_provider(), operation, changes);
        default:
            return nullptr;
    }
}

const OSSL_DISPATCH kFunctions[] = {
    {OSSL_FUNC_PROVIDER_QUERY_OPERATION, reinterpret_cast<void (*)()>(query_operation)}, {0, nullptr}};

/// Its algorithms are the default provider's, and so they need that one's context.
int begin_provider(const OSSL_CORE_HANDLE* /*core*/, const OSSL_DISPATCH* /*in*/, const OSSL_DISPATCH** out,
                   void** context) {
    *out = kFunctions;
    *context = OSSL_PROVIDER_get0_provider_ctx(default_provider());
    return 1;
}

OSSL_LIB_CTX* make_library() {
    constexpr const char* kName = "hawser-certificates";
    if (default_provider() == nullptr) return nullptr;
    OSSL_LIB_CTX* library = OSSL_LIB_CTX_new();
    if (library == nullptr) return nullptr;
    if (OSSL_PROVIDER_add_builtin(library, kName, begin_provider) == 1 &&
        OSSL_PROVIDER_load(library, kName) != nullptr) {
        return library;
    }
    OSSL_LIB_CTX_free(library);
    return nullptr;
}

}  // namespace

OSSL_LIB_CTX* certificate_library() {
    // Lives as long as the process, as what is read in it may.
    static OSSL_LIB_CTX* const library = make_library();
    return library;
}

}  // namespace hawser::ike::openssl
