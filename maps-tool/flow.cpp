// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/flow.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace hawser::maps {
namespace {

template <typename Key>
FlowName name_from(const Key& key) {
    FlowName name;
    name.local = IpAddress::from_bytes(key.local_addr);
    name.remote = IpAddress::from_bytes(key.remote_addr);
    name.protocol = key.protocol;
    name.local_port = ntohs(key.local_port);
    name.remote_port = ntohs(key.remote_port);
    return name;
}

template <typename Key>
Key key_from(const FlowName& name) {
    Key key{};
    HAWSER_CHECK(name.local.bytes().size() == sizeof key.local_addr &&
                     name.remote.bytes().size() == sizeof key.remote_addr,
                 "a flow of another family than the key");
    std::memcpy(key.local_addr, name.local.bytes().data(), sizeof key.local_addr);
    std::memcpy(key.remote_addr, name.remote.bytes().data(), sizeof key.remote_addr);
    key.local_port = htons(name.local_port);
    key.remote_port = htons(name.remote_port);
    key.protocol = name.protocol;
    return key;
}

template <typename Key>
Result<void> append(const Maps& maps, std::string_view map, const std::function<bool(const Flow&)>& wanted,
                    std::vector<Flow>& flows) {
    const auto pins = maps.open_typed<Key, hw_pin>(map);
    if (!pins) return pins.error();
    return pins->map().for_each([&](const void* key_bytes, const void* value) {
        Key key;
        Flow flow;
        std::memcpy(&key, key_bytes, sizeof key);
        std::memcpy(&flow.pin, value, sizeof flow.pin);
        flow.name = name_from(key);
        flow.map = map;
        if (wanted(flow)) flows.push_back(flow);
    });
}

bool is_proven_map(std::string_view map) {
    return map == HW_MAP_PINS4 || map == HW_MAP_PINS6;
}

template <typename Key>
Result<std::optional<Flow>> find_in(const Maps& maps, std::string_view map, const FlowName& name) {
    const auto pins = maps.open_typed<Key, hw_pin>(map);
    if (!pins) return pins.error();
    const Result<std::optional<hw_pin>> pin = pins->lookup(key_from<Key>(name));
    if (!pin) return pin.error();
    if (!*pin) return std::optional<Flow>();
    return std::optional<Flow>(Flow{name, **pin, map});
}

}  // namespace

FlowName name_of(const hw_flow4_key& key) {
    return name_from(key);
}

FlowName name_of(const hw_flow6_key& key) {
    return name_from(key);
}

hw_flow4_key key4_of(const FlowName& name) {
    return key_from<hw_flow4_key>(name);
}

hw_flow6_key key6_of(const FlowName& name) {
    return key_from<hw_flow6_key>(name);
}

bool is_proven(const Flow& flow) {
    return is_proven_map(flow.map) || (flow.pin.flags & HW_PIN_PROVEN) != 0;
}

Result<std::vector<Flow>> read_flows(const Maps& maps, const std::function<bool(const Flow&)>& wanted) {
    std::vector<Flow> flows;
    // The new ones first: who is taken over meanwhile is then seen twice, and not missed.
    using IsSix = std::pair<std::string_view, bool>;
    for (const auto& [map, six] : {IsSix(HW_MAP_NEW_PINS4, false), IsSix(HW_MAP_NEW_PINS6, true),
                                   IsSix(HW_MAP_PINS4, false), IsSix(HW_MAP_PINS6, true)}) {
        const Result<void> done = six ? append<hw_flow6_key>(maps, map, wanted, flows)
                                      : append<hw_flow4_key>(maps, map, wanted, flows);
        if (!done) return done.error();
    }
    std::sort(flows.begin(), flows.end(), [](const Flow& a, const Flow& b) {
        if (a.name != b.name) return a.name < b.name;
        return is_proven_map(a.map) && !is_proven_map(b.map);
    });
    const auto same = [](const Flow& a, const Flow& b) { return a.name == b.name; };
    flows.erase(std::unique(flows.begin(), flows.end(), same), flows.end());
    return flows;
}

Result<std::vector<Flow>> read_flows_of(const Maps& maps, std::string_view map) {
    std::vector<Flow> flows;
    const bool six = map == HW_MAP_PINS6 || map == HW_MAP_NEW_PINS6;
    const auto all = [](const Flow&) { return true; };
    const Result<void> done =
        six ? append<hw_flow6_key>(maps, map, all, flows) : append<hw_flow4_key>(maps, map, all, flows);
    if (!done) return done.error();
    return flows;
}

Result<std::optional<Flow>> find_flow(const Maps& maps, const FlowName& name) {
    const bool six = name.local.is_v6();
    Result<std::optional<Flow>> flow = six ? find_in<hw_flow6_key>(maps, HW_MAP_PINS6, name)
                                           : find_in<hw_flow4_key>(maps, HW_MAP_PINS4, name);
    if (!flow || *flow) return flow;
    return six ? find_in<hw_flow6_key>(maps, HW_MAP_NEW_PINS6, name)
               : find_in<hw_flow4_key>(maps, HW_MAP_NEW_PINS4, name);
}

}  // namespace hawser::maps
