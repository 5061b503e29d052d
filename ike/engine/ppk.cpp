// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/ppk.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "ike/crypto/kdf.h"
#include "ike/wire/notify_data.h"
#include "ike/wire/text.h"

namespace hawser::ike {

namespace {

PpkVerdict refused(std::string text) {
    return {ErrorWords{FailureReason::kNoCommonPpk, std::move(text)}, {}};
}

}  // namespace

void stir_in(IkeSa& sa, const PostQuantumKey& ppk) {
    mix_ppk(Prf(sa.crypto->algorithms.prf), ppk.key->view(), sa.crypto->keys);
    sa.ppk = true;
}

void append_use_ppk(const ConnectionConfig& config, std::vector<Payload>& request) {
    if (config.auth.ppk.in_use()) request.push_back(NotifyPayload::of(NotifyType::kUsePpk));
}

bool lacks_ppk(const ConnectionConfig& config, const Message& response) {
    return config.auth.ppk.required() && response.notify(NotifyType::kUsePpk) == nullptr;
}

PpkVerdict judge_ppk(IkeSa& sa, const Message& request) {
    if (sa.resumed)
        return {};  // "MUST NOT be used when these subkeys are calculated as result of ... resumption"
    const PpkConfig& config = sa.config->auth.ppk;
    if (!sa.ppk_agreed) {
        if (config.required()) return refused("peer does not use PPKs, and one is required");
        return {};
    }
    const auto* notify = request.notify(NotifyType::kPpkIdentity);
    if (notify == nullptr) return refused("peer names no PPK after it has said USE_PPK");
    const auto id = parse_ppk_identity(*notify);
    if (const PostQuantumKey* ppk = id ? config.find(*id) : nullptr) {
        stir_in(sa, *ppk);
        return {};
    }
    const auto* without = request.notify(NotifyType::kNoPpkAuth);
    const auto* auth = request.get<AuthPayload>();
    if (!config.required() && without != nullptr && auth != nullptr) {
        return {{}, AuthPayload{auth->method, without->data}};
    }
    const std::string name = id ? clipped(text::escaped(*id)) : std::string("(of an unknown type)");
    return refused(fmt::format("peer uses the PPK '{}', which we do not have for it{}", name,
                               config.required() ? "" : ", and cannot do without"));
}

void append_ppk_used(const IkeSa& sa, std::vector<Payload>& response) {
    if (sa.ppk_agreed && sa.ppk) response.push_back(NotifyPayload::of(NotifyType::kPpkIdentity));
}

}  // namespace hawser::ike
