// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/readers.h"
#include "loader/config/section_reader.h"

namespace hawser::loader {

XdpConfig read_xdp(const Node& table, Diagnostics& out) {
    const SectionReader section(table, schema::kXdp, out);
    XdpConfig config;
    if (const auto mode = section.choice("mode")) config.mode = static_cast<XdpChoice>(mode->value);
    if (const auto spread = section.choice("spread"))
        config.spread = static_cast<SpreadChoice>(spread->value);
    if (const auto rate = section.integer("ike_init_rate")) config.ike_init_rate = rate->value;
    if (const auto burst = section.integer("ike_init_burst")) config.ike_init_burst = burst->value;
    return config;
}

}  // namespace hawser::loader
