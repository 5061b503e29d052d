// SPDX-License-Identifier: BSD-2-Clause
#include "loader/config/resolve.h"

namespace hawser::loader {
namespace {

template <typename T>
void prefer(Maybe<T>& base, const Maybe<T>& over) {
    if (over) base = over;
}

void override_probe(ProbeDraft& base, const ProbeDraft& over) {
    base.where = over.where;
    prefer(base.type, over.type);
    prefer(base.target, over.target);
    prefer(base.source, over.source);
    prefer(base.interval, over.interval);
    prefer(base.timeout, over.timeout);
    prefer(base.retry, over.retry);
    prefer(base.lost, over.lost);
    prefer(base.window, over.window);
    prefer(base.good, over.good);
    prefer(base.hold, over.hold);
    prefer(base.profile, over.profile);
    prefer(base.port, over.port);
    prefer(base.url, over.url);
    prefer(base.expect, over.expect);
    prefer(base.verify, over.verify);
    prefer(base.ca_file, over.ca_file);
    prefer(base.name, over.name);
    prefer(base.key_file, over.key_file);
    prefer(base.multihop, over.multihop);
    prefer(base.loss_window, over.loss_window);
    prefer(base.down_loss, over.down_loss);
    prefer(base.clean, over.clean);
    prefer(base.degraded_loss, over.degraded_loss);
    prefer(base.degraded_rtt, over.degraded_rtt);
    prefer(base.degraded_jitter, over.degraded_jitter);
}

bool says_whom_to_ask(const ProbeDraft& draft) {
    return draft.type || draft.target || draft.url;
}

}  // namespace

void override_probes(ProbesDraft& base, const ProbesDraft& over) {
    if (over.each.empty()) return;
    const bool replaces = base.each.size() > 1 && says_whom_to_ask(over.each.front());
    if (base.each.empty() || over.is_list || replaces) {
        base = over;
        return;
    }
    for (ProbeDraft& probe : base.each)
        override_probe(probe, over.each.front());
}

void override_path(PathDraft& base, const PathDraft& over) {
    prefer(base.quorum, over.quorum);
    prefer(base.damping, over.damping);
    prefer(base.half_life, over.half_life);
    prefer(base.suppress, over.suppress);
    prefer(base.reuse, over.reuse);
    prefer(base.max_suppress, over.max_suppress);
}

}  // namespace hawser::loader
