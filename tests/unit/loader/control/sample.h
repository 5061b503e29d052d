// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "loader/control/status.h"

namespace hawser::loader {

/// Two uplinks and one peer with a tunnel that is up and one that is down; every field has a value of its
/// own.
inline StatusTunnel sample_tunnel() {
    StatusTunnel tunnel;
    tunnel.name = "pop/wan1";
    tunnel.uplink = "wan1";
    tunnel.endpoint = "203.0.113.10";
    tunnel.interface = "hw-pop-wan1";
    tunnel.if_id = 0x68770001;
    tunnel.tier = 1;
    tunnel.weight = 4;
    tunnel.tags = {"fibre", "isp-a"};
    tunnel.draining = true;
    tunnel.state = StatusState::kUp;
    tunnel.reason = "the last 10 probes were answered";
    tunnel.since = WallTime(std::chrono::seconds(1'700'000'000));
    tunnel.path = {12.34, 0.5, 1.0, "icmp 10.2.0.1 and 1 more", {}};
    tunnel.path.probes = {
        {"icmp 10.2.0.1", "up", "10 probes in a row answered", 12.34, 0.5, 1.0, 0.75, 0.25, 0.4, 0.1, 300,
         297, 1},
        {"icmp 10.2.0.9", "down", "no probe answered yet", {}, {}, 100.0, {}, {}, {}, {}, 300, 0, 0}};
    tunnel.flows = 1234;
    tunnel.packets_out = 1'200'000;
    tunnel.bytes_out = 3'400'000'000;
    tunnel.packets_in = 900;
    tunnel.bytes_in = 1000;
    StatusIke& ike = tunnel.ike;
    ike.uniqueid = 7;
    ike.state = "ESTABLISHED";
    ike.local_host = "198.51.100.2";
    ike.local_port = 4500;
    ike.local_id = "branch-wan1.example";
    ike.remote_host = "203.0.113.10";
    ike.remote_port = 4501;
    ike.remote_id = "pop.example";
    ike.local_vips = {"10.9.0.1"};
    ike.name_servers = {"10.2.0.53"};
    ike.initiator = true;
    ike.initiator_spi = "6fd55d95f66b4a67";
    ike.responder_spi = "cea64d4a303e0ca2";
    ike.nat_local = true;
    ike.encr_alg = "AES_GCM_16";
    ike.encr_keysize = 256;
    ike.prf_alg = "PRF_HMAC_SHA2_384";
    ike.dh_group = "ECP_384";
    ike.established = 3723;
    ike.rekey_time = 10000;
    ike.reauth_time = 20000;
    ike.additional_key_exchanges = {"ML_KEM_768"};
    ike.ppk = true;
    StatusChildSa child;
    child.name = "pop";
    child.uniqueid = 9;
    child.state = "INSTALLED";
    child.encap = true;
    child.spi_in = "c8931e89";
    child.spi_out = "cf1544a3";
    child.if_id = 0x68770001;
    child.encr_alg = "AES_CBC";
    child.encr_keysize = 128;
    child.integ_alg = "HMAC_SHA2_256_128";
    child.dh_group = "CURVE_25519";
    child.esn = true;
    child.bytes_in = 84;
    child.packets_in = 1;
    child.use_in = 3;
    child.bytes_out = 0;
    child.packets_out = 0;
    child.rekey_time = 2700;
    child.life_time = 3500;
    child.install_time = 100;
    child.local_ts = {"10.1.0.0/16"};
    child.remote_ts = {"10.2.0.0/16", "2001:db8::/32"};
    ike.child_sas = {child};
    return tunnel;
}

inline Status sample_status() {
    Status status;
    status.version = "0.1.0";
    status.time = WallTime(std::chrono::seconds(1'700'007'500));
    status.forwarding = {"fast", "no netfilter rule would be skipped"};
    status.uplinks = {{"wan1", "eth1", true, "198.51.100.2", "native", ""},
                      {"wan2", "eth2", false, "", "off", "", "interface eth2 has no carrier"}};
    status.lans = {{"eth0", "off", "nothing to spread: 2 receive queues for 2 CPUs"}};
    StatusTunnel down;
    down.name = "pop/wan2";
    down.uplink = "wan2";
    down.endpoint = "203.0.113.10";
    down.interface = "hw-pop-wan2";
    down.if_id = 0x68770002;
    down.reason = "4 of the last 4 probes were lost";
    down.since = status.time - std::chrono::seconds(12);
    down.ike.state = "CONNECTING";
    down.path.probe = "icmp 10.2.0.1 every 200ms";
    status.uplinks[0].tags = {"isp-a"};
    status.uplinks[0].load = "busy";
    status.uplinks[0].use_pct = 86.5;
    status.peers = {{"pop", "hawser-pop", {"10.2.0.0/16"}, 1, false, {sample_tunnel(), down}}};
    status.peers[0].tags = {"dc"};
    status.peers[0].rules = {{"voice", {"pop/wan1"}}, {"bulk", {}}};
    return status;
}

}  // namespace hawser::loader
