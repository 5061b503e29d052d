# SPDX-License-Identifier: BSD-2-Clause
import pathlib

from guest.hawser import Hawser, branch_config, pop_config
from guest.topology import MultiUplink

PSK = "correct horse battery staple"
SERVICES = pathlib.Path(__file__).with_name("services.py")
QUICK = 'interval = "500ms", lost = 3, good = 2, hold = "1s"'
COUNTING = '[stamp]\nsequence = "stateful"\n'


def only(uplink, probe):
    return f'[[peer.tunnel]]\nuplink = "{uplink}"\nprobe = [{{ {probe} }}]\n'


class Scene:
    def __init__(self, lab):
        self.lab = lab
        self.net = net = MultiUplink(uplinks=3, core=True).build()
        self.far = Hawser(lab, net.g2, pop_config(net, more=COUNTING), {"pop.psk": PSK},
                          {u.address: u.name for u in net.uplinks}).start()
        self.near = Hawser(lab, net.g1, self.config(), {"pop.psk": PSK})
        self.running = {}

    def config(self, more="", **probes):
        """`probes` maps uplinks to the one probe that their tunnel has."""
        tables = "".join(only(uplink, f"{probe}, {QUICK}") for uplink, probe in probes.items())
        return branch_config(self.net, more=more + tables)

    def begin(self, config):
        self.near.write(config)
        if self.near.child:
            self.near.stop()
        self.near.start()

    def serve(self, kind, port, *more):
        self.running[kind] = self.lab.spawn(f"service-{kind}", ["/usr/bin/python3", "-S", "-E", SERVICES, kind, str(port), *more],
                                            site=self.net.h2)

    def all_up(self, what):
        self.near.need_states(what, 60, wan1="up", wan2="up", wan3="up")

    def one_down(self, what, uplink, *words):
        """That tunnel alone goes down, and its reason has these words."""
        others = {name: "up" for name in ("wan1", "wan2", "wan3") if name != uplink}
        self.near.wait_states(what, 30, **{uplink: "down"}, **others)
        reason = self.near.tunnels()[uplink]["reason"]
        events = self.near.cli("events")
        for word in words:
            self.lab.expect(word in reason or word in events, f"and it says '{word}'", reason)

    def end(self, kind):
        self.running.pop(kind).end()


def certificate(lab):
    """A self-signed one for 10.2.0.10, and its key."""
    folder = pathlib.Path("/tmp/probes")
    folder.mkdir(exist_ok=True)
    cert, key = folder / "cert.pem", folder / "key.pem"
    lab.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
             "/CN=h2", "-addext", "subjectAltName=IP:10.2.0.10", "-keyout", str(key), "-out", str(cert)], quiet=True)
    return str(cert), str(key)


def calls(scene):
    target = scene.net.H2
    for kind, port in (("tcp", 7101), ("http", 8080), ("dns", 5353)):
        scene.serve(kind, port)
    scene.begin(scene.config(wan1=f'type = "tcp", target = "{target}", port = 7101',
                             wan2=f'type = "http", url = "http://{target}:8080/health"',
                             wan3=f'type = "dns", target = "{target}", port = 5353, name = "pop.example"'))
    scene.all_up("a TCP, an HTTP and a DNS probe bring their tunnels up")
    scene.lab.say("\n" + scene.near.cli("tunnels"))
    for uplink, kind, port, words in (("wan1", "tcp", 7101, "connection refused"), ("wan2", "http", 8080, "connection refused"),
                                      ("wan3", "dns", 5353, "probes to 10.2.0.10:5353")):
        scene.end(kind)
        scene.one_down(f"the {kind} service ends, and {uplink} alone goes down", uplink, words)
        scene.serve(kind, port)
        scene.all_up("the service is back, and so is the tunnel")


def https(scene):
    cert, key = certificate(scene.lab)
    scene.serve("https", 8443, cert, key)
    url = f'type = "http", url = "https://{scene.net.H2}:8443/health"'
    scene.begin(scene.config(wan1=f'{url}, ca_file = "{cert}"', wan2=url,
                             wan3=f'{url.replace("/health", "/broken")}, verify = false'))
    scene.near.need_states("https with the right authority brings a tunnel up", 60, wan1="up")
    scene.near.wait_states("an unknown authority and a wrong status do not", 10, wan2="down", wan3="down")
    reasons = {uplink: tunnel["reason"] for uplink, tunnel in scene.near.tunnels().items()}
    scene.lab.expect("certificate verify failed" in reasons["wan2"], "the reason is the certificate", reasons["wan2"])
    scene.lab.expect("503" in reasons["wan3"], "the reason is the status", reasons["wan3"])


def stamp_and_ike(scene):
    lab, net = scene.lab, scene.net
    scene.begin(scene.config(wan1=f'type = "stamp", target = "{net.G2}"', wan2='type = "ike"',
                             wan3=f'type = "icmp", target = "{net.G2}"'))
    scene.all_up("STAMP, IKE and ICMP bring their tunnels up")
    net.sites[net.uplinks[0].isp].run("tc qdisc replace dev g2 root netem loss 25%")
    lab.need("loss on the way out is told from loss on the way back",
             lambda: directions(scene, "wan1")[0] > 8 and directions(scene, "wan1")[1] < 4, 120, 1)
    lab.say(f"out, in: {directions(scene, 'wan1')} %")
    net.sites[net.uplinks[0].isp].run(["tc", "qdisc", "del", "dev", "g2", "root"])
    scene.all_up("the loss has ended")
    scene.far.stop()
    scene.near.wait_states("the peer's IKE is gone: the tunnel that asks it goes down, the one that asks by ESP does not", 30,
                           wan2="down", wan3="up")


def directions(scene, uplink):
    probe = scene.near.tunnels()[uplink]["path"]["probes"][0]
    return probe.get("loss_out_pct", 0), probe.get("loss_in_pct", 100)


def quorum(scene):
    net = scene.net
    scene.far.start()
    targets = f'[[peer.tunnel]]\nprobe = [{{ target = "{net.G2}", {QUICK} }}, {{ target = "10.2.77.77", {QUICK} }}]\n'
    scene.begin(scene.config(more=targets))
    scene.all_up("one of two targets is enough")
    found = {probe["probe"]: probe["state"] for probe in scene.near.tunnels()["wan1"]["path"]["probes"]}
    scene.lab.expect(found == {f"icmp {net.G2}": "up", "icmp 10.2.77.77": "down"}, "each is shown", found)
    scene.begin(scene.config(more='[peer.path]\nquorum = "all"\n' + targets))
    scene.near.wait_states("unless all are needed", 30, wan1="down", wan2="down", wan3="down")
    reason = scene.near.tunnels()["wan1"]["reason"]
    scene.lab.expect("1 of 2 probes healthy, 2 needed" in reason and "icmp 10.2.77.77" in reason, "and the reason says which", reason)


def provider(scene):
    """The gateways of wan1 and wan2 are asked outside the tunnels."""
    net, (works, dead) = scene.net, scene.net.uplinks[:2]
    config = scene.config()
    for uplink in (works, dead):
        config = config.replace(f'gateway = "{uplink.gateway}"', f'gateway = "{uplink.gateway}"\nprobe_target = "{uplink.gateway}"')
    scene.begin(config)
    scene.all_up("three tunnels are up")
    net.cut(works)
    net.sites[dead.isp].nft("table inet dead { chain everything { type filter hook prerouting priority -300; drop; }\n }")
    scene.near.wait_states("two uplinks carry nothing", 20, wan1="down", wan2="down", wan3="up")
    reasons = {uplink: tunnel["reason"] for uplink, tunnel in scene.near.tunnels().items()}
    scene.lab.expect(f"uplink wan1 works: {works.gateway} answers" in reasons["wan1"], "of one the way beyond is dead", reasons["wan1"])
    scene.lab.expect(f"uplink wan2 itself is dead: {dead.gateway} does not answer either" in reasons["wan2"],
                     "the other is dead itself", reasons["wan2"])
    net.restore(works)
    net.sites[dead.isp].run(["nft", "delete", "table", "inet", "dead"])
    scene.all_up("they come back")


def run(lab):
    scene = Scene(lab)
    calls(scene)
    https(scene)
    provider(scene)
    stamp_and_ike(scene)
    quorum(scene)
