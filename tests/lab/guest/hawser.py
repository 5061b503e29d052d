# SPDX-License-Identifier: BSD-2-Clause
"""Hawser in a site: configuration, daemon, client, maps."""
import json
import pathlib
import signal

from guest import process
from guest.lab import Stop, poll
from guest.libraries import with_libraries

# hawser's exit statuses: 3 says that something is degraded, and its answer is good.
ANSWERED = (0, 3)


def branch_config(net, bandwidths=("1Gbit", "500Mbit", "250Mbit"), local_id="branch.example", remote_id="pop.example",
                  networks=("10.2.0.0/16", "fd02::/64"), local_networks=("10.1.0.0/16", "fd01::/64"),
                  psk_file="pop.psk", probe_target="10.2.0.1", probe='interval = "200ms"', peer="", top="", more=""):
    """Hawser on g1 of the multi-uplink topology, towards g2. `peer`, `probe`, `top` and `more` are further lines of TOML
    for [[peer]], [peer.probe], the top level, and the end."""
    uplinks = "\n".join(_uplink_table(uplink, bandwidth) for uplink, bandwidth in zip(net.uplinks, bandwidths))
    endpoints = f'{{ address = "{net.peer_address}" }}'
    return _config(top, uplinks, "pop", networks, local_networks, endpoints, peer, psk_file, local_id, remote_id,
                   probe_target, probe, more)


def pop_config(net, weights=(4, 2, 1), local_id="pop.example", remote_id="branch.example",
               networks=("10.1.0.0/16", "fd01::/64"), local_networks=("10.2.0.0/16", "fd02::/64"),
               psk_file="pop.psk", probe_target="10.1.0.1", probe='interval = "200ms"', peer='initiate = "never"', top="",
               more=""):
    """Hawser on g2 of the multi-uplink topology with a core: one uplink, and an endpoint for each uplink of g1."""
    endpoints = ", ".join(f'{{ address = "{uplink.address}", name = "{uplink.name}", weight = {weight} }}'
                          for uplink, weight in zip(net.uplinks, weights))
    return _config(top, _uplink_table(net.far_uplink), "branch", networks, local_networks, endpoints, peer, psk_file,
                   local_id, remote_id, probe_target, probe, more)


def _uplink_table(uplink, bandwidth="1Gbit"):
    return f"""
[[uplink]]
name = "{uplink.name}"
interface = "{uplink.name}"
address = "{uplink.address}"
gateway = "{uplink.gateway}"
bandwidth = "{bandwidth}"
"""


def _config(top, uplinks, name, networks, local_networks, endpoints, peer, psk_file, local_id, remote_id, probe_target,
            probe, more):
    return f"""{top}
{uplinks}
[lan]
interfaces = ["eth0"]

[[peer]]
name = "{name}"
networks = {json.dumps(list(networks))}
local_networks = {json.dumps(list(local_networks))}
endpoints = [{endpoints}]
{peer}
[peer.auth]
psk_file = "{psk_file}"
local_id = "{local_id}"
remote_id = "{remote_id}"
[peer.probe]
type = "icmp"
target = "{probe_target}"
{probe}
{more}
"""


class Hawser:
    """hawserd in a site. `config` is TOML; a relative psk_file is found beside it. `keys` maps file names to keys.
    A scenario calls each tunnel by the uplink of g1 that it uses: `uplink_of` maps endpoints to them where the daemon is
    on the other side. `libraries` names those of another release of Debian that the daemon runs with."""

    def __init__(self, lab, site, config, keys, uplink_of=None, libraries=None):
        self.before = with_libraries(libraries) if libraries else []
        self.lab, self.site, self.uplink_of = lab, site, uplink_of
        self.dir = pathlib.Path(f"/tmp/hawser-{site.name}")
        self.config = self.dir / "hawser.toml"
        self.daemon, self.client = lab.program("loader/hawserd"), lab.program("loader/hawser")
        self.child = None
        self.write(config, keys)

    def write(self, config, keys=None):
        """Replaces the configuration file, for a reload or a start."""
        self.dir.mkdir(parents=True, exist_ok=True)
        self.config.write_text(config)
        (self.lab.results / f"hawser-{self.site.name}.toml").write_text(config)
        for name, key in (keys or {}).items():
            path = self.dir / name
            path.write_text(key)
            path.chmod(0o600)

    def start(self, wait=True):
        """Starts the daemon; with `wait` until it answers its client."""
        argv = [*self.before, self.daemon, "--config", self.config]
        self.child = self.lab.spawn(f"hawserd-{self.site.name}", argv, site=self.site)
        if wait:
            self.lab.need(f"hawserd answers in {self.site.name}", lambda: self.status() or not self.child.alive(), 30)
            self.lab.require(self.child.alive(), "hawserd runs", "" if self.child.alive() else self.child.text()[-2000:])
        return self

    def cli(self, *words, check=ANSWERED):
        """`hawser WORDS`; its output."""
        return process.run([self.client, *words], site=self.site, check=check)

    def maps(self, *words):
        """`hawser-maps WORDS`; its output."""
        return process.run([self.lab.program("maps-tool/hawser-maps"), *words], site=self.site)

    def drops(self):
        """{reason: packets}: every drop by its name, and what is counted without being dropped."""
        return {drop["reason"]: drop["packets"] for drop in json.loads(self.maps("-j", "stats"))["drops"]}

    def outcome(self, *words):
        """Exit status and output of `hawser WORDS`."""
        return process.outcome([self.client, *words], site=self.site)

    def attempt(self, *words):
        """Exit status and output of a daemon that is expected to end by itself."""
        return process.outcome([*self.before, self.daemon, "--config", self.config, *words], site=self.site)

    def guard(self):
        """`hawserd --guard`, as at boot."""
        return process.run([*self.before, self.daemon, "--config", self.config, "--guard"], site=self.site)

    def status(self):
        """`hawser status --json`, or None while nobody answers."""
        try:
            return json.loads(self.cli("status", "--json"))
        except (process.CommandFailed, ValueError):
            return None

    def tunnels(self):
        """{uplink: tunnel of the status}, for one peer."""
        status = self.status() or {"peers": []}
        return {self._name(tunnel): tunnel for peer in status["peers"] for tunnel in peer["tunnels"]}

    def _name(self, tunnel):
        return self.uplink_of[tunnel["endpoint"]] if self.uplink_of else tunnel["uplink"]

    def interfaces(self):
        """{XFRM interface: uplink}."""
        return {tunnel["interface"]: uplink for uplink, tunnel in self.tunnels().items()}

    def states(self):
        return {uplink: tunnel["state"] for uplink, tunnel in self.tunnels().items()}

    def wait_states(self, what, timeout=30, **wanted):
        """Polls until the tunnels of these uplinks are in these states: wait_states("...", wan1="down")."""
        def reached():
            states = self.states()
            return all(states.get(uplink) == state for uplink, state in wanted.items())
        good = poll(reached, timeout, 0.1)
        return self.lab.expect(good, what, "" if good else f"not within {timeout} s: {self.explain()}")

    def need_states(self, what, timeout=30, **wanted):
        """Like wait_states, but ends the scenario when they are not reached."""
        if not self.wait_states(what, timeout, **wanted):
            raise Stop(f"the scenario can go on although not: {what}")

    def explain(self):
        return {uplink: f"{tunnel['state']}: {tunnel['reason']}; {tunnel['ike'].get('state', tunnel['ike'])}"
                for uplink, tunnel in self.tunnels().items()}

    def stop(self):
        """Asks it to end; its exit status. What it pinned stays."""
        return self.child.end()

    def kill(self):
        """As a crash would."""
        self.child.kill()

    def hang_up(self):
        self.child.signal(signal.SIGHUP)

    def flush(self):
        """`hawserd --flush`: takes everything out of the kernel."""
        return process.run([*self.before, self.daemon, "--flush"], site=self.site)
