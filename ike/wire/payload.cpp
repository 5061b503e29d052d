// SPDX-License-Identifier: BSD-2-Clause
#include "ike/wire/payload.h"

namespace hawser::ike {

namespace {

struct TypeOf {
    template <typename T>
    PayloadType operator()(const T&) const {
        return T::kType;
    }
    PayloadType operator()(const UnknownPayload& payload) const { return payload.type; }
};

}  // namespace

PayloadType type_of(const Payload& payload) {
    return std::visit(TypeOf{}, payload);
}

std::string to_string(const Payload& payload) {
    if (const auto* notify = std::get_if<NotifyPayload>(&payload)) return notify->to_string();
    return short_name(type_of(payload));
}

}  // namespace hawser::ike
