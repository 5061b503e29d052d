// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/child_negotiation.h"

#include <fmt/format.h>

#include <utility>

#include "ike/engine/child_selectors.h"
#include "ike/engine/proposal_selection.h"

namespace hawser::ike {

namespace {

std::optional<Proposal> choose(const ConnectionConfig& config, const Message& request,
                               ChildExchange exchange) {
    const auto* offer = request.get<SaPayload>();
    if (offer == nullptr) return std::nullopt;
    if (exchange == ChildExchange::kIkeAuth) return select_first_child(*offer, config.esp_proposals);
    const auto* ke = request.get<KePayload>();
    return select_child(*offer, config.esp_proposals, ke == nullptr ? GroupId::kNone : ke->group);
}

bool is_valid_choice(const std::vector<AlgorithmProposal>& proposals, const SaPayload& answer,
                     const SentOffer& sent) {
    return sent.exchange == ChildExchange::kIkeAuth ? is_valid_first_child_choice(answer, proposals)
                                                    : is_valid_child_choice(answer, proposals, sent.group);
}

}  // namespace

ChildAnswer negotiate_child(const IkeSa& sa, const Message& request, ChildExchange exchange) {
    ChildAnswer answer;
    const ConnectionConfig& config = *sa.config;
    const auto* offer = request.get<SaPayload>();
    const auto* tsi = request.get<TsiPayload>();
    const auto* tsr = request.get<TsrPayload>();
    auto chosen = choose(config, request, exchange);
    const auto algorithms = chosen ? ChildAlgorithms::from_proposal(*chosen) : std::nullopt;
    if (!algorithms || chosen->esp_spi() == EspSpi(0)) {
        answer.refusal = NotifyType::kNoProposalChosen;
        answer.words = {FailureReason::kNoChildProposalChosen,
                        fmt::format("no common ESP proposal: peer offers {}; we accept {}",
                                    offer == nullptr ? "none" : clipped(offer->to_string()),
                                    to_string(config.esp_proposals))};
        return answer;
    }
    const SelectorPair allowed = child_selectors(sa);
    auto selectors = tsi == nullptr || tsr == nullptr ? std::nullopt
                                                      : narrow_offer(allowed, tsr->selectors, tsi->selectors);
    if (!selectors) {
        answer.refusal = NotifyType::kTsUnacceptable;
        answer.words = {
            FailureReason::kSelectorsUnacceptable,
            fmt::format("no common selectors (TS_UNACCEPTABLE): peer offers {} === {}; we allow {} === {}",
                        tsr == nullptr ? "none" : clipped(to_string(tsr->selectors)),
                        tsi == nullptr ? "none" : clipped(to_string(tsi->selectors)),
                        to_string(allowed.local), to_string(allowed.remote))};
        return answer;
    }
    answer.agreed = AgreedChild{EspSpi(0), chosen->esp_spi(), *algorithms, std::move(*selectors)};
    answer.proposal = std::move(*chosen);
    return answer;
}

void append_child(ChildAnswer& answer, EngineContext& context, std::vector<Payload>& payloads) {
    answer.agreed->spi_in = context.children.allocate_spi(context.random);
    answer.proposal.set_esp_spi(answer.agreed->spi_in);
    payloads.push_back(SaPayload{{answer.proposal}});
    payloads.push_back(TsiPayload{answer.agreed->selectors.remote});
    payloads.push_back(TsrPayload{answer.agreed->selectors.local});
}

ChildVerdict judge_child_answer(const IkeSa& sa, const std::vector<AlgorithmProposal>& proposals,
                                const Message& response, const SentOffer& sent) {
    ChildVerdict verdict;
    const auto* answer = response.get<SaPayload>();
    const auto* tsi = response.get<TsiPayload>();
    const auto* tsr = response.get<TsrPayload>();
    std::optional<ChildAlgorithms> algorithms;
    if (answer != nullptr && is_valid_choice(proposals, *answer, sent)) {
        algorithms = ChildAlgorithms::from_proposal(answer->proposals.front());
    }
    if (!algorithms) {
        verdict.words = {
            FailureReason::kNoChildProposalChosen,
            fmt::format("peer chooses an ESP proposal that we did not offer: {}; we offer {}",
                        answer == nullptr ? "none" : clipped(answer->to_string()), to_string(proposals))};
        return verdict;
    }
    SelectorPair selectors;
    if (tsi != nullptr) selectors.local = tsi->selectors;
    if (tsr != nullptr) selectors.remote = tsr->selectors;
    if (!is_within_offer(child_selectors(sa), selectors)) {
        verdict.words = {
            FailureReason::kSelectorsUnacceptable,
            fmt::format("peer answers with selectors that we did not offer: {} === {}",
                        clipped(to_string(selectors.local)), clipped(to_string(selectors.remote)))};
        return verdict;
    }
    verdict.agreed =
        AgreedChild{sent.spi_in, answer->proposals.front().esp_spi(), *algorithms, std::move(selectors)};
    return verdict;
}

}  // namespace hawser::ike
