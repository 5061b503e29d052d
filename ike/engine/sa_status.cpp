// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/sa_status.h"

namespace hawser::ike {

std::string_view to_string(IkeSaState state) {
    switch (state) {
        case IkeSaState::kCreated:
            return "CREATED";
        case IkeSaState::kConnecting:
            return "CONNECTING";
        case IkeSaState::kEstablished:
            return "ESTABLISHED";
        case IkeSaState::kDeleting:
            return "DELETING";
        case IkeSaState::kDestroying:
            return "DESTROYING";
    }
    return "?";
}

std::string_view to_string(ChildSaState state) {
    switch (state) {
        case ChildSaState::kInstalling:
            return "INSTALLING";
        case ChildSaState::kInstalled:
            return "INSTALLED";
        case ChildSaState::kRekeying:
            return "REKEYING";
        case ChildSaState::kRekeyed:
            return "REKEYED";
        case ChildSaState::kDeleting:
            return "DELETING";
    }
    return "?";
}

std::string_view to_string(FailureReason reason) {
    switch (reason) {
        case FailureReason::kNone:
            return "none";
        case FailureReason::kPeerSilent:
            return "peer_silent";
        case FailureReason::kPeerSendsRubbish:
            return "peer_sends_rubbish";
        case FailureReason::kNoProposalChosen:
            return "no_proposal_chosen";
        case FailureReason::kNoChildProposalChosen:
            return "no_child_proposal_chosen";
        case FailureReason::kInvalidKeGroup:
            return "invalid_ke_group";
        case FailureReason::kPeerRefusesAuthentication:
            return "peer_refuses_authentication";
        case FailureReason::kWrongPeerKey:
            return "wrong_peer_key";
        case FailureReason::kPeerCertificate:
            return "peer_certificate";
        case FailureReason::kOwnCredential:
            return "own_credential";
        case FailureReason::kWrongPeerIdentity:
            return "wrong_peer_identity";
        case FailureReason::kSelectorsUnacceptable:
            return "selectors_unacceptable";
        case FailureReason::kPeerRefusesChild:
            return "peer_refuses_child";
        case FailureReason::kProtocolError:
            return "protocol_error";
        case FailureReason::kPeerDeleted:
            return "peer_deleted";
        case FailureReason::kPeerDied:
            return "peer_died";
        case FailureReason::kKernelRefused:
            return "kernel_refused";
        case FailureReason::kPeerCrashed:
            return "peer_crashed";
        case FailureReason::kNoInnerAddress:
            return "no_inner_address";
        case FailureReason::kNoCommonPpk:
            return "no_common_ppk";
        case FailureReason::kRedirectRefused:
            return "redirect_refused";
        case FailureReason::kOperator:
            return "operator";
    }
    return "?";
}

}  // namespace hawser::ike
