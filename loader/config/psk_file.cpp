// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/psk_file.h"

#include <algorithm>

namespace hawser::loader {
namespace {

int hex_digit(uint8_t c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

int base64_digit(uint8_t c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    return c == '/' ? 63 : -1;
}

/// base/hex would leave the key in memory that nobody wipes.
Result<SecretBytes> decode_hex(ByteView digits) {
    if (digits.size() % 2 != 0) return Error("an odd number of hexadecimal digits follows 0x");
    SecretBytes key(digits.size() / 2);
    for (size_t i = 0; i < key.size(); ++i) {
        const int high = hex_digit(digits[2 * i]);
        const int low = hex_digit(digits[2 * i + 1]);
        if (high < 0 || low < 0) return Error("something other than hexadecimal digits follows 0x");
        key.data()[i] = static_cast<uint8_t>(high << 4 | low);
    }
    return key;
}

Result<SecretBytes> decode_base64(ByteView digits) {
    while (!digits.empty() && digits.back() == '=')
        digits = digits.first(digits.size() - 1);
    if (digits.size() % 4 == 1) return Error("the base64 after 0s is cut off");
    SecretBytes key(digits.size() * 6 / 8);
    uint32_t bits = 0;
    size_t written = 0;
    for (size_t i = 0; i < digits.size(); ++i) {
        const int digit = base64_digit(digits[i]);
        if (digit < 0) return Error("something other than base64 follows 0s");
        bits = bits << 6 | static_cast<uint32_t>(digit);
        const size_t complete = (i + 1) * 6 / 8;
        if (complete > written) key.data()[written++] = static_cast<uint8_t>(bits >> ((i + 1) * 6 % 8));
    }
    return key;
}

bool has_prefix(ByteView content, char letter) {
    return content.size() >= 2 && content[0] == '0' && content[1] == letter;
}

}  // namespace

Result<SecretBytes> decode_psk(ByteView content) {
    while (!content.empty() && (content.back() == '\n' || content.back() == '\r')) {
        content = content.first(content.size() - 1);
    }
    const bool is_text = !has_prefix(content, 'x') && !has_prefix(content, 's');
    Result<SecretBytes> key = is_text                    ? Result<SecretBytes>(SecretBytes(content))
                              : has_prefix(content, 'x') ? decode_hex(content.subspan(2))
                                                         : decode_base64(content.subspan(2));
    if (key && key->empty()) return Error("there is no key in it");
    const bool many_lines = is_text && std::find(content.begin(), content.end(), '\n') != content.end();
    if (many_lines) return Error("there is more than one line in it");
    return key;
}

PskOutcome read_psk_file(const std::string& path) {
    const FileContent content = read_guarded_file(path, kSecretFile);
    if (!content.failure.text.empty()) return {nullptr, content.failure};
    auto key = decode_psk(content.bytes.view());
    if (!key) {
        return {nullptr,
                {key.error().within("key file " + path).text(), "write the key alone into the file"}};
    }
    return {std::make_shared<const SecretBytes>(std::move(*key)), {}};
}

}  // namespace hawser::loader
