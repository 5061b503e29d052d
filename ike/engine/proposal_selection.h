// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <optional>
#include <vector>

#include "ike/engine/proposal_config.h"
#include "ike/wire/sa_payload.h"

namespace hawser::ike {

/// What we offer for an IKE SA in IKE_SA_INIT: no SPI, because the header has it (RFC 7296 3.3.1).
[[nodiscard]] SaPayload offer_ike(const std::vector<AlgorithmProposal>& ours);
/// What we offer for a Child SA in CREATE_CHILD_SA; `spi` is the one that we shall receive with.
[[nodiscard]] SaPayload offer_child(const std::vector<AlgorithmProposal>& ours, EspSpi spi);
/// The same in IKE_AUTH, where a Child SA has no key exchange of its own: without groups.
[[nodiscard]] SaPayload offer_first_child(const std::vector<AlgorithmProposal>& ours, EspSpi spi);

/// The responder's choice: the first of our proposals for which the offer has a match, with one transform of
/// each type, numbered as in the offer (RFC 7296 2.7). Our order of preference decides, with one exception:
/// `sent_group`, the group for which the initiator has already sent its half, is taken before others, which
/// saves a round trip. The SPI is left as the initiator's.
[[nodiscard]] std::optional<Proposal> select_ike(const SaPayload& offered,
                                                 const std::vector<AlgorithmProposal>& ours,
                                                 GroupId sent_group);
/// The same for the Child SA of IKE_AUTH. A group in the offer is ignored.
[[nodiscard]] std::optional<Proposal> select_first_child(const SaPayload& offered,
                                                         const std::vector<AlgorithmProposal>& ours);
/// The same in CREATE_CHILD_SA; `sent_group` is kNone without a KE payload. A proposal of ours with groups
/// insists on one of them; one without takes what the peer asks for.
[[nodiscard]] std::optional<Proposal> select_child(const SaPayload& offered,
                                                   const std::vector<AlgorithmProposal>& ours,
                                                   GroupId sent_group);

/// Whether the responder's answer is one proposal that we made, with one transform of each type: anything
/// else must end the exchange (RFC 7296 2.7).
[[nodiscard]] bool is_valid_ike_choice(const SaPayload& answer, const std::vector<AlgorithmProposal>& ours);
[[nodiscard]] bool is_valid_first_child_choice(const SaPayload& answer,
                                               const std::vector<AlgorithmProposal>& ours);
/// `sent_group` must be the one chosen.
[[nodiscard]] bool is_valid_child_choice(const SaPayload& answer, const std::vector<AlgorithmProposal>& ours,
                                         GroupId sent_group);

/// The group that our first CREATE_CHILD_SA for a Child SA sends its KE payload for; kNone: none.
[[nodiscard]] GroupId first_child_group(const std::vector<AlgorithmProposal>& ours);

/// Whether any of our proposals has the group.
[[nodiscard]] bool offers_group(const std::vector<AlgorithmProposal>& ours, GroupId group);

}  // namespace hawser::ike
