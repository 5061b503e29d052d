// SPDX-License-Identifier: BSD-2-Clause
#include "loader/kernel/flush.h"

#include <optional>

namespace hawser::loader {
namespace {

/// One of those that `hawserd --guard` puts there.
bool is_guard(const Route& route) {
    return route.kind == RouteKind::kUnreachable && route.table == kMainTable;
}

class Flusher {
 public:
    Flusher(XfrmPort& xfrm, LinkPort& links, RoutePort& routes, Guard guard)
        : xfrm_(xfrm), links_(links), routes_(routes), guard_(guard) {}

    Result<FlushReport> run(IfIdSet if_ids) {
        const auto links = take(links_.list_links());
        if_ids.merge(our_if_ids(links));
        flush_rules();
        flush_xfrm(if_ids);
        for (const Link& link : our_links(links))
            count(links_.delete_link(link.ifindex), report_.links);
        // Last, so that nothing leaks on the way: the unreachable routes depend on no interface.
        for (const Route& route : take(routes_.list_routes(true))) {
            if (guard_ == Guard::kKeep && is_guard(route)) continue;
            count(routes_.delete_route(route), report_.routes);
        }
        if (first_error_) return *first_error_;
        return report_;
    }

 private:
    void flush_rules() {
        for (const Rule& rule : take(routes_.list_rules(true))) {
            count(routes_.delete_rule(rule), report_.rules);
        }
    }

    void flush_xfrm(const IfIdSet& if_ids) {
        if (if_ids.empty()) return;
        for (const SaInfo& sa : take(xfrm_.list_sas(if_ids)))
            count(xfrm_.delete_sa(sa.key), report_.sas);
        for (const PolicyInfo& policy : take(xfrm_.list_policies(if_ids))) {
            count(xfrm_.delete_policy(policy.key), report_.policies);
        }
    }

    template <typename T>
    std::vector<T> take(Result<std::vector<T>> listed) {
        if (listed.ok()) return *std::move(listed);
        remember(listed.error());
        return {};
    }

    void count(const Result<void>& result, size_t& counter) {
        if (result.ok()) {
            ++counter;
        } else {
            remember(result.error());
        }
    }

    void remember(const Error& error) {
        if (!first_error_) first_error_ = error;
    }

    XfrmPort& xfrm_;
    LinkPort& links_;
    RoutePort& routes_;
    Guard guard_;
    FlushReport report_;
    std::optional<Error> first_error_;
};

}  // namespace

Result<FlushReport> flush(XfrmPort& xfrm, LinkPort& links, RoutePort& routes, const IfIdSet& also,
                          Guard guard) {
    return Flusher(xfrm, links, routes, guard).run(also);
}

}  // namespace hawser::loader
