// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/policy_hash.h"

#include <algorithm>
#include <vector>

namespace hawser::loader {
namespace {

void shorten(uint8_t& length, const std::vector<IpPrefix>& networks, Family family) {
    for (const IpPrefix& network : networks) {
        if (network.family() == family && network.length() != 0)
            length = std::min(length, static_cast<uint8_t>(network.length()));
    }
}

}  // namespace

PolicyHashes policy_hashes_for(const Config& config) {
    PolicyHashes hashes = kKernelPolicyHashes;
    for (const PeerConfig& peer : config.peers) {
        shorten(hashes.v4.local, peer.local_networks, Family::kIpv4);
        shorten(hashes.v4.remote, peer.networks, Family::kIpv4);
        shorten(hashes.v6.local, peer.local_networks, Family::kIpv6);
        shorten(hashes.v6.remote, peer.networks, Family::kIpv6);
    }
    return hashes;
}

Result<void> PolicyHashKeeper::reconcile(const PolicyHashes& wanted) {
    auto present = port_.look();
    if (!present) return present.error();
    const PolicyHashes& now = present->hashes;
    if (now != kKernelPolicyHashes && now != wanted && now != written_) return {};
    const PolicyHashes& right = present->outgoing <= kMostPolicies ? wanted : kKernelPolicyHashes;
    if (right == now) return {};
    written_ = right;
    return port_.set(right);
}

Result<void> PolicyHashKeeper::reset() {
    auto present = port_.look();
    if (!present) return present.error();
    return present->hashes == kKernelPolicyHashes ? Result<void>() : port_.set(kKernelPolicyHashes);
}

}  // namespace hawser::loader
