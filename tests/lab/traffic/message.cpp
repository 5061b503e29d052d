// SPDX-License-Identifier: BSD-2-Clause
#include "tests/lab/traffic/message.h"

#include <cstring>

namespace hawser::traffic {
namespace {

constexpr std::uint32_t kMagic = 0x48577331;

}  // namespace

std::array<std::byte, Message::kSize> Message::encode() const {
    std::array<std::byte, kSize> bytes{};
    const std::uint32_t words[] = {kMagic, flow, number};
    std::memcpy(bytes.data(), words, sizeof words);
    return bytes;
}

std::optional<Message> Message::decode(std::span<const std::byte> bytes) {
    if (bytes.size() < kSize) return std::nullopt;
    std::uint32_t words[3];
    std::memcpy(words, bytes.data(), sizeof words);
    if (words[0] != kMagic) return std::nullopt;
    return Message{words[1], words[2]};
}

}  // namespace hawser::traffic
