#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What can be said of the package without installing it: `package_test.py units|completion|vagrant|lintian BUILD`."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNITS = ROOT / "packaging/systemd"
COMPLETION = ROOT / "packaging/completion/hawser"
MOST_EXPOSED = 3.0
SKIPPED = 77
failed = 0


def expect(condition, sentence, figures=""):
    global failed
    failed += not condition
    print(f"{'ok' if condition else 'not ok'} - {sentence}" + (f" ({figures})" if figures != "" else ""), flush=True)


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def run(*words, **kwargs):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **kwargs)
    return done.returncode, done.stdout + done.stderr


def units(_build):
    """systemd's own opinion of how much the units are exposed, and their promises."""
    if not shutil.which("systemd-analyze"):
        skip("systemd is not installed")
    for name in ("hawserd.service", "hawserd-guard.service"):
        _, said = run("systemd-analyze", "security", "--offline=true", "--no-pager", UNITS / name)
        exposure = re.search(r"exposure level for \S+: ([\d.]+)", said)
        expect(exposure and float(exposure[1]) < MOST_EXPOSED, f"{name} is exposed by less than {MOST_EXPOSED}",
               exposure[1] if exposure else said[-300:])
    text = (UNITS / "hawserd.service").read_text()
    allowed = re.search(r"^CapabilityBoundingSet=(.*)$", text, re.M)[1].split()
    expect(sorted(allowed) == ["CAP_BPF", "CAP_NET_ADMIN", "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_PERFMON"],
           "hawserd has five capabilities", allowed)
    for setting in ("Type=notify", "ProtectSystem=strict", "NoNewPrivileges=yes", "RuntimeDirectory=hawser", "StateDirectory=hawser"):
        expect(f"\n{setting}\n" in text, f"hawserd.service has {setting}")
    expect(re.search(r"^WatchdogSec=\d+", text, re.M), "hawserd.service has a watchdog")


def completion(build):
    """What bash offers is what the programs say of themselves."""
    for program in ("loader/hawser", "loader/hawserd", "maps-tool/hawser-maps"):
        if not (build / program).exists():
            skip(f"{program} is not built here")
    path = {**os.environ, "PATH": f"{build}/loader:{build}/maps-tool:{os.environ['PATH']}"}

    def offered(*words):
        script = (f'source {COMPLETION}; COMP_WORDS=({" ".join(repr(word) for word in words)}); COMP_CWORD={len(words) - 1}; '
                  f'_{words[0].replace("-", "_") if words[0] != "hawserd" else "hawserd"}; printf "%s\\n" "${{COMPREPLY[@]}}"')
        return set(run("bash", "-c", script, env=path)[1].split())

    listed = re.search(r"Commands:\n(.*?)\n\n", run("hawser", "--help", env=path)[1], re.S)[1]
    commands = {line.split()[0] for line in listed.splitlines() if re.match(r"  \S", line)}
    expect(len(commands) > 5 and offered("hawser", "") == commands, "hawser's commands are offered", offered("hawser", "") ^ commands)
    expect("drain" in offered("hawser", "dr") and "status" not in offered("hawser", "dr"), "as far as they begin so", offered("hawser", "dr"))
    expect({"--json", "--socket", "--help"} <= offered("hawser", "--"), "hawser's options are offered", offered("hawser", "--"))
    expect({"child", "ike"} <= offered("hawser", "rekey", "") or not offered("hawser", "rekey", ""), "rekey knows its words")
    expect({"--config", "--check", "--guard", "--flush", "--keep-guard"} <= offered("hawserd", "--"), "hawserd's options", offered("hawserd", "--"))
    expect({"debug", "info"} <= offered("hawserd", "--log-level", ""), "hawserd's log levels")
    expect({"list", "show", "dump", "flow", "ring", "tunnel", "stats", "events"} <= offered("hawser-maps", ""), "hawser-maps' objects",
           offered("hawser-maps", ""))
    expect({"list", "get"} <= offered("hawser-maps", "flow", ""), "hawser-maps' verbs", offered("hawser-maps", "flow", ""))


def vagrant(_build):
    """Both providers' blocks of the Vagrantfile. VirtualBox need not be there: Vagrant asks it for its version alone."""
    if not shutil.which("vagrant"):
        skip("vagrant is not installed")
    with tempfile.TemporaryDirectory() as folder:
        stub = pathlib.Path(folder) / "VBoxManage"
        stub.write_text('#!/bin/sh\ncase "$1" in --version) echo 7.0.10r158379 ;; esac\n')
        stub.chmod(0o755)
        environment = {**os.environ, "VAGRANT_HOME": f"{folder}/home", "VAGRANT_CHECKPOINT_DISABLE": "1", "VAGRANT_DOTFILE_PATH": f"{folder}/dot",
                       "PATH": f"{folder}:{os.environ['PATH']}", "HAWSER_DEB": str(stub)}
        for provider in ("libvirt", "virtualbox"):
            status, said = run("vagrant", "validate", cwd=ROOT / "vagrant", env={**environment, "VAGRANT_DEFAULT_PROVIDER": provider})
            if provider == "libvirt" and "could not be found" in said:
                print(f"not validated for libvirt: vagrant-libvirt is not installed")
                continue
            expect(status == 0, f"vagrant validate is content for {provider}", said.strip()[-300:])
            wrong = (ROOT / "vagrant/Vagrantfile").read_text().replace(f"{provider}.memory", f"{provider}.memoryy")
            broken = pathlib.Path(folder) / provider
            shutil.copytree(ROOT / "vagrant/provision", broken / "provision")
            (broken / "Vagrantfile").write_text(wrong)
            status, _ = run("vagrant", "validate", cwd=broken, env={**environment, "VAGRANT_DEFAULT_PROVIDER": provider})
            expect(status != 0, f"and would see a wrong word for {provider}")


def lintian(build):
    packages = [path for path in (build / "packaging").glob("hawser_*.deb") if "~before" not in path.name]
    if not packages:
        skip("there is no package: cmake --build --target hawser_deb")
    if not shutil.which("lintian"):
        skip("lintian is not installed")
    status, said = run("lintian", "--allow-root", "--fail-on", "error", "--tag-display-limit", "0", max(packages, key=os.path.getmtime))
    print(said)
    expect(status == 0, "lintian finds no error")


def main():
    what, build = sys.argv[1], pathlib.Path(sys.argv[2])
    {"units": units, "completion": completion, "vagrant": vagrant, "lintian": lintian}[what](build)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
