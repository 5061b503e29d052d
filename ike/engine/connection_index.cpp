// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/connection_index.h"

#include <algorithm>
#include <iterator>

#include "base/check.h"

namespace hawser::ike {

namespace {

using Place = ConnectionGroup::Place;

std::vector<ConnectionId> ids_of(const std::vector<Place>& places) {
    std::vector<ConnectionId> ids;
    ids.reserve(places.size());
    for (const Place& place : places)
        ids.push_back(place.second);
    return ids;
}

void remove_from(std::map<std::string, std::set<Place>>& map, const std::string& key, Place place) {
    const auto found = map.find(key);
    HAWSER_CHECK(found != map.end() && found->second.erase(place) == 1, "the connection is in the index");
    if (found->second.empty()) map.erase(found);
}

}  // namespace

void ConnectionGroup::add(const ConnectionConfig& config, Place place) {
    all_.insert(place.second);
    if (config.auth.remote.authorities) ++trusted_[config.auth.remote.authorities.get()];
    if (config.auth.ppk.in_use()) ++with_ppk_;
    by_proposals_[to_string(config.ike_proposals)].insert(place);
    if (config.remote_identity.is_pattern()) {
        patterns_.insert(place);
    } else {
        by_identity_[config.remote_identity.match_key()].insert(place);
    }
}

void ConnectionGroup::remove(const ConnectionConfig& config, Place place) {
    all_.erase(place.second);
    const auto trusted = trusted_.find(config.auth.remote.authorities.get());
    if (trusted != trusted_.end() && --trusted->second == 0) trusted_.erase(trusted);
    if (config.auth.ppk.in_use()) --with_ppk_;
    remove_from(by_proposals_, to_string(config.ike_proposals), place);
    if (config.remote_identity.is_pattern()) {
        HAWSER_CHECK(patterns_.erase(place) == 1, "the connection is among the patterns");
    } else {
        remove_from(by_identity_, config.remote_identity.match_key(), place);
    }
}

std::vector<ConnectionId> ConnectionGroup::first_of_each_proposals() const {
    std::vector<Place> first;
    first.reserve(by_proposals_.size());
    for (const auto& [proposals, places] : by_proposals_)
        first.push_back(*places.begin());
    std::sort(first.begin(), first.end());
    return ids_of(first);
}

std::vector<ConnectionId> ConnectionGroup::with_identity(const Identity& identity) const {
    const auto exact = by_identity_.find(identity.match_key());
    const std::set<Place> none;
    const std::set<Place>& named = exact == by_identity_.end() ? none : exact->second;
    std::vector<Place> both;
    both.reserve(named.size() + patterns_.size());
    std::merge(named.begin(), named.end(), patterns_.begin(), patterns_.end(), std::back_inserter(both));
    return ids_of(both);
}

void ConnectionIndex::add(const ConnectionConfig& config) {
    const uint64_t place = ++last_place_;
    places_[config.id] = place;
    groups_[{config.local_address, config.remote_address}].add(config, {place, config.id});
}

void ConnectionIndex::remove(const ConnectionConfig& config) {
    const auto place = places_.find(config.id);
    const auto group = groups_.find({config.local_address, config.remote_address});
    HAWSER_CHECK(place != places_.end() && group != groups_.end(),
                 "a connection is indexed by its addresses");
    group->second.remove(config, {place->second, config.id});
    if (group->second.empty()) groups_.erase(group);
    places_.erase(place);
}

const ConnectionGroup* ConnectionIndex::find(const IpAddress& local,
                                             const std::optional<IpAddress>& remote) const {
    const auto found = groups_.find({local, remote});
    return found == groups_.end() ? nullptr : &found->second;
}

}  // namespace hawser::ike
