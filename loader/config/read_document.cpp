// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {
namespace {

/// sockaddr_un has room for 108 bytes with the terminating zero.
constexpr size_t kLongestSocketPath = 107;

void read_control_socket(const SectionReader& top, ConfigDraft& draft, Diagnostics& out) {
    const auto path = top.text("control_socket");
    if (!path) return;
    if (path->value.front() != '/' || path->value.size() > kLongestSocketPath) {
        out.error(path->where, "'control_socket' must be an absolute path of at most 107 characters");
        return;
    }
    draft.control_socket = path->value;
}

void read_debug(const Node& table, ConfigDraft& draft, Diagnostics& out) {
    const auto folder = SectionReader(table, schema::kDebug, out).text("key_log");
    if (!folder) return;
    if (folder->value.front() != '/') {
        out.error(folder->where, "'key_log' must be an absolute path");
        return;
    }
    out.warning(folder->where, "the keys of all SAs are written to " + folder->value,
                "whoever reads them can read the traffic: remove key_log when you have seen enough");
    draft.key_log = folder->value;
}

void read_state_directory(const SectionReader& top, ConfigDraft& draft, Diagnostics& out) {
    const auto path = top.text("state_directory");
    if (!path) return;
    if (path->value.empty() || path->value.front() != '/') {
        out.error(path->where, "'state_directory' must be an absolute path");
        return;
    }
    draft.state_directory = path->value;
}

}  // namespace

ConfigDraft read_document(const Node& document, Diagnostics& out) {
    ConfigDraft draft;
    const SectionReader top(document, schema::kTop, out);
    if (const auto choice = top.choice("forwarding")) {
        draft.forwarding = {static_cast<ForwardingChoice>(choice->value), choice->where};
    }
    if (const auto choice = top.choice("interfaces")) {
        draft.interfaces = {static_cast<InterfacesChoice>(choice->value), choice->where};
    }
    read_control_socket(top, draft, out);
    read_state_directory(top, draft, out);
    if (const auto wanted = top.boolean("quick_crash_detection")) draft.quick_crash_detection = wanted->value;
    draft.pools = read_pools(top.tables("pool"), out);
    if (top.choice("log_level")) draft.log_level = top.text("log_level")->value;
    for (const Node* table : top.tables("uplink"))
        draft.uplinks.push_back(read_uplink(*table, out));
    if (const Node* table = top.table("lan")) {
        draft.lan_interfaces = SectionReader(*table, schema::kLan, out).texts("interfaces");
    }
    if (const Node* table = top.table("flows")) draft.flows = read_flows(*table, out);
    if (const auto silence = top.duration("silence")) draft.silence = silence->value;
    if (const Node* table = top.table("xdp")) draft.xdp = read_xdp(*table, out);
    if (const Node* table = top.table("stamp")) draft.stamp = read_stamp(*table, out);
    if (const Node* table = top.table("metrics")) draft.metrics = read_metrics(*table, out);
    if (const Node* table = top.table("debug")) read_debug(*table, draft, out);
    if (const Node* table = top.table("dns")) draft.dns = read_dns(*table, out);
    for (const Node* table : top.tables("peer"))
        draft.peers.push_back(read_peer(*table, out));
    for (const Node* table : top.tables("tunnel"))
        draft.externals.push_back(read_external(*table, out));
    return draft;
}

}  // namespace hawser::loader
