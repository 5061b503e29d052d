// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "base/bytes.h"

/// What is given arbitrary bytes, by libFuzzer or from the corpus. Each checks with HAWSER_CHECK what must
/// hold whatever the bytes are; the sanitizers are the other half.
namespace hawser::fuzz {

/// A datagram: Message::parse, the rules of its exchange, and what was taken is written and read again.
void message(ByteView bytes);
/// The first byte is a payload's type, the rest its body; notifies go on into their own parsers.
void payload(ByteView bytes);
/// A sequence of fragments: message, number, total, length, content.
void reassembly(ByteView bytes);
/// AlgorithmIdentifiers of AUTH, and distinguished names.
void algorithm(ByteView bytes);
/// A certificate of a stranger's, and who it says that it is.
void certificate(ByteView bytes);
/// An AUTH payload, against a key of each kind.
void auth(ByteView bytes);
/// What a peer does to an Endpoint that it has begun with, as a script of acts: as a stranger, after
/// IKE_SA_INIT, or authenticated (first byte). Each act is a kind, a length in two bytes, and what is sent:
/// raw, or as the content of a message that is protected with the right keys.
void responder(ByteView script);
/// The same where the Endpoint has begun.
void initiator(ByteView script);

struct Target {
    const char* name;  ///< of its folder in corpus/
    void (*run)(ByteView bytes);
};

inline constexpr Target kTargets[] = {
    {"message", message},         {"payload", payload}, {"reassembly", reassembly}, {"algorithm", algorithm},
    {"certificate", certificate}, {"auth", auth},       {"responder", responder},   {"initiator", initiator}};

}  // namespace hawser::fuzz
