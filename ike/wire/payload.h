// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string>
#include <variant>

#include "ike/wire/auth_payload.h"
#include "ike/wire/cert_payload.h"
#include "ike/wire/configuration_payload.h"
#include "ike/wire/delete_payload.h"
#include "ike/wire/encrypted_payload.h"
#include "ike/wire/fragment_payload.h"
#include "ike/wire/id_payload.h"
#include "ike/wire/ke_payload.h"
#include "ike/wire/nonce_payload.h"
#include "ike/wire/notify_payload.h"
#include "ike/wire/sa_payload.h"
#include "ike/wire/ts_payload.h"
#include "ike/wire/unknown_payload.h"
#include "ike/wire/vendor_id_payload.h"

namespace hawser::ike {

/// Any payload of a message.
using Payload =
    std::variant<SaPayload, CertPayload, CertRequestPayload, ConfigurationPayload, KePayload, IdiPayload,
                 IdrPayload, AuthPayload, NoncePayload, NotifyPayload, DeletePayload, VendorIdPayload,
                 TsiPayload, TsrPayload, EncryptedPayload, EncryptedFragmentPayload, UnknownPayload>;

[[nodiscard]] PayloadType type_of(const Payload& payload);
/// strongSwan's word for it in a message: `SA`, `No`, `N(NATD_S_IP)`.
[[nodiscard]] std::string to_string(const Payload& payload);

}  // namespace hawser::ike
