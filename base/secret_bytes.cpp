// SPDX-License-Identifier: BSD-2-Clause
#include "base/secret_bytes.h"

#include <string.h>

#include <utility>

#include "base/check.h"

namespace hawser {

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
        wipe();
        bytes_ = std::move(other.bytes_);
        other.bytes_.clear();
    }
    return *this;
}

SecretBytes SecretBytes::slice(size_t offset, size_t length) const {
    HAWSER_CHECK(offset <= bytes_.size() && length <= bytes_.size() - offset, "slice outside of the secret");
    return SecretBytes(view().subspan(offset, length));
}

void SecretBytes::wipe() {
    // explicit_bzero: a plain memset before the memory is freed may be removed by the optimiser.
    if (!bytes_.empty()) explicit_bzero(bytes_.data(), bytes_.size());
    bytes_.clear();
}

bool equal_in_constant_time(ByteView a, ByteView b) {
    if (a.size() != b.size()) return false;
    uint8_t difference = 0;
    for (size_t i = 0; i < a.size(); ++i)
        difference = static_cast<uint8_t>(difference | (a[i] ^ b[i]));
    return difference == 0;
}

}  // namespace hawser
