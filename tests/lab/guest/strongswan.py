# SPDX-License-Identifier: BSD-2-Clause
"""strongSwan in a site: charon without systemd, its configuration, its SAs."""
import dataclasses
import os
import pathlib
import re

from guest import process
from guest.libraries import with_libraries

CHARON, SWANCTL = "/usr/lib/ipsec/charon", "/usr/sbin/swanctl"
PLUGINS = "random nonce openssl pem pkcs1 pkcs8 x509 pubkey hmac kdf kernel-netlink socket-default vici updown"

STRONGSWAN_CONF = """
# Left to itself swanctl loads af-alg, which makes the kernel load every cipher it has.
swanctl {{
  load = random openssl pem pkcs1 pkcs8 x509 pubkey
}}
charon {{
  load = {plugins}
  install_routes = no
  install_virtual_ip = no
  retransmit_timeout = {retransmit_timeout}
  retransmit_tries = {retransmit_tries}
  {extra}
  plugins {{
    vici {{
      socket = unix://{vici}
    }}
  }}
  filelog {{
    lab {{
      path = {log}
      default = 1
      ike = 2
      flush_line = yes
      append = no
      time_format = %T
      time_add_ms = yes
    }}
  }}
}}
"""
CONNECTION = """
  {name} {{
    version = 2
    {local_addrs}
    {remote_addrs}
    proposals = {proposals}
    unique = {unique}
    mobike = {mobike}
    dpd_delay = {dpd_delay}
    {extra}
    local {{
      auth = {local_auth}
      {certs}
      id = {local_id}
    }}
    remote {{
      auth = {remote_auth}
      id = {remote_id}
    }}
    children {{
      {name} {{
        mode = tunnel
        local_ts = {local_ts}
        remote_ts = {remote_ts}
        esp_proposals = {esp_proposals}
        if_id_in = {if_id}
        if_id_out = {if_id}
        dpd_action = clear
        start_action = {start_action}
        {child_extra}
      }}
    }}
  }}
"""


@dataclasses.dataclass
class Connection:
    """One connection of swanctl.conf with one child of the same name. Addresses may be None: any."""
    name: str
    local: str
    remote: str
    if_id: int
    local_ts: str = "10.2.0.0/16,fd02::/64"
    remote_ts: str = "10.1.0.0/16,fd01::/64"
    local_id: str = "pop.example"
    remote_id: str = "branch.example"
    proposals: str = "aes128gcm16-prfsha256-x25519"
    esp_proposals: str = "aes128gcm16-x25519,aes128gcm16"
    unique: str = "never"
    mobike: str = "no"
    dpd_delay: str = "0s"
    start_action: str = "none"
    extra: str = ""
    child_extra: str = ""
    # psk or pubkey; `certificate` is a file of StrongSwan.files.
    local_auth: str = "psk"
    remote_auth: str = "psk"
    certificate: str = ""

    def text(self):
        fields = dataclasses.asdict(self)
        fields["local_addrs"] = f"local_addrs = {self.local}" if self.local else ""
        fields["remote_addrs"] = f"remote_addrs = {self.remote}" if self.remote else ""
        fields["certs"] = f"certs = {self.certificate}" if self.certificate else ""
        return CONNECTION.format(**fields)


class StrongSwan:
    """A charon in a site. `start` returns when it has loaded its connections. `libraries` names those of another release
    of Debian that it runs with; without them it is Debian 12's 5.9.8."""

    def __init__(self, lab, site, connections, psk, name=None, retransmit_timeout=1.0, retransmit_tries=3, extra="",
                 libraries=None):
        self.before = with_libraries(libraries) if libraries else []
        self.lab, self.site = lab, site
        self.name = name or f"charon-{site.name}"
        self.connections, self.psk = list(connections), psk
        # Not below /run: each site has its own, and the control socket must be reachable from anywhere.
        self.dir = pathlib.Path(f"/tmp/{self.name}")
        self.vici = self.dir / "vici"
        self.settings = {"plugins": PLUGINS, "retransmit_timeout": retransmit_timeout, "extra": extra,
                         "retransmit_tries": retransmit_tries, "vici": self.vici, "log": lab.results / f"{self.name}.ike"}
        # {path below swanctl's folder: text}, such as x509/pop.pem, private/pop.key and x509ca/ca.pem.
        self.files = {}
        self.child = None

    def start(self):
        if not os.path.exists(CHARON):
            raise FileNotFoundError(f"{CHARON}: name strongswan in the scenario's peers")
        warm_up_crypto(self.site)
        self._write()
        self.child = self.lab.spawn(self.name, [*self.before, CHARON], site=self.site, env=self._environment())
        self.lab.need(f"strongSwan listens in {self.site.name}", self._listens, timeout=60)
        self.reload()
        return self

    def _write(self):
        (self.dir / "swanctl").mkdir(parents=True, exist_ok=True)
        (self.dir / "strongswan.conf").write_text(STRONGSWAN_CONF.format(**self.settings))
        body = "".join(connection.text() for connection in self.connections)
        secrets = f'\nsecrets {{\n  ike-all {{\n    secret = "{self.psk}"\n  }}\n}}\n'
        conf = self.dir / "swanctl" / "swanctl.conf"
        conf.write_text(f"connections {{{body}}}{secrets}")
        conf.chmod(0o600)
        for name, text in self.files.items():
            path = self.dir / "swanctl" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod(0o600)

    def _environment(self):
        return {**os.environ, "STRONGSWAN_CONF": str(self.dir / "strongswan.conf"), "SWANCTL_DIR": str(self.dir / "swanctl")}

    def _listens(self):
        return process.listens(self.vici) and self.child.alive()

    def swanctl(self, *words, check=True):
        argv = [*self.before, SWANCTL, *words, "--uri", f"unix://{self.vici}"]
        return process.run(argv, site=self.site, env=self._environment(), check=check)

    def reload(self):
        """Loads the connections again, after a change of `connections`."""
        self._write()
        self.swanctl("--load-all", "--noprompt")

    def initiate(self, child, check=True):
        return self.swanctl("--initiate", "--child", child, "--timeout", "60", check=check)

    def terminate(self, connection, check=False):
        return self.swanctl("--terminate", "--ike", connection, check=check)

    def rekey(self, child=None, ike=None, ike_id=None):
        """By name, or by the unique id of an IKE SA. Returns when it has begun."""
        which = ("--child", child) if child else ("--ike", ike) if ike else ("--ike-id", ike_id)
        return self.swanctl("--rekey", *which)

    def sas(self):
        """IKE SAs as a list of dictionaries: name, unique_id, state, remote, algorithms, children (name -> state),
        child_algorithms (name -> algorithms)."""
        found = []
        for line in self.swanctl("--list-sas", check=False).splitlines():
            if head := re.match(r"(\S+): #(\d+), (\w+),", line):
                found.append({"name": head[1], "unique_id": int(head[2]), "state": head[3], "children": {},
                              "child_algorithms": {}})
            elif remote := re.match(r"  remote +'([^']*)' @ (\S+)\[", line):
                found[-1].update(remote_id=remote[1], remote=remote[2])
            elif algorithms := re.match(r"  ([A-Z0-9_-]+/\S+)$", line):
                found[-1]["algorithms"] = algorithms[1]
            elif child := re.match(r"  (\S+): #\d+, reqid \d+, (\w+),(?: [\w-]+, ESP:(\S*))?", line):
                found[-1]["children"][child[1]] = child[2]
                found[-1]["child_algorithms"][child[1]] = child[3]
        return found

    def listings(self):
        """What swanctl lists of each IKE SA, as (connection, text)."""
        return [(text.split(":", 1)[0], text) for text in re.split(r"\n(?=\S)", self.swanctl("--list-sas")) if text]

    def established(self):
        """Names of the connections that have an established IKE SA with an installed child."""
        return {sa["name"] for sa in self.sas() if sa["state"] == "ESTABLISHED" and "INSTALLED" in sa["children"].values()}

    def stop(self):
        self.child.end()


def warm_up_crypto(site):
    """The first SA of an algorithm loads modules for seconds, which would look like a peer that does not answer."""
    process.run("""ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x1 mode tunnel \
        aead 'rfc4106(gcm(aes))' 0x0102030405060708090a0b0c0d0e0f1011121314 128
        ip xfrm state deleteall proto esp spi 0x1""", site=site)


def multi_tunnel(lab, net, psk, libraries=None, **changes):
    """The peer of the multi-uplink topology: one address, one connection and XFRM interface (ipsec1, ipsec2, ...) for
    each uplink of the other side, and replies by the tunnel on which their flow arrived. `changes` are the connections'."""
    prepare_gateway(net.g2, [uplink.mark for uplink in net.uplinks], ["10.1.0.0/16"], ["fd01::/64"])
    connections = [Connection(uplink.name, net.peer_address, uplink.address, uplink.mark, **changes)
                   for uplink in net.uplinks]
    return StrongSwan(lab, net.g2, connections, psk, libraries=libraries)


def prepare_gateway(site, marks, networks, networks_v6, mtu=1400, lan="eth0"):
    """XFRM interfaces ipsecN, and each flow on the one by which its latest packet arrived."""
    follow_tunnels(site, marks, networks, networks_v6, lan)
    make_interfaces(site, marks, networks + networks_v6, mtu)


def follow_tunnels(site, marks, networks, networks_v6, lan="eth0"):
    """Marks that keep each flow on the tunnel by which its latest packet arrived: the mark of a connection is set by
    every packet from a tunnel and restored for every packet towards one. New flows from this side take the first."""
    rules = [f"rule add fwmark {mark} lookup {100 + mark} pref {1000 + mark}" for mark in marks]
    site.ip(*rules)
    site.ip(*rules, family="-6")
    arriving = "\n".join(f'iifname "ipsec{mark}" ct mark set {mark}' for mark in marks)
    site.nft(f"""table inet follow {{
        chain arriving {{
            type filter hook prerouting priority -150;
            {arriving}
            iifname "{lan}" meta mark set ct mark
        }}
        chain own {{
            type route hook output priority -150;
            ip daddr {{ {', '.join(networks)} }} meta mark set ct mark
            ip6 daddr {{ {', '.join(networks_v6)} }} meta mark set ct mark
        }}
    }}
    """)


def make_interfaces(site, marks, networks, mtu=1400):
    """XFRM interfaces ipsecN, and the routes to the networks behind them."""
    lines = [f"link add ipsec{mark} type xfrm dev lo if_id {mark}" for mark in marks]
    lines += [f"link set ipsec{mark} mtu {mtu} up" for mark in marks]
    lines += [f"route add {network} dev ipsec{mark} table {100 + mark}" for mark in marks for network in networks]
    lines += [f"route add {network} dev ipsec{marks[0]}" for network in networks]
    site.ip(*lines)


def wait_established(lab, daemon, names, timeout=30):
    """Waits until all named connections are up."""
    return lab.wait_until(f"strongSwan in {daemon.site.name} has {', '.join(sorted(names))} up",
                          lambda: set(names) <= daemon.established(), timeout, interval=0.3)


