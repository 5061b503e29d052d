# SPDX-License-Identifier: BSD-2-Clause
"""Debian's kernels, and the initramfs that hands over to the machine's own root file system."""
import itertools
import re
import shutil
import subprocess

from packages import STABLE, UNSTABLE, Apt, PackageError, alone, cache_root, run, unpack

# What stands between the kernel and its root: the 9p share over virtio, and the overlay that makes it writable.
BOOT_MODULES = ("virtio_pci", "9pnet_virtio", "9p", "overlay")
INIT = """#!/bin/sh
mount -t proc proc /proc
mount -t devtmpfs dev /dev
for module in $(cat /modules); do insmod $module || echo "lab: cannot load $module"; done
for word in $(cat /proc/cmdline); do case $word in lab.*=*) export "${word#lab.}";; esac; done
mkdir -p /lower /cache /rw /new
share=ro,trans=virtio,version=9p2000.L,msize=512000,cache=loose
mount -t 9p -o $share root /lower || poweroff -f
# A share of its own: overlayfs refuses a layer that lies inside another.
mount -t 9p -o $share cache /cache || poweroff -f
mount -t tmpfs -o size=80% rw /rw
mkdir /rw/upper /rw/work
layers=/lower
for layer in $(echo $layers_over | tr : ' '); do layers=/cache/$layer:$layers; done
mount -t overlay -o lowerdir=$layers,upperdir=/rw/upper,workdir=/rw/work overlay /new || poweroff -f
umount /proc
exec switch_root /new /bin/sh $init
"""


class Kernel:
    """A kernel in the cache: image, its modules as a layer for the guest's root, and the initramfs."""

    def __init__(self, series):
        self.series = series
        self.dir = cache_root() / "kernels" / series
        self.layer = self.dir / "layer"
        self.initramfs = self.dir / "initramfs.gz"

    @property
    def image(self):
        """Newer packages have it beside the modules, without the release in its name."""
        return next(itertools.chain(self.layer.glob("boot/vmlinuz-*"), self.layer.glob("usr/lib/modules/*/vmlinuz")))

    @property
    def release(self):
        return next(self.layer.glob("usr/lib/modules/*")).name

    def ensure(self, say):
        with alone("debian"):
            self._ensure(say)

    def _ensure(self, say):
        if not self.layer.is_dir():
            say(f"lab: fetching Linux {self.series} from Debian ...")
            self._fetch()
        init_copy = self.dir / "init"
        if not self.initramfs.exists() or not init_copy.exists() or init_copy.read_text() != INIT:
            self._build_initramfs()
            init_copy.write_text(INIT)

    def _fetch(self):
        for suites in (STABLE, UNSTABLE):
            apt = Apt(cache_root(), suites)
            apt.update()
            if packages := _packages(apt, self.series):
                break
        else:
            raise PackageError(f"Debian's mirror has no linux-image-amd64 of the {self.series} series")
        debs = self.dir / "debs"
        shutil.rmtree(debs, ignore_errors=True)
        unpack(apt.download(packages, debs), self.layer)
        shutil.rmtree(debs)

    def _module_files(self):
        """The boot modules and what they need, in the order in which they must be loaded."""
        run(["depmod", "-b", str(self.layer / "usr"), self.release])
        files = []
        for module in BOOT_MODULES:
            shown = run(["modprobe", "-d", str(self.layer / "usr"), "-S", self.release, "--show-depends", module])
            for line in shown.splitlines():
                if line.startswith("insmod "):
                    files.append(line.split()[1])
        return list(dict.fromkeys(files))

    def _build_initramfs(self):
        tree = self.dir / "initramfs"
        shutil.rmtree(tree, ignore_errors=True)
        for name in ("bin", "dev", "proc", "modules.d"):
            (tree / name).mkdir(parents=True)
        shutil.copy("/bin/busybox", tree / "bin" / "busybox")
        for applet in ("sh", "mount", "umount", "insmod", "mkdir", "cat", "tr", "switch_root", "poweroff"):
            (tree / "bin" / applet).symlink_to("busybox")
        listed = []
        for number, path in enumerate(self._module_files()):
            target = f"modules.d/{number:02}.ko"
            (tree / target).write_bytes(_uncompressed(path))
            listed.append("/" + target)
        (tree / "modules").write_text("\n".join(listed) + "\n")
        (tree / "init").write_text(INIT)
        (tree / "init").chmod(0o755)
        archive = subprocess.run("find . -print0 | cpio --null -o -H newc --quiet | gzip -1", shell=True, cwd=tree,
                                 check=True, capture_output=True).stdout
        self.initramfs.write_bytes(archive)


def _packages(apt, series):
    """What to download for the newest kernel of the series in apt's suites; nothing if they have none. Newer kernels are
    split: the image's package is empty and depends on those of the binary and the modules, of its own version."""
    metas = [stanza for stanza in apt.stanzas("linux-image-amd64")
             if re.match(re.escape(series) + r"[.-]", stanza["Version"])]
    if not metas:
        return []
    name, version = re.search(r"(linux-image-[^ ,]+)(?: \(= ([^)]+)\))?", metas[0]["Depends"]).groups()
    image = next(stanza for stanza in apt.stanzas(name) if version in (None, stanza["Version"]))
    parts = re.findall(r"(linux-(?:binary|modules|base)-[^ ,]+) \(= ([^)]+)\)", image.get("Depends", ""))
    return [f"{part}={wanted}" for part, wanted in [(name, image["Version"]), *parts]]


def _uncompressed(path):
    tool = {".xz": "xzcat", ".zst": "zstdcat"}.get(path[path.rindex("."):], "cat")
    return subprocess.run([tool, path], check=True, capture_output=True).stdout
