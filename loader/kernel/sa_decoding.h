// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>

#include "loader/kernel/sa_event_port.h"
#include "loader/kernel/sa.h"

struct nlmsghdr;

namespace hawser::loader {

/// An SA out of XFRM_MSG_NEWSA as the kernel lists it. Nothing for what is no ESP SA in tunnel mode with an
/// if_id.
[[nodiscard]] std::optional<SaInfo> decode_sa(const nlmsghdr& message);

/// Likewise of XFRM_MSG_EXPIRE.
[[nodiscard]] std::optional<SaExpiry> decode_expiry(const nlmsghdr& message);

/// Likewise of XFRM_MSG_MAPPING, which has no if_id: the reqid of our SAs is the same.
[[nodiscard]] std::optional<SaMapping> decode_mapping(const nlmsghdr& message);

}  // namespace hawser::loader
