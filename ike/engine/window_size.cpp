// SPDX-License-Identifier: BSD-2-Clause
#include "ike/engine/window_size.h"

#include "ike/wire/notify_data.h"

namespace hawser::ike {

void open_window(IkeSa& sa) {
    sa.responses.widen(sa.config->window_size);
}

void append_window_size(const IkeSa& sa, std::vector<Payload>& payloads) {
    if (sa.config->window_size > 1) payloads.push_back(set_window_size(sa.config->window_size));
}

void take_window_size(IkeSa& sa, const Message& message) {
    const auto* notify = message.notify(NotifyType::kSetWindowSize);
    if (notify == nullptr || sa.state() != IkeSaState::kEstablished) return;
    if (const auto size = parse_set_window_size(*notify)) sa.requests.widen(*size);
}

}  // namespace hawser::ike
