// SPDX-License-Identifier: BSD-2-Clause
#include <fmt/format.h>

#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {
namespace {

/// A tunnel has one outer address; a second one of the same family would never be used.
void check_one_per_family(std::string_view key, const std::vector<Located<IpAddress>>& addresses,
                          Diagnostics& out) {
    for (size_t i = 0; i < addresses.size(); ++i) {
        const IpAddress& address = addresses[i].value;
        if (address.is_unspecified() || address.is_multicast()) {
            out.error(addresses[i].where, fmt::format("'{}' is no address of a host", address.to_string()));
        }
        for (size_t before = 0; before < i; ++before) {
            if (addresses[before].value.family() != address.family()) continue;
            out.error(
                addresses[i].where,
                fmt::format("'{}' in [[uplink]] has a second IPv{} address", key, address.is_v4() ? 4 : 6),
                "make another [[uplink]] for it");
        }
    }
}

void check_interface_name(const Located<std::string>& name, Diagnostics& out) {
    constexpr size_t kLongest = 15;  // IFNAMSIZ with the terminating zero is 16.
    const bool usable =
        name.value.size() <= kLongest && name.value.find_first_of("/: \t") == std::string::npos;
    if (!usable) out.error(name.where, fmt::format("'{}' is no name of a network interface", name.value));
}

}  // namespace

UplinkDraft read_uplink(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kUplink, out);
    UplinkDraft draft;
    draft.where = section.where();
    if (auto name = section.name("name")) draft.name = *name;
    if (auto interface = section.text("interface")) {
        draft.interface = *interface;
        check_interface_name(draft.interface, out);
    }
    draft.addresses = section.addresses("address");
    draft.gateways = section.addresses("gateway");
    check_one_per_family("address", draft.addresses, out);
    check_one_per_family("gateway", draft.gateways, out);
    if (const auto hotplug = section.boolean("hotplug")) draft.hotplug = hotplug->value;
    draft.probe_target = section.address("probe_target");
    draft.bandwidth = section.bandwidth("bandwidth");
    draft.download = section.bandwidth("download");
    draft.tags = read_tags(section, out);
    return draft;
}

}  // namespace hawser::loader
