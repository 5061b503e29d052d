# SPDX-License-Identifier: BSD-2-Clause
from guest.interop import PSK, WAYS, Interop
from guest.libreswan import Connection, Libreswan
from guest.strongswan import follow_tunnels, make_interfaces, warm_up_crypto


def run(lab):
    interop = Interop(lab, "Libreswan 4.10")
    interop.make_hawser(networks=("10.2.0.0/16",), local_networks=("10.1.0.0/16",))
    interop.play(libreswan(interop))


def libreswan(interop):
    lab, net, marks = interop.lab, interop.net, interop.marks
    follow_tunnels(net.g2, marks, ["10.1.0.0/16"], ["fd01::/64"])
    warm_up_crypto(net.g2)
    connections = [Connection(uplink.name, net.peer_address, uplink.address, uplink.mark,
                              certificate="pop.example" if way.certified else "") for uplink, way in zip(net.uplinks, WAYS)]
    peer = Libreswan(lab, net.g2, connections, psk=PSK, started=lambda: make_interfaces(net.g2, marks, ["10.1.0.0/16"]))
    interop.ca.issue("pop.example")
    peer.import_certificate(interop.ca, "pop.example")
    return peer
