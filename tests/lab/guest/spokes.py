# SPDX-License-Identifier: BSD-2-Clause
"""Two branches and a hub: h1 - g1 =(wan1, wan2)= core - hub - h2, and h3 - g3 =(wan1, wan2)= core."""
import json

from guest.topology import End, Link, ProvidedTopology, access_link, make_uplink, transfer_addresses

HUB_ADDRESS = "203.0.113.10"
NETWORKS = {"g1": ("10.1.0.0/16", "fd01::/64"), "hub": ("10.2.0.0/16", "fd02::/64"), "g3": ("10.3.0.0/16", "fd03::/64")}


def _lan(host, gateway, number):
    return Link(End(host, "eth0", (f"10.{number}.0.10/16", f"fd0{number}::10/64")),
                End(gateway, "eth0", (f"10.{number}.0.1/16", f"fd0{number}::1/64")))


def _spoke_link(site, uplink, name):
    link = access_link(site, uplink, "g1", 1500)
    return Link(End(site, name, link.a.addresses), link.b)


class HubAndSpokes(ProvidedTopology):
    """`uplinks` are g1's, `far_uplinks` g3's. Their names are wan1 and wan2 at their gateways; here those of g3 are
    south1 and south2, so that a table can name both."""
    H1, H2, H3 = "10.1.0.10", "10.2.0.10", "10.3.0.10"
    H1_V6, H2_V6, H3_V6 = "fd01::10", "fd02::10", "fd03::10"

    def __init__(self):
        every = [make_uplink(number, "v4") for number in (1, 2, 3, 4)]
        self.uplinks, self.far_uplinks = every[:2], every[2:]
        links = [_lan("h1", "g1", 1), _lan("h2", "hub", 2), _lan("h3", "g3", 3),
                 Link(End("hub", "wan", (f"{HUB_ADDRESS}/24",)), End("core", "hub", ("203.0.113.1/24",)))]
        routes = [("hub", "default via 203.0.113.1"), *((f"h{n}", f"default via {via}") for n in (1, 2, 3)
                                                       for via in (f"10.{n}.0.1", f"fd0{n}::1"))]
        for uplink in every:
            site, name = self.place(uplink)
            near, far = transfer_addresses(uplink.mark, "v4")
            links += [_spoke_link(site, uplink, name), Link(End(uplink.isp, "g2", (near,)), End("core", uplink.isp, (far,)))]
            routes += [(site, f"default via {uplink.gateway} dev {name} metric {uplink.mark}"),
                       (uplink.isp, f"{HUB_ADDRESS} via {far.split('/')[0]}"), ("core", f"{uplink.prefix} via {near.split('/')[0]}")]
        super().__init__(links, routes, {"g1", "g3", "hub", "core", *(uplink.isp for uplink in every)})

    def place(self, uplink):
        """The gateway of an uplink and the uplink's name there."""
        return ("g1", uplink.name) if uplink in self.uplinks else ("g3", f"wan{uplink.mark - 2}")

    def label(self, uplink):
        return uplink.name if uplink in self.uplinks else f"south{uplink.mark - 2}"

    def labels(self):
        """{outer address: label}, for the hub, to which each is an endpoint."""
        return {uplink.address: self.label(uplink) for uplink in self.uplinks + self.far_uplinks}

    # Configurations

    def spoke_config(self, site, top=""):
        uplinks = self.uplinks if site == "g1" else self.far_uplinks
        others = [network for other in NETWORKS if other != site for network in NETWORKS[other]]
        tables = "".join(_uplink_table(self.place(uplink)[1], uplink.address, uplink.gateway, bandwidth)
                         for uplink, bandwidth in zip(uplinks, ("1Gbit", "500Mbit")))
        return _head(top, tables) + _peer("hub", others, NETWORKS[site], f'{{ address = "{HUB_ADDRESS}" }}', f"{site}.example",
                                          "hub.example", "10.2.0.1")

    def hub_config(self, top=""):
        text = _head(top, _uplink_table("wan", HUB_ADDRESS, "203.0.113.1", "1Gbit"))
        for name, site, uplinks, target in (("north", "g1", self.uplinks, "10.1.0.1"), ("south", "g3", self.far_uplinks, "10.3.0.1")):
            others = [network for other in NETWORKS if other != site for network in NETWORKS[other]]
            endpoints = ", ".join(f'{{ address = "{uplink.address}", name = "{self.label(uplink)}", weight = {weight} }}'
                                  for uplink, weight in zip(uplinks, (2, 1)))
            text += _peer(name, NETWORKS[site], others, endpoints, "hub.example", f"{site}.example", target, 'initiate = "never"')
        return text


def _uplink_table(name, address, gateway, bandwidth):
    return f'[[uplink]]\nname = "{name}"\ninterface = "{name}"\naddress = "{address}"\ngateway = "{gateway}"\n' \
           f'bandwidth = "{bandwidth}"\n'


def _head(top, uplinks):
    return f'{top}\n{uplinks}\n[lan]\ninterfaces = ["eth0"]\n'


def _peer(name, networks, local_networks, endpoints, local_id, remote_id, target, more=""):
    return f"""
[[peer]]
name = "{name}"
networks = {json.dumps(list(networks))}
local_networks = {json.dumps(list(local_networks))}
endpoints = [{endpoints}]
{more}
[peer.auth]
psk_file = "pop.psk"
local_id = "{local_id}"
remote_id = "{remote_id}"
[peer.probe]
type = "icmp"
target = "{target}"
interval = "200ms"
"""
