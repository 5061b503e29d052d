// SPDX-License-Identifier: BSD-2-Clause
#include "loader/daemon/stamp_service.h"

#include <spdlog/spdlog.h>

#include <array>

#include "ike/crypto/hmac.h"
#include "loader/daemon/stamp_clock.h"
#include "loader/net/system_clock.h"

namespace hawser::loader {
namespace {

health::StampCodec codec_of(const StampConfig& stamp) {
    if (stamp.key == nullptr) return {};
    return health::StampCodec([key = stamp.key](ByteView covered) {
        std::array<uint8_t, health::StampCodec::kHmacSize> tag{};
        ike::hmac(ike::HashId::kSha2_256, key->view(), {covered}, tag);
        return tag;
    });
}

health::StampSequence sequence_of(const StampConfig& stamp) {
    return stamp.sequence == StampSequenceChoice::kStateful ? health::StampSequence::kStateful
                                                            : health::StampSequence::kStateless;
}

}  // namespace

StampService::StampService(boost::asio::io_context& loop, const Config& config)
    : loop_(loop), config_(config), reflector_(codec_of(config.stamp), sequence_of(config.stamp)) {}

void StampService::serve(const std::set<unsigned>& tunnel_interfaces) {
    if (!daemon_reflects(config_)) return;
    std::erase_if(sockets_,
                  [&](const auto& known) { return tunnel_interfaces.count(known.first.first) == 0; });
    for (const unsigned ifindex : tunnel_interfaces) {
        open({ifindex, Family::kIpv4});
        open({ifindex, Family::kIpv6});
    }
    report_refused();
}

void StampService::open(const Place& place) {
    if (sockets_.count(place) != 0) return;
    auto opened =
        StampSocket::open(loop_, place.second, config_.stamp.port, place.first,
                          [this, place](const ReceivedDatagram& datagram) { received(place, datagram); });
    if (opened) {
        sockets_.emplace(place, std::move(*opened));
    } else if (troubles_.insert(opened.error().text()).second) {
        spdlog::warn("[stamp] {}: requests are not answered there", opened.error().text());
    }
}

void StampService::received(const Place& place, const ReceivedDatagram& datagram) {
    StampSocket& socket = *sockets_.at(place);
    const health::StampArrival arrival{
        .way = {datagram.remote, {datagram.info.destination, socket.port()}, datagram.info.ifindex},
        .ttl = datagram.info.ttl,
        .received = health::ntp_time(datagram.info.stamped.value_or(wall_clock())),
        .packet = datagram.bytes};
    Bytes answer;
    const uint16_t error_estimate = stamp_error_estimate();
    const health::StampClock clock{system_now(), health::ntp_time(wall_clock()), error_estimate};
    if (reflector_.reflect(arrival, clock, answer) != health::StampVerdict::kGood) return;
    // What is not sent is a loss to the sender, which is what it measures.
    if (const auto sent = socket.answer(datagram, answer); !sent)
        spdlog::debug("[stamp] {}", sent.error().text());
}

void StampService::report_refused() {
    using enum health::StampVerdict;
    const uint64_t forged = reflector_.count(kWrongHmac);
    const uint64_t refused = forged + reflector_.count(kTooShort) + reflector_.count(kLooping);
    if (refused == reported_ || system_now() < report_at_) return;
    spdlog::warn("[stamp] {} requests refused so far, {} of them with a wrong HMAC", refused, forged);
    reported_ = refused;
    report_at_ = system_now() + kReportInterval;
}

}  // namespace hawser::loader
