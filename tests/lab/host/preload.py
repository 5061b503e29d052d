# SPDX-License-Identifier: BSD-2-Clause
"""Names the files that a scenario uses, so that the guest can take them into memory before its clock matters.

A guest whose time counts instructions does not count the time for which it waits for its disk: while it waits, its
idle timers run ahead, and a poll's patience is used up by a library that is being read.
"""
import glob
import os
import re
import shutil
import subprocess

TOOLS = ("sh", "cat", "sleep", "env", "ip", "nft", "tc", "tcpdump", "ping", "sysctl", "ethtool", "conntrack", "kill",
         "ls", "nsenter", "mount", "umount", "modprobe", "bpftool", "python3", "busybox", "timeout", "grep", "sed", "unshare",
         "openssl")
CONFIGURATION = ("/etc/ld.so.cache", "/etc/nsswitch.conf", "/etc/passwd", "/etc/group", "/etc/protocols", "/etc/services",
                 "/etc/hosts", "/etc/host.conf", "/etc/gai.conf", "/etc/ssl/openssl.cnf", "/etc/localtime",
                 "/etc/iproute2/*", "/usr/lib/tc/*", "/usr/lib/locale/C.utf8/*", "/usr/lib/locale/C.utf8/LC_MESSAGES/*",
                 "/usr/lib/x86_64-linux-gnu/gconv/gconv-modules.cache", "/lib/x86_64-linux-gnu/libnss_files.so.2",
                 "/usr/lib/ssl/openssl.cnf", "/usr/lib/x86_64-linux-gnu/ossl-modules/*.so")
# Below lib/modules/RELEASE: the indices, and the subsystems whose modules the kernel asks for by itself.
MODULES = ("modules.*", "kernel/crypto/*", "kernel/arch/x86/crypto/*", "kernel/lib/crypto/*", "kernel/net/xfrm/*",
           "kernel/net/ipv[46]/*.ko*", "kernel/net/netfilter/n[ft]_*", "kernel/net/sched/*", "kernel/net/key/*")
# What a scenario under systemd needs besides.
SYSTEMD = [*glob.glob("/lib/systemd/systemd*"), *glob.glob("/lib/x86_64-linux-gnu/systemd/*.so"),
           *(path for path in (shutil.which(name, path="/usr/sbin:/usr/bin") for name in (
               "systemctl", "journalctl", "systemd-sysusers", "systemd-tmpfiles", "dpkg", "dpkg-query", "dpkg-deb",
               "dpkg-split", "perl", "deb-systemd-helper", "deb-systemd-invoke", "tar", "rm")) if path)]
ROOT_LINKS = ("/bin", "/sbin", "/lib", "/lib64", "/var/run", "/var/lock")
LIBRARY_PATH = "usr/lib/ipsec"


def files(layers, programs):
    """Paths as the guest sees them: tools, their libraries, the programs' libraries, all that the layers hold of
    programs and libraries, and the Python library's modules."""
    tools = [path for path in (shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin") for name in TOOLS) if path]
    found = dict.fromkeys([*ROOT_LINKS, *tools, *(path for path in programs if path in SYSTEMD)])
    found.update(dict.fromkeys(path for pattern in CONFIGURATION for path in glob.glob(pattern)))
    found.update(dict.fromkeys(_libraries(tools + programs, "")))
    for layer in layers:
        own = [path for top in ("usr", "opt") for path in glob.glob(f"{layer}/{top}/**", recursive=True) if _is_code(path)]
        own_data = [path for pattern in MODULES for path in glob.glob(f"{layer}/usr/lib/modules/*/{pattern}")]
        found.update(dict.fromkeys("/" + os.path.relpath(path, layer) for path in own + own_data))
        found.update(dict.fromkeys(path for path in _libraries(own, f"{layer}/{LIBRARY_PATH}")
                                   if not path.startswith(str(layer))))
    found.update(dict.fromkeys(_python()))
    return list(found)


def _is_code(path):
    return os.path.isfile(path) and "/lib/modules/" not in path and "/share/" not in path


def _libraries(paths, library_path):
    said = subprocess.run(["ldd", *paths], capture_output=True, text=True,
                          env={**os.environ, "LD_LIBRARY_PATH": library_path}).stdout
    return re.findall(r"(/\S+) \(0x", said)


def _python():
    """Everything that a few imports load: what the guest's library and most scenarios use."""
    code = ("import sys, subprocess, json, re, ctypes, ipaddress, dataclasses, pathlib, tempfile, shutil, socket, struct,"
            "select, signal, importlib.util, traceback, threading, tomllib, statistics, collections, itertools\n"
            "for m in list(sys.modules.values()):\n"
            " for f in (getattr(m,'__file__',None), getattr(m,'__cached__',None)):\n"
            "  if f: print(f)")
    return subprocess.run(["/usr/bin/python3", "-S", "-B", "-c", code], capture_output=True, text=True).stdout.split()
