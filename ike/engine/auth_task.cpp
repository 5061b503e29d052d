// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/auth_task.h"

#include <fmt/format.h>

#include <utility>

#include "ike/engine/certificate_request.h"
#include "ike/engine/child_negotiation.h"
#include "ike/engine/child_selectors.h"
#include "ike/engine/children.h"
#include "ike/engine/configuration_client.h"
#include "ike/engine/create_child_task.h"
#include "ike/engine/duplicates.h"
#include "ike/engine/engine_context.h"
#include "ike/engine/establish.h"
#include "ike/engine/exchange.h"
#include "ike/engine/failure_words.h"
#include "ike/engine/hawser_extensions.h"
#include "ike/engine/liveness_task.h"
#include "ike/engine/mobike.h"
#include "ike/engine/own_authentication.h"
#include "ike/engine/peer_authentication.h"
#include "ike/engine/peer_identity.h"
#include "ike/engine/proposal_selection.h"
#include "ike/engine/quick_crash.h"
#include "ike/engine/redirect_client.h"
#include "ike/engine/resume_client.h"
#include "ike/engine/window_size.h"

namespace hawser::ike {

namespace {

/// A pattern is no identity that one could ask for.
bool names_one_peer(const Identity& identity) {
    return !identity.is_any() && (identity.data().empty() || identity.data()[0] != '*');
}

/// Both sides forget an SA that fails so, without a DELETE (RFC 7296 2.21.2).
void refuse_peer(IkeSa& sa, EngineContext& context, FailureReason reason, std::string text) {
    ++context.counters.peers_refused;
    begin_delete(sa, context, {reason, std::move(text), NotifyType::kAuthenticationFailed});
}

bool is_childless(const IkeSa& sa) {
    return sa.config->childless && sa.peer.childless;
}

}  // namespace

std::vector<Payload> AuthTask::build(IkeSa& sa, EngineContext& context) {
    const ConnectionConfig& config = *sa.config;
    auto ppk = ppk_.make(sa);
    auto own = ppk ? authenticate_ourselves(sa) : Result<OwnAuthentication>(ppk.error());
    if (!own) {
        sa.fail(FailureReason::kOwnCredential, own.error().text(), context.now);
        return {};
    }
    std::vector<Payload> payloads = std::move(own->identity);
    if (!sa.resumed) append_certificate_request(config, payloads);  // RFC 5723 4.3.3
    if (!config.siblings && established_rival(sa, context) == nullptr) {
        payloads.push_back(NotifyPayload::of(NotifyType::kInitialContact));
    }
    if (names_one_peer(config.remote_identity)) payloads.push_back(IdrPayload{config.remote_identity, {}});
    payloads.push_back(std::move(own->auth));
    append_crash_token(sa, context, payloads);
    append_ticket_request(sa, payloads);
    append_configuration_request(sa, context, payloads);
    if (!is_childless(sa)) {
        sa.pending_spi = context.children.allocate_spi(context.random);
        payloads.push_back(offer_first_child(config.esp_proposals, *sa.pending_spi));
        SelectorPair selectors = child_selectors(sa);
        payloads.push_back(TsiPayload{std::move(selectors.local)});
        payloads.push_back(TsrPayload{std::move(selectors.remote)});
    }
    payloads.insert(payloads.end(), ppk->begin(), ppk->end());
    append_mobike_supported(sa, payloads);
    append_window_size(sa, payloads);
    if (sa.peer.hawser) {
        const ByteView name(reinterpret_cast<const uint8_t*>(config.name.data()), config.name.size());
        payloads.push_back(NotifyPayload::of(kHawserTunnelName, name));
    }
    sa.add_evidence(Evidence::kOwnAuth);
    return payloads;
}

bool AuthTask::check_peer(IkeSa& sa, EngineContext& context, const Message& response) {
    const ConnectionConfig& config = *sa.config;
    const auto* idr = response.get<IdrPayload>();
    if (idr == nullptr || response.get<AuthPayload>() == nullptr) {
        sa.fail(FailureReason::kProtocolError, "peer's IKE_AUTH response lacks IDr or AUTH", context.now);
        return false;
    }
    if (!idr->identity.matches(config.remote_identity)) {
        refuse_peer(sa, context, FailureReason::kWrongPeerIdentity,
                    fmt::format("peer identity is '{}', expected '{}'", idr->identity.to_string(),
                                config.remote_identity.to_string()));
        return false;
    }
    auto fault = ppk_.conclude(sa, response);
    if (!fault) fault = fault_of_peer_authentication(sa, context, response, response.get<AuthPayload>());
    if (fault) {
        refuse_peer(sa, context, fault->reason, std::move(fault->text));
        return false;
    }
    note_peer_identity(sa, idr->identity);
    sa.peer_method = response.get<AuthPayload>()->method;
    return true;
}

TaskOutcome AuthTask::process(IkeSa& sa, EngineContext& context, const Message& response,
                              ByteView /*octets*/) {
    const auto* error = response.error_notify();
    if (error != nullptr && response.get<AuthPayload>() == nullptr) {
        ErrorWords words = explain_notify(sa, *error, "IKE_AUTH");
        sa.fail(words.reason, std::move(words.text), context.now);
        return TaskOutcome::kDone;
    }
    if (!check_peer(sa, context, response)) return TaskOutcome::kDone;
    if (const auto* redirect = response.notify(NotifyType::kRedirect)) {
        redirected_in_auth(sa, context, *redirect);
        return TaskOutcome::kDone;
    }

    take_crash_token(sa, response);
    IkeSa* rival = established_rival(sa, context);
    const Newcomer verdict = judge_newcomer(sa, rival);
    agree_on_mobike(sa, response);
    establish(sa, context);
    if (verdict == Newcomer::kYields || verdict == Newcomer::kStraggler) {
        yield_to_rival(sa, context);
        return TaskOutcome::kDone;
    }
    if (error != nullptr) {
        // Authenticated, but without a Child SA it is of no use, and those come with IKE_AUTH only.
        ErrorWords words = explain_notify(sa, *error, "IKE_AUTH");
        begin_delete(sa, context, {words.reason, std::move(words.text), {}});
        return TaskOutcome::kDone;
    }
    take_ticket(sa, context, response);
    if (auto fault = take_configuration(sa, context, response)) {
        begin_delete(sa, context, {fault->reason, std::move(fault->text), {}});
        return TaskOutcome::kDone;
    }
    if (is_childless(sa)) {
        sa.expires_at = context.now + context.options.childless_lifetime;
        sa.queue.push_back(std::make_unique<CreateChildTask>());
        return TaskOutcome::kDone;
    }
    take_child(sa, context, response);
    return TaskOutcome::kDone;
}

void AuthTask::take_child(IkeSa& sa, EngineContext& context, const Message& response) {
    ChildVerdict verdict = judge_child_answer(sa, sa.config->esp_proposals, response,
                                              {ChildExchange::kIkeAuth, GroupId::kNone, *sa.pending_spi});
    if (!verdict.agreed) {
        begin_delete(sa, context, {verdict.words.reason, std::move(verdict.words.text), {}});
        return;
    }
    // The SPI is ours since the request, and so are the keys (RFC 7296 2.17), but until AUTH is verified they
    // are shared with whoever answered IKE_SA_INIT. Reading with them earlier would let him in by the
    // policies of the pair that is replaced: what a responder that is quicker than its answer sends is lost
    // instead.
    sa.pending_spi.reset();
    const bool replaces = sending_child(context, sa.config.get()) != nullptr;
    take_over(sa, context, std::move(*verdict.agreed), ChildKeySource::of_initial_exchange(sa));
    // Any request tells the responder that we have its answer: it need not wait any longer to send by the
    // new pair.
    if (replaces && sa.peer.hawser) sa.queue.push_back(std::make_unique<LivenessTask>());
}

void AuthTask::give_up(IkeSa& sa, EngineContext& context) {
    fail_unanswered(sa, "IKE_AUTH", context.now);
}

}  // namespace hawser::ike
