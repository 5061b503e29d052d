// SPDX-License-Identifier: BSD-2-Clause
#include "loader/bpf/flow_key.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/check.h"

namespace hawser::loader {
namespace {

template <typename Key>
Key key_of(const FlowKey& flow) {
    Key key{};
    HAWSER_CHECK(flow.local.bytes().size() == sizeof key.local_addr &&
                     flow.remote.bytes().size() == sizeof key.remote_addr,
                 "a flow of one family for the other's map");
    std::copy(flow.local.bytes().begin(), flow.local.bytes().end(), key.local_addr);
    std::copy(flow.remote.bytes().begin(), flow.remote.bytes().end(), key.remote_addr);
    key.local_port = htons(flow.local_port);
    key.remote_port = htons(flow.remote_port);
    key.protocol = flow.protocol;
    return key;
}

template <typename Key>
FlowKey flow_from(const Key& key) {
    return {.local = IpAddress::from_bytes(ByteView(key.local_addr)),
            .remote = IpAddress::from_bytes(ByteView(key.remote_addr)),
            .local_port = ntohs(key.local_port),
            .remote_port = ntohs(key.remote_port),
            .protocol = key.protocol};
}

}  // namespace

hw_flow4_key flow4_key_of(const FlowKey& flow) {
    return key_of<hw_flow4_key>(flow);
}

hw_flow6_key flow6_key_of(const FlowKey& flow) {
    return key_of<hw_flow6_key>(flow);
}

FlowKey flow_of(const hw_flow4_key& key) {
    return flow_from(key);
}

FlowKey flow_of(const hw_flow6_key& key) {
    return flow_from(key);
}

}  // namespace hawser::loader
