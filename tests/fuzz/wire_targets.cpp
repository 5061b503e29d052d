// SPDX-License-Identifier: BSD-2-Clause
#include <algorithm>

#include "base/check.h"
#include "ike/wire/distinguished_name.h"
#include "ike/wire/fragment_reassembly.h"
#include "ike/wire/hash_algorithm.h"
#include "ike/wire/limits.h"
#include "ike/wire/message.h"
#include "ike/wire/notify_data.h"
#include "ike/wire/rules.h"
#include "tests/fuzz/targets.h"

namespace hawser::fuzz {

namespace {

using namespace hawser::ike;

template <typename T>
bool has_skipped(const Message& message) {
    const auto all = message.all<T>();
    return std::any_of(all.begin(), all.end(), [](const T* payload) { return payload->skipped > 0; });
}

/// Selectors of unknown types are counted and not kept: such payloads are not written as they came.
bool loses_something(const Message& message) {
    return has_skipped<TsiPayload>(message) || has_skipped<TsrPayload>(message);
}

void read_notifies(const Message& message) {
    for (const NotifyPayload* notify : message.all<NotifyPayload>()) {
        (void)parse_redirect(*notify).ok();
        (void)parse_redirected_from(*notify).ok();
        (void)parse_additional_address(*notify).ok();
        (void)parse_no_nats_allowed(*notify).ok();
        (void)parse_cookie2(*notify).ok();
        (void)parse_ticket_with_lifetime(*notify).ok();
        (void)parse_ticket_opaque(*notify).ok();
        (void)parse_qcd_token(*notify).ok();
        (void)parse_set_window_size(*notify).ok();
        (void)parse_ppk_identity(*notify).ok();
        (void)parse_signature_hash_algorithms(*notify).ok();
    }
}

void use(const Message& message) {
    HAWSER_CHECK(!message.to_string().empty(), "a message has a name");
    for (const Payload& one : message.payloads)
        HAWSER_CHECK(!to_string(one).empty(), "a payload has a name");
    read_notifies(message);
    if (const auto* configuration = message.get<ConfigurationPayload>()) (void)configuration->to_string();
    if (const auto* id = message.get<IdiPayload>())
        HAWSER_CHECK(!id->to_string().empty(), "an identity has text");
}

/// A verdict may not depend on anything but the history; what is stored stays within its bound.
void check_bounds(const FragmentReassembly& reassembly) {
    HAWSER_CHECK(reassembly.stored_bytes() <= limits::kReassembledBytes, "more is stored than the limit");
}

}  // namespace

void message(ByteView bytes) {
    const auto parsed = Message::parse(bytes);
    if (!parsed) return;
    (void)check_payload_rules(*parsed);
    use(*parsed);
    if (loses_something(*parsed)) return;
    const auto again = Message::parse(parsed->serialize());
    HAWSER_CHECK(again.ok(), "what was taken is not taken again");
    HAWSER_CHECK(again->payloads == parsed->payloads, "what was taken does not read as the same");
}

void payload(ByteView bytes) {
    if (bytes.empty()) return;
    Bytes chain{0, 0, 0, 0};
    append(chain, bytes.subspan(1).first(std::min<size_t>(bytes.size() - 1, 60000)));
    chain[2] = static_cast<uint8_t>(chain.size() >> 8);
    chain[3] = static_cast<uint8_t>(chain.size());
    const auto parsed = Message::parse_protected(IkeHeader{}, static_cast<PayloadType>(bytes[0]), chain);
    if (parsed.ok()) use(*parsed);
}

void reassembly(ByteView bytes) {
    FragmentReassembly reassembly;
    for (ByteReader reader(bytes); !reader.empty();) {
        const auto head = reader.take<6>();
        if (!head) return;
        const auto content = reader.take(std::min<size_t>(head->u16<4>(), reader.remaining()));
        const FragmentNumbers numbers{head->u16<0>(), head->u8<2>()};
        const MessageId id(head->u8<3>());
        const auto wanted = reassembly.wants(id, numbers);
        const auto added = reassembly.add(id, numbers, PayloadType::kNotify, SecretBytes(*content));
        HAWSER_CHECK((wanted == FragmentReassembly::Verdict::kWanted) == (added != wanted), "two opinions");
        check_bounds(reassembly);
        if (added != FragmentReassembly::Verdict::kComplete) continue;
        const size_t stored = reassembly.stored_bytes();
        HAWSER_CHECK(reassembly.take().payloads.size() == stored, "bytes were lost");
        HAWSER_CHECK(!reassembly.message(), "something stayed behind");
    }
}

}  // namespace hawser::fuzz
