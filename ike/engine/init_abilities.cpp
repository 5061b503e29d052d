// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/init_abilities.h"

#include "ike/engine/connection.h"
#include "ike/engine/hawser_extensions.h"

namespace hawser::ike {

PeerAbilities abilities_of(const Message& init) {
    PeerAbilities abilities;
    abilities.hawser = is_from_hawser(init);
    abilities.childless = init.notify(NotifyType::kChildlessIkev2Supported) != nullptr;
    return abilities;
}

void append_own_abilities(const ConnectionConfig& /*config*/, std::vector<Payload>& request) {
    request.push_back(hawser_vendor_id());
}

void append_confirmed_abilities(const ConnectionConfig& /*config*/, const PeerAbilities& /*initiator*/,
                                std::vector<Payload>& response) {
    response.push_back(NotifyPayload::of(NotifyType::kChildlessIkev2Supported));
    response.push_back(hawser_vendor_id());
}

}  // namespace hawser::ike
