# SPDX-License-Identifier: BSD-2-Clause
"""The responders that are measured, the load that they are measured under, and where both live."""
import contextlib
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lab/host"))
from peers import layer  # noqa: E402

ADDRESSES = {"r": "10.255.0.1", "i": "10.255.0.2"}
# Every peer has an address of its own.
PEERS = "172.16.0.0/12"
KEY = "a key for the load"

STRONGSWAN_CONF = """
swanctl {{
  load = random openssl pem pkcs1 x509 pubkey
}}
charon {{
  load = random nonce openssl pem pkcs1 x509 pubkey constraints revocation hmac kdf kernel-netlink socket-default vici
  install_routes = no
  install_virtual_ip = no
  dos_protection = no
  ikesa_table_size = 65536
  ikesa_table_segments = 16
  reuse_ikesa = no
  plugins {{
    vici {{
      socket = unix://{run}/vici
    }}
  }}
  filelog {{
    bench {{
      path = {run}/charon.log
      default = -1
    }}
  }}
}}
"""
SWANCTL_CONF = """
connections {{
  load {{
    version = 2
    local_addrs = {local}
    proposals = aes128gcm16-prfsha256-x25519
    unique = never
    mobike = no
    dpd_delay = 0
    local {{
      auth = {auth}
      id = responder.example
      {certs}
    }}
    remote {{
      auth = {auth}
      id = %any
    }}
    children {{
      load {{
        local_ts = 192.168.0.0/16
        remote_ts = 10.0.0.0/8
        esp_proposals = aes128gcm16
        if_id_in = 7
        if_id_out = 7
      }}
    }}
  }}
}}
secrets {{
  ike {{
    secret = "{key}"
  }}
}}
"""


def sh(*argv, **kwargs):
    return subprocess.run(argv, check=True, text=True, **kwargs)


def wait_for(condition, what, timeout=60):
    limit = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > limit:
            raise RuntimeError(f"{what} did not come")
        time.sleep(0.05)


class Auth:
    """How the two sides authenticate each other: `folder` has the certificates, if it is by those."""

    def __init__(self, name, folder=None):
        self.name, self.folder = name, folder

    def responder(self):
        if self.folder is None:
            return ["--psk", KEY]
        return ["--ca", self.folder / "ca.pem", "--cert", self.folder / "cert.pem", "--key", self.folder / "key.pem"]

    def initiators(self):
        if self.folder is None:
            return ["--psk", KEY]
        return ["--ca", self.folder / "ca.pem", "--ca-key", self.folder / "ca-key.pem"]


def make_certificates(folder):
    """By a key, and by P-256 certificates of one CA; the peers' are made by who plays them."""
    def openssl(*argv):
        sh("openssl", *map(str, argv), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)

    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    openssl("req", "-x509", *new_key, "-subj", "/CN=load CA", "-keyout", "ca-key.pem", "-out", "ca.pem",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    openssl("req", "-x509", *new_key, "-subj", "/CN=responder.example", "-keyout", "key.pem", "-out", "cert.pem",
            "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-addext", "basicConstraints=critical,CA:FALSE",
            "-addext", "subjectAltName=DNS:responder.example", "-addext", "keyUsage=digitalSignature")
    return Auth("psk"), Auth("ecdsa", folder)


class Namespaces:
    """Two sites of the bench's own, gone when it ends."""

    def __init__(self):
        self.names = {end: f"hawser-bench-{end}-{os.getpid()}" for end in ADDRESSES}

    def __enter__(self):
        for name in self.names.values():
            sh("ip", "netns", "add", name)
        sh("ip", "link", "add", "wan", "netns", self.names["r"], "type", "veth", "peer", "name", "wan", "netns",
           self.names["i"])
        for end, name in self.names.items():
            sh("ip", "-n", name, "addr", "add", f"{ADDRESSES[end]}/24", "dev", "wan")
            sh("ip", "-n", name, "link", "set", "wan", "up")
            sh("ip", "-n", name, "link", "set", "lo", "up")
        sh("ip", "-n", self.names["r"], "route", "add", PEERS, "via", ADDRESSES["i"])
        sh("ip", "-n", self.names["i"], "route", "add", "local", PEERS, "dev", "lo")
        return self

    def __exit__(self, *_):
        for name in self.names.values():
            subprocess.run(["ip", "netns", "del", name], check=False)

    def command(self, end, cpu, *argv):
        return ["ip", "netns", "exec", self.names[end], "taskset", "-c", str(cpu), *map(str, argv)]


class Process:
    """A program whose standard input is its life line."""

    def __init__(self, argv, **kwargs):
        self.popen = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **kwargs)

    def line(self):
        line = self.popen.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.popen.args[6]} ended early ({self.popen.wait()})")
        return line.strip()

    def say(self, line):
        self.popen.stdin.write(line + "\n")
        self.popen.stdin.flush()

    def end(self):
        with contextlib.suppress(BrokenPipeError, ValueError):
            self.popen.stdin.close()
        try:
            self.popen.wait(10)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()


class Responder:
    """What is measured of the process `pid`."""

    pid = 0

    def cpu_seconds(self):
        """Of all threads that live; none of either responder's ends before it does."""
        total = 0
        for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def resident_kb(self):
        for line in pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        raise RuntimeError("no VmRSS")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


class Hawser(Responder):
    name = "hawserd"

    def __init__(self, spaces, build, _run, auth, count, liveness=0):
        env = {**os.environ, "LD_PRELOAD": str(build / "quiet_xfrm.so")}
        self.process = Process(spaces.command("r", 0, build / "responder", "--local", ADDRESSES["r"], "--count", count,
                                              "--liveness", liveness, *auth.responder()), env=env)
        if self.process.line() != "ready":
            raise RuntimeError("the responder says something else than 'ready'")
        self.pid = self.process.popen.pid

    def kill(self):
        self.process.popen.kill()
        self.process.popen.wait()

    def end(self):
        self.process.end()


class Charon(Responder):
    name = "charon-5.9.8"

    def __init__(self, spaces, build, run, auth, _count):
        tree = layer("strongswan", print)
        self.configure(run, auth)
        env = f"STRONGSWAN_CONF={run}/strongswan.conf SWANCTL_DIR={run}/swanctl"
        # Its plugins are looked for at a fixed place, and its process id at another: both in a mount namespace.
        script = (f"mount -t overlay -o lowerdir={tree}/usr:/usr overlay /usr; mount -t tmpfs t /run; "
                  f"(cd {run}; for try in $(seq 200); do [ -e load ] && break; sleep 0.1; done; "
                  f"{env} swanctl --load-all --uri unix://{run}/vici >swanctl.log 2>&1; echo $? >loaded) & "
                  f"exec env {env} LD_PRELOAD={build}/quiet_xfrm.so /usr/lib/ipsec/charon")
        self.process = Process(spaces.command("r", 0, "unshare", "-m", "sh", "-c", script))
        self.pid = self.process.popen.pid
        wait_for(lambda: (run / "vici").exists(), "charon's control socket")
        (run / "load").touch()
        wait_for(lambda: (run / "loaded").exists(), "swanctl")
        if (run / "loaded").read_text().strip() != "0":
            raise RuntimeError((run / "swanctl.log").read_text())

    @staticmethod
    def configure(run, auth):
        swanctl = run / "swanctl"
        for name in ("x509", "x509ca", "private"):
            (swanctl / name).mkdir(parents=True)
        certs = ""
        if auth.folder is not None:
            certs = "certs = cert.pem"
            for name, folder in (("cert.pem", "x509"), ("ca.pem", "x509ca"), ("key.pem", "private")):
                (swanctl / folder / name).write_text((auth.folder / name).read_text())
        (run / "strongswan.conf").write_text(STRONGSWAN_CONF.format(run=run))
        (swanctl / "swanctl.conf").write_text(SWANCTL_CONF.format(
            local=ADDRESSES["r"], key=KEY, certs=certs, auth="psk" if auth.folder is None else "pubkey"))

    def end(self):
        self.process.popen.terminate()
        self.process.popen.wait()


class Load:
    """Peers, of whom `window` negotiate at a time; who persists begins again when its SA is lost."""

    def __init__(self, spaces, build, auth, window, persist=False):
        self.process = Process(spaces.command(
            "i", 1, build / "initiators", "--remote", ADDRESSES["r"], "--window", window, *auth.initiators(),
            *(["--persist"] if persist else [])))

    def ask(self, line):
        self.process.say(line)

    def outcome(self):
        words = self.process.line().split()
        return {words[i]: float(words[i + 1]) for i in range(0, len(words), 2)}

    def begin(self, count):
        """Brings up so many more, and says what became of them."""
        self.ask(f"begin {count}")
        return self.outcome()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.end()
