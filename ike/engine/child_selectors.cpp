// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/child_selectors.h"

#include "ike/engine/inner_configuration.h"

namespace hawser::ike {

namespace {

std::vector<TrafficSelector> hosts(const std::vector<IpAddress>& addresses) {
    std::vector<TrafficSelector> selectors;
    for (const IpAddress& one : addresses)
        selectors.emplace_back(IpPrefix(one, one.bits()));
    return selectors;
}

std::vector<TrafficSelector> everything(const std::vector<Family>& families) {
    std::vector<TrafficSelector> selectors;
    for (Family family : families)
        selectors.emplace_back(IpPrefix(IpAddress::unspecified(family), 0));
    return selectors;
}

}  // namespace

SelectorPair child_selectors(const IkeSa& sa) {
    SelectorPair pair{sa.config->local_selectors, sa.config->remote_selectors};
    if (sa.inner) {
        (sa.inner->leases.empty() ? pair.local : pair.remote) = hosts(sa.inner->addresses);
    } else if (sa.initiator() && !sa.config->request_addresses.empty()) {
        pair.local = everything(sa.config->request_addresses);
    }
    return pair;
}

}  // namespace hawser::ike
