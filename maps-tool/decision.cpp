// SPDX-License-Identifier: BSD-2-Clause
#include "maps-tool/decision.h"

#include <fmt/format.h>

#include "maps-tool/idle.h"
#include "maps-tool/rank.h"
#include "maps-tool/ring_choice.h"
#include "maps-tool/rule.h"
#include "maps-tool/words.h"

namespace hawser::maps {
namespace {

/// The steps of one flow's decision.
class Decider {
 public:
    Decider(const Situation& situation, const FlowName& name, uint32_t bundle)
        : situation_(situation), topology_(situation.topology), name_(name), bundle_(bundle) {}

    Result<Decision> without_pin(std::string_view verdict) {
        take_rule(find_rule(topology_, name_, bundle_, situation_.dscp), "its first packet");
        tell_members();
        const Result<uint32_t> tunnel = choose();
        if (!tunnel) return tunnel.error();
        return end(*tunnel == 0 ? "none" : verdict, *tunnel);
    }

    Result<Decision> with_pin(const Flow& flow) {
        if (over(flow)) return without_pin("renewed");
        const bool leaves = leaves_by_rule(flow.pin);
        tell_members();
        const uint32_t pinned = flow.pin.tunnel;
        const uint32_t rank = rank_of(topology_, pinned, bundle_, situation_.now_ns);
        const bool usable = rank != 0 && !is_suspect_rank(rank);
        tell("pin", fmt::format("its tunnel {} is {}", topology_.tunnel_name(pinned),
                                describe_rank(topology_, pinned, bundle_, situation_.now_ns)));
        if (usable && !leaves && !fails_back(flow.pin, tier_of_rank(rank))) return end("pinned", pinned);
        const Result<uint32_t> chosen = choose();
        if (!chosen) return chosen.error();
        if (*chosen == 0) return end("none", 0);
        if (*chosen == pinned) return end("pinned", pinned);
        if (usable && leaves && !rule_has(topology_.rules.at(slot_), *chosen)) {
            tell("rule", "its tunnel is left only for one of the rule's");
            return end("pinned", pinned);
        }
        if (rank != 0 && is_no_better_than_suspect(*chosen)) {
            tell("pin", "a suspect tunnel is left only for a better one");
            return end("pinned", pinned);
        }
        return end("moved", *chosen);
    }

 private:
    void tell(std::string_view step, std::string text) { steps_.push_back({step, std::move(text)}); }

    Decision end(std::string_view verdict, uint32_t tunnel) { return {verdict, tunnel, std::move(steps_)}; }

    void take_rule(uint32_t rule, std::string_view by) {
        slot_ = rule_slot(topology_, bundle_, rule);
        if (slot_ != 0) tell("rule", fmt::format("{}, by {}", rule_name(topology_, bundle_, rule), by));
    }

    /// As hw_rule_again() in bpf/select.h.
    bool leaves_by_rule(const hw_pin& pin) {
        const bool asks = pin.generation != static_cast<uint16_t>(topology_.config.generation);
        if (!asks || pin.role != HW_PIN_OWNER) {
            take_rule(asks ? 0 : pin.rule, "its pin");
            return false;
        }
        take_rule(find_rule(topology_, name_, bundle_, situation_.dscp),
                  "its next packet, since the rules changed");
        const bool leaves = rule_leaves(topology_, slot_, pin.tunnel);
        if (leaves) tell("rule", fmt::format("{} is not for it any more", topology_.tunnel_name(pin.tunnel)));
        return leaves;
    }

    bool is_no_better_than_suspect(uint32_t tunnel) const {
        const uint32_t rank = rank_of(topology_, tunnel, bundle_, situation_.now_ns);
        return rank == 0 || is_suspect_rank(rank);
    }

    void tell_members() {
        const hw_bundle& bundle = topology_.bundles.at(bundle_);
        for (uint32_t i = 0; i < std::min(bundle.member_count, HW_MAX_MEMBERS); ++i)
            tell("member",
                 fmt::format("{} ({}): {}", topology_.tunnel_name(bundle.members[i]), bundle.members[i],
                             describe_rank(topology_, bundle.members[i], bundle_, situation_.now_ns)));
    }

    /// The pin counts as not there. What a SYN would do to the pin of a closed connection is said, and not
    /// done: the question names no flags.
    bool over(const Flow& flow) {
        if (flow.pin.bundle != bundle_) {
            tell("pin", fmt::format("of {}, to which the address does not belong any more: made anew",
                                    topology_.peer_name(flow.pin.bundle)));
            return true;
        }
        const bool expired = is_expired(flow, topology_.config, situation_.now_ns);
        const uint64_t idle = age(situation_.now_ns, flow.pin.last_seen_ns);
        tell("pin", fmt::format("{}, {}, idle for {} of {} s ({}){}", pin_role_name(flow.pin.role),
                                is_proven(flow) ? "proven" : "new", describe_age(idle),
                                idle_limit_s(flow, topology_.config), idle_name(idle_kind(flow)),
                                expired ? ": over, made anew" : ""));
        return expired;
    }

    /// Whether an owner's flow on a worse tier returns to a better one.
    bool fails_back(const hw_pin& pin, uint32_t tier) {
        const hw_bundle& bundle = topology_.bundles.at(bundle_);
        if (tier == 0 || pin.role != HW_PIN_OWNER) return false;
        if (bundle.failback_s == HW_FAILBACK_NEVER) {
            tell("failback", "never: flows stay on a worse tier");
            return false;
        }
        const uint32_t best = best_member(situation_, bundle_, 0).rank;
        if (!is_good(best) || tier_of_rank(best) >= tier) {
            tell("failback", "no better tier is usable");
            return false;
        }
        const auto watch = topology_.bundle_watches.find(bundle_);
        const uint64_t since = watch == topology_.bundle_watches.end() ? 0 : watch->second.better_from_ns;
        const uint64_t usable_ns = since == 0 ? 0 : age(situation_.now_ns, since);
        const bool back = usable_ns >= uint64_t{bundle.failback_s} * 1'000'000'000;
        tell("failback", fmt::format("tier {} has been usable for {} of {} s: {}", tier_of_rank(best) + 1,
                                     describe_age(usable_ns), bundle.failback_s, back ? "returns" : "stays"));
        return back;
    }

    Result<uint32_t> choose() {
        const Result<RingChoice> choice = choose_by_ring(situation_, name_, bundle_, slot_);
        if (!choice) return choice.error();
        for (const std::string& text : choice->steps)
            tell("ring", text);
        return choice->tunnel;
    }

    const Situation& situation_;
    const Topology& topology_;
    const FlowName& name_;
    uint32_t bundle_;
    uint32_t slot_ = 0;  ///< of its rule
    std::vector<Step> steps_;
};

}  // namespace

Result<Decision> decide(const Situation& situation, const FlowName& name, uint32_t bundle,
                        const std::optional<Flow>& flow) {
    Decider decider(situation, name, bundle);
    return flow ? decider.with_pin(*flow) : decider.without_pin("new");
}

}  // namespace hawser::maps
