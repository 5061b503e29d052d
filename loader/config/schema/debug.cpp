// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"key_log", kText, kOptional, "off", "",
            "A folder in which hawserd writes the keys of all SAs as Wireshark reads them: "
            "`ikev2_decryption_table` and `esp_sa`, of mode 0600. Whoever reads them can read the traffic; "
            "`hawserd` and `hawser status` warn of it. An absolute path."},
};

}  // namespace

const SectionSpec kDebug{"[debug]", "What is for finding faults alone.", kKeys};

}  // namespace hawser::loader::schema
