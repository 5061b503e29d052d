// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{"name", kName, kRequired, "", "", "What `pools` of a `[[peer]]` calls it."},
    KeySpec{"addresses", kPrefixList, kRequired, "", "",
            "One network, whose addresses are given out; of more than 65,536 the first so many."},
    KeySpec{"dns", kAddressList, kOptional, "none", "", "Name servers that are told with the address."},
};

}  // namespace

const SectionSpec kPool{"[[pool]]", "Inner addresses for peers that ask for one.", kKeys};

}  // namespace hawser::loader::schema
