// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/sa_table.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "ike/engine/random_numbers.h"

namespace hawser::ike {

namespace {

/// What an SA takes for itself, its keys, our response and its places in the tables.
constexpr size_t kHalfOpenBytes = 4096;

size_t hash_of(ByteView bytes) {
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

template <typename Map>
IkeSa& insert(Map& by_own_spi, IkeSa::Birth birth) {
    const IkeSpi own_spi = birth.own_spi;
    const bool by_peer = !birth.initiator;
    const auto [place, inserted] = by_own_spi.emplace(own_spi, std::make_unique<IkeSa>(std::move(birth)));
    HAWSER_CHECK(inserted, "the SPI of a new IKE SA is in use");
    IkeSa& sa = *place->second;
    sa.set_state(IkeSaState::kConnecting, by_peer ? "the peer has begun" : "we have begun");
    return sa;
}

template <typename Map>
void remove_from(Map& by_config, const IkeSa& sa) {
    const auto [first, last] = by_config.equal_range(sa.config.get());
    const auto found = std::find_if(first, last, [&sa](const auto& one) { return one.second == &sa; });
    if (found != last) by_config.erase(found);
}

}  // namespace

IkeSpi SaTable::draw_spi(RandomSource& random) const {
    uint64_t number = random_u64(random);
    // Counting on from the draw ends with any source of random numbers, also a test's constant one.
    while (number == 0 || by_own_spi_.count(IkeSpi(number)) != 0 || offers(IkeSpi(number)))
        ++number;
    return IkeSpi(number);
}

SpiReservation SaTable::offer_spi(RandomSource& random) {
    return {draw_spi(random), offered_};
}

IkeSa& SaTable::add(IkeSa::Birth birth) {
    if (birth.initiator) return add_authenticated(std::move(birth));
    // No connection's yet, or all that strangers begin would be one's: the first that their addresses fit.
    IkeSa& added = insert(by_own_spi_, std::move(birth));
    half_open_.add(added.remote.address, kHalfOpenBytes);
    counted_half_open_.emplace(added.own_spi(), Counted{added.remote.address, kHalfOpenBytes});
    return added;
}

IkeSa& SaTable::add_authenticated(IkeSa::Birth birth) {
    IkeSa& added = insert(by_own_spi_, std::move(birth));
    by_config_.emplace(added.config.get(), &added);
    return added;
}

void SaTable::no_longer_half_open(const IkeSa& sa) {
    const auto counted = counted_half_open_.find(sa.own_spi());
    if (counted == counted_half_open_.end()) return;
    half_open_.remove(counted->second.source, counted->second.bytes);
    counted_half_open_.erase(counted);
}

void SaTable::note_half_open_bytes(const IkeSa& sa, size_t bytes) {
    const auto counted = counted_half_open_.find(sa.own_spi());
    if (counted == counted_half_open_.end()) return;
    half_open_.resize(counted->second.bytes, kHalfOpenBytes + bytes);
    counted->second.bytes = kHalfOpenBytes + bytes;
}

void SaTable::assign(IkeSa& sa, std::shared_ptr<const ConnectionConfig> config) {
    remove_from(by_config_, sa);
    sa.config = std::move(config);
    by_config_.emplace(sa.config.get(), &sa);
}

void SaTable::erase(IkeSpi own_spi) {
    const IkeSa* sa = find(own_spi);
    if (sa == nullptr) return;
    remove_from(by_config_, *sa);
    no_longer_half_open(*sa);
    const auto [first, last] = by_initiator_spi_.equal_range(sa->initiator_spi());
    const auto index =
        std::find_if(first, last, [&](const auto& one) { return one.second.own_spi == own_spi; });
    if (index != last) by_initiator_spi_.erase(index);
    by_own_spi_.erase(own_spi);
}

IkeSa* SaTable::find(IkeSpi own_spi) const {
    const auto found = by_own_spi_.find(own_spi);
    return found == by_own_spi_.end() ? nullptr : found->second.get();
}

void SaTable::index_initiator_spi(IkeSpi initiator_spi, const IkeSa& sa) {
    by_initiator_spi_.emplace(initiator_spi, Beginning{sa.own_spi(), hash_of(sa.init.request)});
}

IkeSa* SaTable::find_by_init_request(IkeSpi initiator_spi, ByteView request) const {
    const auto [first, last] = by_initiator_spi_.equal_range(initiator_spi);
    for (auto it = first; it != last; ++it) {
        if (it->second.request_hash != hash_of(request)) continue;
        IkeSa* sa = find(it->second.own_spi);
        const Bytes& known = sa->init.request;
        if (known.empty() || std::equal(known.begin(), known.end(), request.begin(), request.end()))
            return sa;
    }
    return nullptr;
}

std::vector<IkeSa*> SaTable::of(const ConnectionConfig* config) const {
    std::vector<IkeSa*> found;
    const auto [first, last] = by_config_.equal_range(config);
    for (auto it = first; it != last; ++it)
        found.push_back(it->second);
    std::sort(found.begin(), found.end(),
              [](const IkeSa* a, const IkeSa* b) { return a->unique_id() < b->unique_id(); });
    return found;
}

IkeSa* SaTable::current_of(const ConnectionConfig* config) const {
    IkeSa* best = nullptr;
    for (IkeSa* sa : of(config)) {
        if (!sa->is_current()) continue;
        if (best == nullptr || sa->state() >= best->state()) best = sa;
    }
    return best;
}

std::vector<IkeSpi> SaTable::spis() const {
    std::vector<IkeSpi> list;
    list.reserve(by_own_spi_.size());
    for (const auto& [spi, sa] : by_own_spi_)
        list.push_back(spi);
    std::sort(list.begin(), list.end());
    return list;
}

}  // namespace hawser::ike
