# SPDX-License-Identifier: BSD-2-Clause
from guest.hawser import Hawser, branch_config
from guest.strongswan import Connection, StrongSwan, prepare_gateway, wait_established
from guest.topology import MultiUplink

PSK = "correct horse battery staple"
POOL = """
pools {
  branches {
    addrs = 10.9.0.0/24
    dns = 10.2.0.53
  }
}
"""


class WithPool(StrongSwan):
    def _write(self):
        super()._write()
        conf = self.dir / "swanctl" / "swanctl.conf"
        conf.write_text(conf.read_text() + POOL)


def run(lab):
    net = MultiUplink(uplinks=1).build()
    prepare_gateway(net.g2, [1], ["10.9.0.0/24"], ["fd09::/64"])
    connection = Connection("wan1", net.peer_address, net.uplinks[0].address, 1, local_ts="10.2.0.0/16",
                            remote_ts="dynamic", extra="pools = branches")
    peer = WithPool(lab, net.g2, [connection], PSK).start()
    config = branch_config(net, networks=("10.2.0.0/16",), local_networks=("10.1.0.0/16",),
                           peer='request_addresses = "ipv4"', probe='', probe_target="10.2.0.1")
    hawser = Hawser(lab, net.g1, config.replace('type = "icmp"\ntarget = "10.2.0.1"', 'type = "none"'), {"pop.psk": PSK})
    hawser.start()
    hawser.need_states("the tunnel comes up", 60, wan1="up")
    wait_established(lab, peer, ["wan1"])
    address = expect_address(lab, hawser)
    net.g1.ip(f"addr add {address}/32 dev lo")
    ping(lab, net, address, "h2 answers to the assigned address")
    name = hawser.tunnels()["wan1"]["name"]
    for what in ("child", "ike"):
        hawser.cli("rekey", name, what)
        lab.wait_until(f"{what} is rekeyed", lambda: settled(hawser, peer), 30)
        ping(lab, net, address, f"and after a new {what} SA")
    peer.rekey(child="wan1")
    lab.wait_until("strongSwan rekeys the Child SA", lambda: settled(hawser, peer), 30)
    ping(lab, net, address, "and after strongSwan's rekeying")
    peer.terminate("wan1")
    lab.wait_until("the tunnel comes back", lambda: settled(hawser, peer), 60)
    lab.expect(expect_address(lab, hawser) == address, "with the same address", address)
    ping(lab, net, address, "which works")
    lab.say("\n" + hawser.cli("sas"))
    lab.say("\n" + peer.swanctl("--list-sas"))


def expect_address(lab, hawser):
    ike = hawser.tunnels()["wan1"]["ike"]
    addresses = ike.get("local-vips", [])
    lab.require(len(addresses) == 1 and addresses[0].startswith("10.9.0."), "an address was assigned", str(addresses))
    lab.expect(ike.get("name-servers") == ["10.2.0.53"], "and a name server", str(ike.get("name-servers")))
    selectors = [child["local-ts"] for child in ike["child-sas"].values()]
    lab.expect(selectors == [[addresses[0] + "/32"]], "the tunnel is for that address alone", str(selectors))
    return addresses[0]


def settled(hawser, peer):
    """One Child SA on either side, and both up."""
    ike = hawser.tunnels()["wan1"]["ike"]
    return ike.get("state") == "ESTABLISHED" and len(ike["child-sas"]) == 1 and \
        [len(sa["children"]) for sa in peer.sas()] == [1]


def ping(lab, net, source, what):
    said = net.g1.run(["ping", "-c", "5", "-i", "0.2", "-W", "2", "-I", source, net.H2], check=False)
    lab.expect(" 0% packet loss" in said, what, said.strip().splitlines()[-2:])
