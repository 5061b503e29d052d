#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The guest's first process in its real root where a scenario wants systemd: prepares what init.sh would, then becomes
# systemd, which runs the scenario as a service and ends the machine after it.
library=${0%/*}
export PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
# systemd would, where it does not take the host's root for a container's.
mount -t bpf -o mode=700 bpf /sys/fs/bpf
mount -t devtmpfs dev /dev
mkdir -p /out
# One that holds the project itself stays as it is: the overlay makes it writable too.
for directory in /run /tmp; do
    case $library in
        $directory/*) ;;
        *) mount -t tmpfs -o mode=755 tmpfs $directory ;;
    esac
done
for directory in /etc/modprobe.d /usr/lib/modprobe.d; do mount -t tmpfs tmpfs $directory; done
mount -t 9p -o rw,trans=virtio,version=9p2000.L,msize=512000,cache=none out /out || busybox poweroff -f
/usr/bin/python3 -S -E "$library/preload.py" /out/preload
read -r modules < /out/modules
for module in $modules; do modprobe -q "$module" || echo "lab: this kernel has no module $module"; done
ip link set lo up

# Of the host's services none is wanted, nor its ban on starting any; a policy of the host's would be in the way too.
mount -t tmpfs -o mode=755 tmpfs /etc/systemd/system
rm -f /usr/sbin/policy-rc.d
rm -rf /var/log/journal
for unit in systemd-firstboot systemd-repart systemd-binfmt systemd-random-seed systemd-update-utmp systemd-modules-load \
    systemd-machine-id-commit systemd-sysusers systemd-pcrphase systemd-pcrphase-sysinit systemd-udevd systemd-udev-trigger \
    systemd-tmpfiles-setup systemd-tmpfiles-setup-dev systemd-journal-flush systemd-hwdb-update systemd-journal-catalog-update ldconfig systemd-update-done systemd-timesyncd; do
    ln -s /dev/null /etc/systemd/system/$unit.service
done
mkdir -p /run/systemd/system
cat > /run/systemd/system/lab.service <<UNIT
[Unit]
Description=A scenario of the lab
After=basic.target
Wants=basic.target
[Service]
ExecStart=/usr/bin/python3 -S $library/main.py /out/job.json
ExecStopPost=/bin/sh -c 'sync; busybox poweroff -f'
Environment=PATH=$PATH HOME=/root LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
StandardInput=tty
StandardOutput=tty
TTYPath=/dev/ttyS0
KillMode=process
LimitNOFILE=65536
UNIT
cat > /run/systemd/system/lab.target <<UNIT
[Unit]
Requires=lab.service
AllowIsolate=yes
UNIT
exec /lib/systemd/systemd --unit=lab.target --show-status=no --log-target=journal
