#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What an IKE responder costs: charon and hawserd, one after the other, under the same load.

Two network namespaces joined by a veth pair. The responder runs alone on one CPU, logging nothing, over a kernel side
that agrees to everything (quiet_xfrm.c, the same for both); on the other CPU our engine as the initiator brings up one
IKE SA after another. What is counted: the responder's CPU time (schedstat, all threads) and its resident memory, after
a warm-up.
"""
import argparse
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lab/host"))
from peers import layer  # noqa: E402

ADDRESSES = {"r": "10.255.0.1", "i": "10.255.0.2"}
PSK = "a key for the load"

STRONGSWAN_CONF = """
swanctl {{
  load = random openssl pem pkcs1 x509 pubkey
}}
charon {{
  load = random nonce openssl pem pkcs1 x509 pubkey hmac kdf kernel-netlink socket-default vici
  install_routes = no
  install_virtual_ip = no
  dos_protection = no
  ikesa_table_size = 16384
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
      auth = psk
      id = responder.example
    }}
    remote {{
      auth = psk
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
    secret = "{psk}"
  }}
}}
"""


def sh(*argv, **kwargs):
    return subprocess.run(argv, check=True, text=True, **kwargs)


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
            raise RuntimeError(f"{self.popen.args[-1]} ended early ({self.popen.wait()})")
        return line.strip()

    def end(self):
        with contextlib.suppress(BrokenPipeError):
            self.popen.stdin.close()
        try:
            self.popen.wait(10)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()


def cpu_seconds(pid):
    """Of all threads that live."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def resident_kb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError("no VmRSS")


class Hawser:
    name = "hawserd"

    def __init__(self, spaces, build, _run, count):
        env = {**os.environ, "LD_PRELOAD": str(build / "quiet_xfrm.so")}
        self.process = Process(spaces.command("r", 0, build / "responder", "--local", ADDRESSES["r"], "--count", count,
                                              "--psk", PSK), env=env)
        assert self.process.line() == "ready"
        self.pid = self.process.popen.pid

    def end(self):
        self.process.end()


class Charon:
    name = "charon-5.9.8"

    def __init__(self, spaces, build, run, _count):
        tree = layer("strongswan", print)
        (run / "swanctl").mkdir()
        (run / "strongswan.conf").write_text(STRONGSWAN_CONF.format(run=run))
        (run / "swanctl/swanctl.conf").write_text(SWANCTL_CONF.format(local=ADDRESSES["r"], psk=PSK))
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

    def end(self):
        self.process.popen.terminate()
        self.process.popen.wait()


def wait_for(condition, what, timeout=20):
    limit = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > limit:
            raise RuntimeError(f"{what} did not come")
        time.sleep(0.05)


def load(spaces, build, count, window):
    process = Process(spaces.command("i", 1, build / "initiators", "--local", ADDRESSES["i"], "--remote", ADDRESSES["r"],
                                     "--count", count, "--window", window, "--psk", PSK))
    words = process.line().split()
    return process, {words[i]: float(words[i + 1]) for i in range(0, len(words), 2)}


def measure(kind, spaces, build, count, window):
    """CPU microseconds a handshake and memory an SA, of a responder that has done a tenth as many before."""
    warm_up = count // 10
    with tempfile.TemporaryDirectory(prefix="hawser-bench-") as folder:
        responder = kind(spaces, build, pathlib.Path(folder), count)
        try:
            first, _ = load(spaces, build, warm_up, window)
            first.end()
            cpu, memory = cpu_seconds(responder.pid), resident_kb(responder.pid)
            second, outcome = load(spaces, build, count, window)
            time.sleep(0.5)  # charon's queue of jobs runs empty
            result = {"us": (cpu_seconds(responder.pid) - cpu) / outcome["up"] * 1e6,
                      "kb": (resident_kb(responder.pid) - memory) / (outcome["up"] - replaced(kind, warm_up)),
                      **outcome}
            second.end()
        finally:
            responder.end()
    print(f"{kind.name}: {outcome['up']:.0f} up, {outcome['failed']:.0f} failed, {outcome['seconds']:.1f} s, "
          f"{outcome['retransmissions']:.0f} retransmissions, {result['us']:.0f} us CPU a handshake, "
          f"{result['kb']:.2f} kB an SA", flush=True)
    return result


def replaced(kind, warm_up):
    """The peers of the warm-up come again: hawserd keeps one IKE SA of each."""
    return warm_up if kind is Hawser else 0


def figure(name, ours, peer, goal):
    ratio = ours / peer
    print(f"figure: {name} ours={ours:.2f} peer={Charon.name}:{peer:.2f} ratio={ratio:.3f} goal=at-most-{goal} "
          f"{'met' if ratio <= goal else 'short'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--count", type=int, default=10000, help="IKE SAs of a run")
    parser.add_argument("--window", type=int, default=16, help="handshakes under way at a time")
    options = parser.parse_args()
    if os.geteuid() != 0 or not shutil.which("ip"):
        sys.exit("bench ike: needs root, for network namespaces")
    build = options.build.resolve() / "bench/ike"
    with Namespaces() as spaces:
        results = {kind: measure(kind, spaces, build, options.count, options.window) for kind in (Charon, Hawser)}
    figure("psk_x25519_us", results[Hawser]["us"], results[Charon]["us"], 0.35)
    figure("psk_memory_kb", results[Hawser]["kb"], results[Charon]["kb"], 0.35)


if __name__ == "__main__":
    main()
