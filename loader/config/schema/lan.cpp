// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"interfaces", kTextList, kRequired, "", "",
            "Interfaces behind which the local networks are; packets that enter here may be forwarded fast."},
};

}  // namespace

const SectionSpec kLan{"[lan]", "The inside of the gateway.", kKeys};

}  // namespace hawser::loader::schema
