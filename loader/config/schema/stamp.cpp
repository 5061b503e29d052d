// SPDX-License-Identifier: BSD-2-Clause
#include <array>

#include "loader/config/schema.h"

namespace hawser::loader::schema {
namespace {

using enum ValueType;
using enum Presence;

constexpr std::array kKeys{
    KeySpec{
        "reflector", kChoice, kOptional, "\"on\"", "on|off",
        "Whether peers may measure their tunnels to us: requests to the gateway's own inner addresses are "
        "answered by the tunnel on which they came."},
    KeySpec{"port", kInteger, kOptional, "862", "1..65535", "UDP port of the requests."},
    KeySpec{"mode", kChoice, kOptional, "\"unauthenticated\"", "unauthenticated|authenticated",
            "Which requests are answered; those of the other mode are not. Authenticated ones carry an HMAC "
            "under the key of `key_file`, and `hawserd` answers them instead of the kernel."},
    KeySpec{"key_file", kText, kOptional, "required in authenticated mode", "",
            "File with the key of the HMAC, as for `psk_file`."},
    KeySpec{"sequence", kChoice, kOptional, "\"stateless\"", "stateless|stateful",
            "Whether answers repeat the requests' sequence numbers, or `hawserd` counts its answers in each "
            "session, so that the sender can tell losses on its way from losses on ours."},
    KeySpec{"key", kText, kForeign, "", "",
            "keys stand in files of their own: key_file = \"/etc/hawser/stamp.key\""},
};

}  // namespace

const SectionSpec kStamp{"[stamp]", "The STAMP reflector (RFC 8762) on the tunnels.", kKeys};

}  // namespace hawser::loader::schema
