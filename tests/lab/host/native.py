# SPDX-License-Identifier: BSD-2-Clause
"""A scenario in namespaces of this machine's own kernel, where it has what the scenario needs."""
import os
import shutil
import subprocess
import sys
import threading

MAIN = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "guest", "main.py")
# Each feature: what to try in a namespace of its own. Success of the command is the proof.
PROBES = {
    "netem": "ip link add probe type dummy && tc qdisc add dev probe root netem delay 1ms",
    "xfrm-interface": "ip link add probe type xfrm dev lo if_id 1",
    "esp": "ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 1 mode tunnel "
           "aead 'rfc4106(gcm(aes))' 0x0102030405060708090a0b0c0d0e0f1011121314 128",
    "nft": "nft add table inet probe",
    "bpf": "ip link add probe type veth && tc qdisc add dev probe clsact",
    "vrf": "ip link add probe type vrf table 10",
}


def missing(needs):
    """The first needed feature that this kernel lacks, as a sentence, or None."""
    for tool in ("unshare", "ip", "tc"):
        if not shutil.which(tool):
            return f"{tool} is not installed"
    for need in ["veth", *needs]:
        probe = PROBES.get(need, f"ip link add probe type {need}")
        tried = subprocess.run(["unshare", "-n", "-m", "sh", "-c", probe], capture_output=True, text=True)
        if tried.returncode:
            return f"this machine's kernel lacks {need} ({tried.stderr.strip().splitlines()[-1:]})"
    return None


def run(scenario, results):
    """True when the scenario ended by itself in time. A process namespace ends with everything that runs in it."""
    argv = ["unshare", "-n", "-m", "-p", "--fork", "--kill-child", "--mount-proc", "--propagation", "private",
            "sh", "-c", 'mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /tmp && ip link set lo up && exec "$@"', "sh",
            "/usr/bin/python3", MAIN, str(results / "job.json")]
    with open(results / "console.log", "wb") as log:
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        too_long = threading.Timer(scenario.timeout, process.kill)
        too_long.start()
        for line in process.stdout:
            log.write(line)
            sys.stdout.buffer.write(line)
            sys.stdout.flush()
        process.wait()
        ended = too_long.is_alive()
        too_long.cancel()
    return ended
