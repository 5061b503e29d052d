#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The guest's first process in its real root: mounts, modules, the runner, the end..
library=${0%/*}
export PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin HOME=/root LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm /out
mount -t devpts devpts /dev/pts
# One that holds the project itself stays as it is: the overlay makes it writable too.
for directory in /dev/shm /run /tmp; do
    case $library in
        $directory/*) ;;
        *) mount -t tmpfs tmpfs $directory ;;
    esac
done
# modprobe would read these over and over from the host; nothing of the host's choices belongs here.
for directory in /etc/modprobe.d /usr/lib/modprobe.d; do mount -t tmpfs tmpfs $directory; done
mount -t bpf bpf /sys/fs/bpf
mount -t tracefs tracefs /sys/kernel/tracing
mount -t 9p -o rw,trans=virtio,version=9p2000.L,msize=512000,cache=none out /out || busybox poweroff -f
/usr/bin/python3 -S -E "$library/preload.py" /out/preload
read -r modules < /out/modules
# One after the other: modprobe -a gives up the rest when one is missing in this kernel.
for module in $modules; do modprobe -q "$module" || echo "lab: this kernel has no module $module"; done
ip link set lo up
busybox setsid busybox cttyhack /usr/bin/python3 -S "$library/main.py" /out/job.json
sync
busybox poweroff -f
