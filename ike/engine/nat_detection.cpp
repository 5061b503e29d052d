// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/nat_detection.h"

#include <algorithm>

#include "ike/crypto/hashes.h"
#include "ike/engine/random_numbers.h"

namespace hawser::ike {

std::vector<Payload> nat_detection_notifies(const MessagePath& path, bool pretend, RandomSource& random) {
    const auto source = nat_detection_hash(path.initiator_spi, path.responder_spi, path.source);
    const auto destination = nat_detection_hash(path.initiator_spi, path.responder_spi, path.destination);
    const Bytes nowhere = random_bytes(random, source.size());
    return {NotifyPayload::of(NotifyType::kNatDetectionSourceIp, pretend ? ByteView(nowhere) : source),
            NotifyPayload::of(NotifyType::kNatDetectionDestinationIp, destination)};
}

NatVerdict detect_nat(const Message& message, const MessagePath& path) {
    const auto source = nat_detection_hash(path.initiator_spi, path.responder_spi, path.source);
    const auto destination = nat_detection_hash(path.initiator_spi, path.responder_spi, path.destination);
    bool has_source = false;
    bool source_fits = false;
    bool has_destination = false;
    bool destination_fits = false;
    // A sender with several addresses sends several sources; one that fits is enough (2.23).
    for (const NotifyPayload* notify : message.all<NotifyPayload>()) {
        const auto equals = [notify](const auto& hash) {
            return std::equal(notify->data.begin(), notify->data.end(), hash.begin(), hash.end());
        };
        if (notify->type == NotifyType::kNatDetectionSourceIp) {
            has_source = true;
            source_fits = source_fits || equals(source);
        } else if (notify->type == NotifyType::kNatDetectionDestinationIp) {
            has_destination = true;
            destination_fits = destination_fits || equals(destination);
        }
    }
    if (!has_source || !has_destination) return {};
    return {true, !source_fits, !destination_fits};
}

}  // namespace hawser::ike
