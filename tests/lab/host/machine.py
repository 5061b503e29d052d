# SPDX-License-Identifier: BSD-2-Clause
"""One virtual machine: QEMU without KVM, Debian's kernel, this machine's own root file system under an overlay."""
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time

import kernels
import peers
import preload
from packages import cache_root

GUEST = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "guest")
QEMU = "qemu-system-x86_64"
# ERMS and FSRM are hidden because an emulated `rep stosb` costs one instruction a byte.
CPU = "max,-erms,-fsrm"
CLOCKS = {
    "icount": ["-accel", "tcg,thread=single", "-icount", "shift=0,sleep=off", "-smp", "1"],
    "wall": ["-accel", "tcg,thread=multi", "-smp", "2"],
}
# The firmware clears the screen, and the console sends carriage returns.
NOISE = re.compile(rb"\r|\x1b[c\[][?0-9;]*[A-Za-z]?|SeaBIOS.*\n?|Booting from ROM\S*|^c(?=\x1b)")
# Where the build tree keeps what a scenario runs.
PROGRAMS = ("loader/hawser*", "maps-tool/hawser*", "tests/lab/traffic/hawser*", "bench/dataplane/*")
# Seconds between asking a guest to finish and ending it.
GRACE = 45


def missing(scenario):
    """Why the scenario's virtual machine cannot be run here, or None."""
    for tool in (QEMU, "busybox", "cpio", "modprobe"):
        if not shutil.which(tool) and not os.path.exists(f"/usr/sbin/{tool}"):
            return f"{tool} is not installed"
    if scenario.init == "systemd" and not os.path.exists("/lib/systemd/systemd"):
        return "systemd is not installed"
    return None


def command(kernel, scenario, clock, build, results):
    cache = cache_root()
    layers = [kernel.layer] + [peers.layer(name, print) for name in scenario.peers]
    init = "init-systemd.sh" if scenario.init == "systemd" else "init.sh"
    programs = [str(path) for pattern in PROGRAMS for path in build.glob(pattern) if os.access(path, os.X_OK)]
    if scenario.init == "systemd":
        programs += preload.SYSTEMD
    (results / "preload").write_text("\n".join(preload.files(layers, programs)) + "\n")
    over = ":".join(str(layer.relative_to(cache)) for layer in layers)
    append = ["console=ttyS0", "quiet", "loglevel=4", "panic=-1", "mitigations=off", "nokaslr", "tsc=reliable", "audit=0",
              f"lab.init={GUEST}/{init}", f"lab.layers_over={over}"]
    return [QEMU, *CLOCKS[clock], "-cpu", CPU, "-M", "q35", "-m", str(scenario.memory), "-nodefaults",
            "-no-user-config", "-display", "none", "-serial", "stdio", "-no-reboot",
            "-kernel", str(kernel.image), "-initrd", str(kernel.initramfs), "-append", " ".join(append),
            *_share("root", "/", ",readonly=on"), *_share("cache", cache, ",readonly=on"), *_share("out", results)]


def _share(tag, path, extra=""):
    return ["-virtfs", f"local,path={path},mount_tag={tag},security_model=none,multidevs=remap{extra}"]


def boot(scenario, kernel_series, clock, build, results):
    """Runs the machine to its end and shows its console. True when it ended by itself in time."""
    kernel = kernels.Kernel(kernel_series)
    kernel.ensure(print)
    process = subprocess.Popen(command(kernel, scenario, clock, build, results), stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        return _watch(process, scenario.timeout, results)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _watch(process, timeout, results):
    deadline = time.monotonic() + timeout - GRACE
    interrupted = False
    with open(results / "console.log", "wb") as log:
        while True:
            ready, _, _ = select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))
            if ready:
                data = os.read(process.stdout.fileno(), 65536)
                if not data:
                    return not interrupted
                log.write(NOISE.sub(b"", data))
                log.flush()
                sys.stdout.buffer.write(NOISE.sub(b"", data))
                sys.stdout.flush()
            elif not interrupted:
                print(f"lab: not finished after {timeout - GRACE} s; asking the guest for its logs", flush=True)
                _interrupt(process)
                interrupted, deadline = True, time.monotonic() + GRACE - 5
            else:
                print("lab: the guest does not answer; ending it", flush=True)
                return False


def _interrupt(process):
    """Control-C on the guest's console: its runner then writes out what it has."""
    try:
        process.stdin.write(b"\x03")
        process.stdin.flush()
    except BrokenPipeError:
        process.send_signal(signal.SIGTERM)
