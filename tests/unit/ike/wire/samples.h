// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "ike/wire/message.h"

namespace hawser::ike::test {

/// Bytes from hexadecimal digits with blanks between them; digits that are none fail the test.
Bytes hex(std::string_view text);

/// What `writer` makes of a payload or any other element with serialize().
template <typename T>
Bytes serialized(const T& element) {
    ByteWriter writer;
    element.serialize(writer);
    return writer.release();
}

/// Messages as a peer would send them, between them with every payload that we read.
Message ike_sa_init_request();
Message ike_sa_init_response();
Message ike_auth_request();
Message ike_auth_response();
Message create_child_sa_request();
Message create_child_sa_response();
Message informational_request();

}  // namespace hawser::ike::test
