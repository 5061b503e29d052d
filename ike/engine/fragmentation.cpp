// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/fragmentation.h"

#include <algorithm>
#include <utility>

#include "ike/engine/engine_context.h"
#include "ike/engine/ike_sa.h"
#include "ike/wire/reader.h"

namespace hawser::ike {

namespace {

/// RFC 7383 section 2.5.1: every path carries these, as good as.
constexpr uint16_t kSmallestPacket = 576;
/// Sizes that are tried one after the other, of those that are below the connection's. Coarse, as section
/// 2.5.2 has it.
constexpr uint16_t kPacketSizes[] = {1280, kSmallestPacket};
/// Transmissions of one size before the next smaller one is tried.
constexpr unsigned kTriesPerSize = 2;

/// What an IP packet of that size leaves to an IKE message.
size_t message_limit(const IkeSa& sa, const EngineContext& context, uint16_t packet_bytes) {
    constexpr size_t kUdp = 8;
    constexpr size_t kNonEspMarker = 4;
    const size_t ip = sa.remote.address.family() == Family::kIpv4 ? 20 : 40;
    const size_t marker = sa.local.port == context.options.ike_port ? 0 : kNonEspMarker;
    return packet_bytes - ip - kUdp - marker;
}

/// A request that came in small fragments says what the path carries (section 2.5.1). Not that a peer could
/// have its answer cut to pieces of a few bytes.
size_t response_limit(const IkeSa& sa, const EngineContext& context, size_t request_datagram) {
    const size_t own = message_limit(sa, context, sa.fragmentation.packet_bytes);
    if (request_datagram == 0) return own;
    return std::min(own, std::max(request_datagram, message_limit(sa, context, kSmallestPacket)));
}

std::optional<uint16_t> next_smaller(uint16_t packet_bytes) {
    for (uint16_t size : kPacketSizes) {
        if (size < packet_bytes) return size;
    }
    return std::nullopt;
}

/// Other fragments of a message of ours, at most so large. Empty if they would not be more than there are:
/// sets are told apart by their number (section 2.5.2).
std::vector<Bytes> cut_anew(IkeSa& sa, EngineContext& context, const OutboundMessage& message,
                            size_t max_bytes) {
    auto cut = sa.crypto->ciphers.outbound.protect_in_fragments(message.header, message.first, message.inner,
                                                                max_bytes, context.random);
    if (!cut || cut->size() <= message.datagrams.size()) return {};
    return std::move(cut).value();
}

/// The numbers of an SKF that is the first payload of its message, as all are whose exchanges have nothing in
/// the clear (section 2.5.3).
std::optional<FragmentNumbers> numbers_of(ByteView fragment) {
    constexpr size_t kGenericHeader = 4;
    if (fragment.size() < IkeHeader::kSize) return std::nullopt;
    ByteReader reader(fragment.subspan(IkeHeader::kSize));
    const auto fixed = reader.take<kGenericHeader + FragmentNumbers::kSize>();
    if (!fixed) return std::nullopt;
    return FragmentNumbers{fixed->u16<kGenericHeader>(), fixed->u16<kGenericHeader + 2>()};
}

}  // namespace

FragmentCollection::Verdict FragmentCollection::add(const IkeCipher& inbound, MessageId message,
                                                    ByteView fragment, size_t max_bytes,
                                                    TimePoint forget_at) {
    using Wanted = FragmentReassembly::Verdict;
    const auto numbers = numbers_of(fragment);
    if (!numbers || reassembly_.wants(message, *numbers) != Wanted::kWanted) return Verdict::kUseless;
    auto opened = inbound.open_fragment(fragment);
    if (!opened) return Verdict::kForged;
    const bool begins = !forget_at_ || reassembly_.message() != message;
    if (reassembly_.stored_bytes() + opened->content.size() > max_bytes && !begins) {
        reset();
        return Verdict::kUseless;
    }
    if (begins) {
        forget_at_ = forget_at;
        first_fragment_.clear();
        largest_datagram_ = 0;
    }
    const auto added = reassembly_.add(message, opened->numbers, opened->first, std::move(opened->content));
    if (added != Wanted::kStored && added != Wanted::kComplete) {
        reset();
        return Verdict::kUseless;
    }
    if (opened->numbers.number == 1) first_fragment_ = to_bytes(fragment);
    largest_datagram_ = std::max(largest_datagram_, fragment.size());
    return added == Wanted::kComplete ? Verdict::kComplete : Verdict::kStored;
}

InboundMessage FragmentCollection::take() {
    ReassembledContent content = reassembly_.take();
    forget_at_.reset();
    return {{content.first, std::move(content.payloads)}, std::exchange(first_fragment_, {})};
}

void FragmentCollection::reset() {
    reassembly_.reset();
    first_fragment_.clear();
    forget_at_.reset();
}

void forget_partial_request(IkeSa& sa, TimePoint now) {
    auto& requests = sa.fragmentation.requests;
    if (requests && requests->forget_at() && *requests->forget_at() <= now) requests.reset();
}

void agree_on_fragmentation(IkeSa& sa) {
    sa.fragmentation.packet_bytes = sa.config->fragment_size;
    sa.fragmentation.agreed = sa.peer.fragmentation && sa.config->fragment_size != 0;
}

Result<OutboundMessage> protect_message(IkeSa& sa, EngineContext& context, const Message& message) {
    OutboundMessage out{{}, message.header, message.first_type(), message.serialize_payloads()};
    IkeCipher& cipher = sa.crypto->ciphers.outbound;
    if (!sa.fragmentation.agreed) {
        auto whole = cipher.protect(out.header, out.first, out.inner, context.random);
        if (!whole) return whole.error();
        out.datagrams.push_back(std::move(whole).value());
        return out;
    }
    const size_t request = message.header.response ? sa.fragmentation.request_datagram : 0;
    auto cut = cipher.protect_in_fragments(out.header, out.first, out.inner,
                                           response_limit(sa, context, request), context.random);
    if (!cut) return cut.error();
    out.datagrams = std::move(cut).value();
    return out;
}

void try_smaller_fragments(IkeSa& sa, EngineContext& context, MessageId id) {
    if (!sa.fragmentation.agreed || sa.requests.tries(id) <= kTriesPerSize) return;
    const OutboundMessage& request = sa.requests.message(id);
    const auto smaller = next_smaller(sa.fragmentation.packet_bytes);
    if (!smaller || request.inner.empty()) return;
    const size_t limit = message_limit(sa, context, *smaller);
    if (request.largest_datagram() <= limit) return;
    auto cut = cut_anew(sa, context, request, limit);
    if (cut.empty()) return;
    sa.fragmentation.packet_bytes = *smaller;
    sa.requests.restart(id, std::move(cut), context.now);
}

void fit_response(IkeSa& sa, EngineContext& context, MessageId request, size_t datagram_bytes) {
    const OutboundMessage& answer = sa.responses.response_to(request);
    const size_t limit = response_limit(sa, context, datagram_bytes);
    if (!sa.fragmentation.agreed || answer.inner.empty() || answer.largest_datagram() <= limit) return;
    auto cut = cut_anew(sa, context, answer, limit);
    if (!cut.empty()) sa.responses.recut(request, std::move(cut));
}

}  // namespace hawser::ike
