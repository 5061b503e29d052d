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
NAMES = ("wan1", "wan2")


class WithPool(StrongSwan):
    def _write(self):
        super()._write()
        conf = self.dir / "swanctl" / "swanctl.conf"
        conf.write_text(conf.read_text() + POOL)


class Scene:
    def __init__(self, lab):
        self.lab = lab
        self.net = MultiUplink(uplinks=2).build()
        prepare_gateway(self.net.g2, [1, 2], ["10.9.0.0/24"], ["fd09::/64"])
        # So that strongSwan lets go of the SAs of a daemon that was killed.
        connections = [Connection(uplink.name, self.net.peer_address, uplink.address, uplink.mark, local_ts="10.2.0.0/16",
                                  remote_ts="dynamic", remote_id=f"{uplink.name}.branch.example", unique="replace",
                                  extra="pools = branches")
                       for uplink in self.net.uplinks]
        self.peer = WithPool(lab, self.net.g2, connections, PSK)
        config = branch_config(self.net, networks=("10.2.0.0/16",), local_networks=("10.1.0.0/16",),
                               peer='request_addresses = "ipv4"', local_id="{uplink}.branch.example")
        self.hawser = Hawser(lab, self.net.g1, config, {"pop.psk": PSK})

    def up(self):
        self.peer.start()
        self.hawser.start()
        self.hawser.need_states("the tunnels come up, probed from the addresses that were assigned", 60, wan1="up", wan2="up")
        wait_established(self.lab, self.peer, NAMES)
        self.addresses = {name: self.expect_address(name) for name in NAMES}
        self.lab.expect(len(set(self.addresses.values())) == 2, "each tunnel has one of its own", str(self.addresses))
        self.expect_there(*NAMES)

    def expect_address(self, name):
        ike = self.hawser.tunnels()[name]["ike"]
        addresses = ike.get("local-vips", [])
        self.lab.require(len(addresses) == 1 and addresses[0].startswith("10.9.0."), f"{name}: an address was assigned",
                         str(addresses))
        self.lab.expect(ike.get("name-servers") == ["10.2.0.53"], "and a name server", str(ike.get("name-servers")))
        selectors = [child["local-ts"] for child in ike["child-sas"].values()]
        self.lab.expect(selectors == [[addresses[0] + "/32"]], "the tunnel is for that address alone", str(selectors))
        return addresses[0]

    def there(self):
        """{uplink: address that stands on its tunnel's interface}."""
        found = {}
        for interface, name in self.hawser.interfaces().items():
            lines = self.net.g1.run(["ip", "-4", "-o", "addr", "show", "dev", interface]).splitlines()
            found.update({name: line.split()[3].split("/")[0] for line in lines})
        return found

    def expect_there(self, *names):
        wanted = {name: self.addresses[name] for name in names}
        self.lab.wait_until(f"on the tunnels' interfaces there are the addresses of {', '.join(names) or 'none'}",
                            lambda: self.there() == wanted, 15)

    def ping(self, name, what):
        """The gateway itself, from the tunnel's address."""
        said = self.net.g1.run(["ping", "-c", "5", "-i", "0.2", "-W", "2", "-I", self.addresses[name], self.net.H2], check=False)
        self.lab.expect(" 0% packet loss" in said, f"{name}: {what}", said.strip().splitlines()[-2:])

    def settled(self):
        """One Child SA of each on either side, and all up."""
        tunnels = self.hawser.tunnels()
        ours = all(tunnels[name]["ike"].get("state") == "ESTABLISHED" and len(tunnels[name]["ike"]["child-sas"]) == 1
                   for name in NAMES)
        return ours and [len(sa["children"]) for sa in self.peer.sas()] == [1, 1]

    def works(self):
        for name in NAMES:
            self.ping(name, "h2 answers to the gateway's own ping from the assigned address")
        said = self.net.g1.run(["ping", "-c", "3", "-i", "0.2", "-W", "2", self.net.H2], check=False)
        self.lab.expect(" 0% packet loss" in said, "and to one that names no source", said.strip().splitlines()[-2:])

    def through_new_keys(self):
        for what in ("child", "ike"):
            self.hawser.cli("rekey", self.hawser.tunnels()["wan1"]["name"], what)
            self.lab.wait_until(f"the {what} SA is rekeyed", self.settled, 30)
            self.ping("wan1", f"works after a new {what} SA")
        self.peer.rekey(child="wan1")
        self.lab.wait_until("strongSwan rekeys the Child SA", self.settled, 30)
        self.ping("wan1", "works after strongSwan's rekeying")

    def through_a_reconnect(self):
        self.peer.terminate("wan1")
        self.lab.wait_until("the tunnel comes back", self.settled, 60)
        self.lab.expect(self.expect_address("wan1") == self.addresses["wan1"], "wan1: with the same address")
        self.expect_there(*NAMES)
        self.ping("wan1", "works after a reconnect")

    def through_a_restart(self):
        self.hawser.kill()
        self.lab.expect(self.net.g1.run(["ip", "-4", "-o", "addr"]).count("10.9.0.") == 2,
                        "without the daemon the addresses stay")
        self.ping("wan1", "works without the daemon")
        self.hawser.start()
        self.hawser.need_states("the daemon is back", 60, wan1="up", wan2="up")
        self.lab.wait_until("and its own SAs have replaced those of before", self.settled, 60)
        again = {name: self.expect_address(name) for name in NAMES}
        self.lab.expect(again == self.addresses, "with the addresses of before", f"{again}, before {self.addresses}")
        self.expect_there(*NAMES)
        self.ping("wan2", "works with the daemon back")

    def gone(self):
        """wan1 is not served any more; wan2 does not notice."""
        self.peer.connections = [one for one in self.peer.connections if one.name != "wan1"]
        self.peer.reload()
        self.peer.terminate("wan1")
        self.expect_there("wan2")
        self.ping("wan2", "works when the other tunnel's address has gone")


def run(lab):
    scene = Scene(lab)
    scene.up()
    scene.works()
    scene.through_new_keys()
    scene.through_a_reconnect()
    scene.through_a_restart()
    scene.gone()
    lab.say("\n" + scene.hawser.cli("sas"))
    lab.say("\n" + scene.peer.swanctl("--list-sas"))
