// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/result.h"
#include "loader/kernel/netlink_message.h"
#include "loader/kernel/sa.h"

namespace hawser::loader {

/// XFRM_MSG_NEWSA. Fails on keys that do not fit the algorithm, with a text that says so without them.
[[nodiscard]] Result<NetlinkMessage> encode_add_sa(const SaRequest& request);
[[nodiscard]] NetlinkMessage encode_delete_sa(const SaKey& key);
[[nodiscard]] NetlinkMessage encode_get_sa(const SaKey& key);
[[nodiscard]] NetlinkMessage encode_list_sas();

/// XFRMA_ENCAP.
void put_encap(NetlinkMessage& message, const EspEncap& encap);
/// How often at most the kernel tells of an incoming SA whose peer is seen elsewhere (XFRM_MSG_MAPPING, Linux
/// 5.17): it would with every packet.
void put_mapping_threshold(NetlinkMessage& message);

}  // namespace hawser::loader
