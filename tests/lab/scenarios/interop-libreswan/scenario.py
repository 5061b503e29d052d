# SPDX-License-Identifier: BSD-2-Clause
from guest.branch import PSK
from guest.hawser import branch_config
from guest.interop import Case, Interop
from guest.libreswan import Connection, Libreswan
from guest.strongswan import follow_tunnels, make_interfaces, warm_up_crypto
from guest.topology import MultiUplink


def run(lab):
    net = MultiUplink(uplinks=2).build()
    marks = [uplink.mark for uplink in net.uplinks]
    follow_tunnels(net.g2, marks, ["10.1.0.0/16"], ["fd01::/64"])
    warm_up_crypto(net.g2)
    interop = Interop(lab, net)

    def peer():
        return Libreswan(lab, net.g2, [Connection(uplink.name, net.peer_address, uplink.address, uplink.mark)
                                       for uplink in net.uplinks], psk=PSK,
                         started=lambda: make_interfaces(net.g2, marks, ["10.1.0.0/16"]))

    for begun_by, initiate in (("Hawser", ""), ("the peer", 'initiate = "never"')):
        config = branch_config(net, networks=("10.2.0.0/16",), local_networks=("10.1.0.0/16",), peer=initiate)
        interop.play(Case("Libreswan 4.10", "pre-shared key", "x25519", begun_by, config, {"pop.psk": PSK}, peer))
    lab.say("\n" + interop.table())
