// SPDX-License-Identifier: BSD-2-Clause
#include "tests/lab/traffic/message.h"

#include <cstring>

namespace hawser::traffic {
namespace {

constexpr std::uint32_t kMagic = 0x48577332;
constexpr std::size_t kTimeAt = 16;

}  // namespace

std::array<std::byte, Message::kSize> Message::encode() const {
    std::array<std::byte, kSize> bytes{};
    const std::uint32_t words[] = {kMagic, flow, number};
    std::memcpy(bytes.data(), words, sizeof words);
    std::memcpy(bytes.data() + kTimeAt, &sent_ms, sizeof sent_ms);
    return bytes;
}

std::optional<Message> Message::decode(std::span<const std::byte> bytes) {
    if (bytes.size() < kSize) return std::nullopt;
    std::uint32_t words[3];
    std::memcpy(words, bytes.data(), sizeof words);
    if (words[0] != kMagic) return std::nullopt;
    Message message{words[1], words[2]};
    std::memcpy(&message.sent_ms, bytes.data() + kTimeAt, sizeof message.sent_ms);
    return message;
}

}  // namespace hawser::traffic
