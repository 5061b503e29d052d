// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <vector>

#include "ike/wire/message.h"

namespace hawser::ike {

class IkeSa;
struct EngineContext;

/// REDIRECT_SUPPORTED in our IKE_SA_INIT request, and REDIRECTED_FROM where a gateway has sent us to this one
/// (RFC 5685 3).
void append_redirect_support(const IkeSa& sa, const EngineContext& context, std::vector<Payload>& request);
/// Whether an IKE_SA_INIT request says that its sender follows redirects: either of the two notifies does.
[[nodiscard]] bool follows_redirects(const Message& init_request);

}  // namespace hawser::ike
