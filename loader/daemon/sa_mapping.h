// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "ike/engine/action.h"
#include "ike/engine/connection.h"
#include "loader/daemon/kernel_view.h"
#include "loader/daemon/tunnel_index.h"
#include "loader/kernel/policy.h"
#include "loader/kernel/sa.h"
#include "loader/plan/selector.h"

namespace hawser::loader {

/// More pairs of selectors than this are refused: each is three policies in the kernel, and a peer chooses
/// how many.
inline constexpr size_t kMaxSelectorPairs = 256;

/// IKE's algorithms as the kernel has them; empty where it has none.
[[nodiscard]] std::optional<EspAlgorithm> esp_algorithm(ike::EncryptionId encryption,
                                                        std::optional<ike::IntegrityId> integrity);

/// The SA of one direction. The keys are copied, because a failed installation may be tried again.
[[nodiscard]] Result<SaRequest> sa_request(const ike::InstallChildSa& child, SaDirection direction);

/// Every pair of the negotiated selectors, as a policy says it of outgoing packets.
[[nodiscard]] Result<std::vector<PolicySelector>> outbound_selectors(const ike::InstallChildSa& child);
/// The policies for them: each selector outbound, inbound and forwarded, for ESP between these addresses.
[[nodiscard]] std::vector<PolicyRequest> policy_requests(const std::vector<PolicySelector>& outbound,
                                                         IfId if_id, const IpAddress& local,
                                                         const IpAddress& remote);

/// As the planner of the maps wants them.
[[nodiscard]] std::vector<Selector> plan_selectors(const std::vector<ike::TrafficSelector>& selectors);

/// The IKE connection of a tunnel that leaves from `local`, with these keys and certificates.
[[nodiscard]] Result<ike::ConnectionConfig> connection_config(const TunnelEntry& entry,
                                                              const AuthConfig& auth, const IpAddress& local);

}  // namespace hawser::loader
