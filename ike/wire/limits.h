// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstddef>

/// What one message may contain. The datagram's 65,535 bytes already bound everything; these keep a parsed
/// message within a small multiple of its bytes and the work per message linear. RFC 7296 sets none of them
/// except the nonce's.
namespace hawser::ike::limits {

/// The largest UDP payload over IPv4 or IPv6 without jumbograms.
inline constexpr size_t kMessageBytes = 65535;
/// Real messages have some 10 to 25 (IKE_SA_INIT with vendor ids and notifies); a chain of empty payloads
/// would otherwise make 16,000 objects out of one datagram.
inline constexpr size_t kPayloads = 100;
/// Windows offers 18, a libreswan with every option less; each must be compared with each of ours.
inline constexpr size_t kProposals = 40;
/// strongSwan's default IKE proposal has about 40; the count is one byte on the wire.
inline constexpr size_t kTransformsPerProposal = 128;
/// One attribute, Key Length, is defined (RFC 7296 section 3.3.5); a transform with others is not selected
/// anyway.
inline constexpr size_t kAttributesPerTransform = 4;
/// The count on the wire is one byte. A hub with a hundred networks is legitimate, so there is no lower
/// limit.
inline constexpr size_t kSelectorsPerPayload = 255;
/// RFC 7296 section 3.9: "between 16 and 256 octets, inclusive".
inline constexpr size_t kNonceMinBytes = 16;
inline constexpr size_t kNonceMaxBytes = 256;
/// A distinguished name may be long, but an identity is kept, compared and logged for the life of an SA.
inline constexpr size_t kIdentityBytes = 1024;
/// Child SAs that one Delete may name: a message of 64 KiB would name 16,000.
inline constexpr size_t kSpisPerDelete = 1024;
/// Addresses, name servers, subnets and domains of a split tunnel: some dozens.
inline constexpr size_t kConfigurationAttributes = 256;
/// A certificate chain and ML-KEM-1024 in fragments of 576 bytes make some 40.
inline constexpr size_t kFragmentsPerMessage = 255;
/// "NOT RECOMMENDED for this value to exceed 64 KB", RFC 7383 section 5.
inline constexpr size_t kReassembledBytes = kMessageBytes;
/// Some 150 CAs are in a browser's store; of a message of 64 KiB there could be 3,000.
inline constexpr size_t kKeyHashesPerRequest = 512;
/// The registry has seven hash algorithms.
inline constexpr size_t kHashAlgorithms = 32;

}  // namespace hawser::ike::limits
