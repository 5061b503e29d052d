#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# box.sh PACKAGE FOLDER: makes FOLDER/hawser.box, a small Debian for libvirt with what the package depends on, and not the
# package. By debootstrap and mke2fs: no partition table, no boot loader, no loop mount; the kernel is given to QEMU.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
package=$1 folder=$2
root=$folder/root
mirror=${HAWSER_MIRROR:-http://deb.debian.org/debian}

say() { printf '== %s\n' "$*"; }
inside() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }

make_root() {
    say "debootstrap"
    rm -rf "$root" "$folder/partial"
    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,udev,openssh-server,sudo,rsync,iproute2,ifupdown,isc-dhcp-client,kmod,iputils-ping,initramfs-tools,zstd,linux-image-cloud-amd64,python3-minimal,procps \
        bookworm "$folder/partial" "$mirror" >"$folder/debootstrap.log" 2>&1 || {
        tail -5 "$folder/debootstrap.log" >&2
        exit 1
    }
    mv "$folder/partial" "$root"
}

# Installing and removing it leaves what it needs.
add_dependencies() {
    say "what the package depends on"
    cp "$package" "$root/hawser.deb"
    inside apt-get install -q -y --no-install-recommends /hawser.deb >"$folder/apt.log" 2>&1
    inside dpkg -P hawser >>"$folder/apt.log" 2>&1
    inside apt-get clean
    rm "$root/hawser.deb"
}

add_user() {
    inside useradd -m -s /bin/bash vagrant 2>/dev/null || true
    install -d -m 700 "$root/home/vagrant/.ssh"
    [ -e "$folder/key" ] || ssh-keygen -q -t ed25519 -N "" -f "$folder/key"
    cp "$folder/key.pub" "$root/home/vagrant/.ssh/authorized_keys"
    inside chown -R vagrant:vagrant /home/vagrant/.ssh
    echo "vagrant ALL=(ALL) NOPASSWD: ALL" >"$root/etc/sudoers.d/vagrant"
    echo "UseDNS no" >>"$root/etc/ssh/sshd_config"
}

# A client id that is the MAC: with the usual one, made from the time, eth0 may change its address while Vagrant talks to it.
configure() {
    printf 'auto lo\niface lo inet loopback\nallow-hotplug eth0\niface eth0 inet dhcp\n' >"$root/etc/network/interfaces"
    echo "source /etc/network/interfaces.d/*" >>"$root/etc/network/interfaces"
    echo 'send dhcp-client-identifier = hardware;' >>"$root/etc/dhcp/dhclient.conf"
    echo "/dev/vda / ext4 defaults 0 0" >"$root/etc/fstab"
    echo hawser-box >"$root/etc/hostname"
    sed -i 's/^MODULES=.*/MODULES=list/' "$root/etc/initramfs-tools/initramfs.conf"
    printf 'virtio_pci\nvirtio_blk\next4\n' >"$root/etc/initramfs-tools/modules"
    inside update-initramfs -u >/dev/null 2>&1
    # Under emulation each unit costs a second.
    for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
        fstrim.timer man-db.timer systemd-timesyncd.service systemd-binfmt.service systemd-pstore.service \
        systemd-hwdb-update.service systemd-update-utmp.service getty@tty1.service systemd-logind-varlink.socket; do
        ln -sf /dev/null "$root/etc/systemd/system/$unit"
    done
}

pack() {
    say "packing"
    local box=$folder/box
    rm -rf "$box" && mkdir "$box"
    cp "$root"/boot/vmlinuz-* "$box/vmlinuz"
    cp "$root"/boot/initrd.img-* "$box/initrd.img"
    mke2fs -q -t ext4 -E root_owner=0:0 -d "$root" "$folder/disk.raw" 2G
    qemu-img convert -O qcow2 "$folder/disk.raw" "$box/box.img"
    rm "$folder/disk.raw"
    echo '{"provider": "libvirt", "format": "qcow2", "virtual_size": 2}' >"$box/metadata.json"
    install -m 600 "$folder/key" "$box/key"
    cp "$here/box.rb" "$box/Vagrantfile"
    install -m 755 "$here/qemu-small-cache" "$box/"
    tar -C "$box" -czf "$folder/hawser.box" .
}

mkdir -p "$folder"
[ -d "$root" ] || make_root
add_dependencies
add_user
configure
pack
