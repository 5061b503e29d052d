// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"mode", kChoice, kOptional, "\"auto\"", "auto|off|native|generic",
            "How the XDP programs are attached. `auto` is native where the driver can, and nothing where it "
            "cannot or where it would make things worse. Whatever it is, the same packets pass."},
    KeySpec{
        "spread", kChoice, kOptional, "\"auto\"", "auto|on|off",
        "Whether packets are given to other CPUs: ESP by its SPI, the LAN's by flow. `auto` does it where "
        "an interface has fewer receive queues than there are CPUs."},
    KeySpec{"ike_init_rate", kInteger, kOptional, "50", "0..1000000",
            "IKE_SA_INIT requests a second that XDP lets in from one source; 0: as many as come."},
    KeySpec{"ike_init_burst", kInteger, kOptional, "200", "1..1000000", "So many of them at once."},
};

}  // namespace

const SectionSpec kXdp{"[xdp]", "The accelerator on uplinks and LANs.", kKeys};

}  // namespace hawser::loader::schema
