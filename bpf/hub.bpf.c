// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The one interface of a hub: an XFRM interface without an if_id (collect_md), over which thousands of
 * tunnels run, where an interface each would cost 55 kB apiece. Each packet says by its if_id which tunnel it
 * takes or took; the kernel functions for that are in the module of XFRM interfaces (kernel 6.2).
 *
 * Egress is a bundle interface for all peers, by the packet's network; ingress is a tunnel's interface for
 * all tunnels, by the packet's if_id. A packet can be given its if_id only after the stack has routed it, so
 * here nothing is redirected: what arrives goes on from this interface, and probes are answered by the stack.
 */
#include "arrive.h"
#include "hub_probes.h"
#include "hub_stamp.h"
#include "leave.h"

struct bpf_xfrm_info {
    hw_u32 if_id;
    int link; /* ifindex that the outer route has to take, 0: any */
};
extern int bpf_skb_set_xfrm_info(struct __sk_buff* skb, const struct bpf_xfrm_info* from) __ksym;
extern int bpf_skb_get_xfrm_info(struct __sk_buff* skb, struct bpf_xfrm_info* to) __ksym;

static __always_inline int hw_hub_out(struct __sk_buff* skb, struct hw_packet* packet) {
    int result = hw_read_leaving(skb, packet);
    const struct hw_bundle* bundle;
    const struct hw_tunnel* tunnel;
    const struct hw_net* net;
    struct bpf_xfrm_info info = {};
    hw_u32 id;

    if (result) return result;
    net = hw_net_get(packet->family, packet->dst);
    if (hw_would_loop(net)) return -HW_DROP_LOOP;
    bundle = hw_bundle_get(net ? net->bundle : 0);
    if (!bundle || bundle->ifindex != skb->ifindex) return -HW_DROP_NO_BUNDLE;
    id = hw_probe_tunnel(packet, net->bundle);
    if (!id && hw_is_stamp_answer(packet)) {
        id = hw_stamp_tunnel(skb, packet, net->bundle);
        if (!id) return -HW_DROP_BAD_PROBE;
    }
    if (!id) id = hw_select(skb, packet, net->bundle);
    tunnel = hw_tunnel_get(id);
    if (!tunnel) return -HW_DROP_NO_TUNNEL;
    hw_note_leaving(skb, packet, id, bundle);
    info.if_id = tunnel->if_id;
    return bpf_skb_set_xfrm_info(skb, &info) ? -HW_DROP_REDIRECT_FAILED : TC_ACT_OK;
}

static __always_inline int hw_hub_in(struct __sk_buff* skb, struct hw_packet* packet, hw_u32 id) {
    const struct hw_tunnel* tunnel = hw_tunnel_get(id);
    const struct hw_net* net;
    int result;

    if (!tunnel) return -HW_DROP_NO_BUNDLE;
    result = hw_admit(skb, packet, id);
    if (result) return result;
    net = hw_net_get(packet->family, packet->dst);
    if (net && net->flags & HW_NET_LOCAL) {
        if (hw_is_echo_request(packet)) {
            hw_asked_remember(packet, tunnel->bundle, id);
            return TC_ACT_OK;
        }
        if (hw_take_probe_reply(packet, id)) return TC_ACT_OK;
        if (hw_is_stamp(packet)) return hw_stamp_ask(skb, packet, tunnel->bundle, id);
    }
    return hw_pass_on(skb, packet, id, tunnel->bundle, net);
}

static __always_inline hw_u32 hw_arrived_by(struct __sk_buff* skb) {
    struct bpf_xfrm_info info = {};
    const hw_u32* id;

    if (bpf_skb_get_xfrm_info(skb, &info)) return 0;
    id = bpf_map_lookup_elem(&hw_if_ids, &info.if_id);
    return id ? *id : 0;
}

SEC("tc")
int hawser_hub(struct __sk_buff* skb) {
    struct hw_packet packet = {};

    return hw_exit_packet(skb, &packet, HW_OUTGOING, 0, hw_hub_out(skb, &packet));
}

SEC("tc")
int hawser_hub_in(struct __sk_buff* skb) {
    hw_u32 id = hw_arrived_by(skb);
    struct hw_packet packet = {};

    return hw_exit_packet(skb, &packet, HW_INCOMING, id, hw_hub_in(skb, &packet, id));
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
