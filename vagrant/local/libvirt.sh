#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# libvirt.sh up|down NAMESPACE FOLDER: a libvirt of our own in a network namespace, without systemd, D-Bus or polkit. Nothing
# outside the namespace changes: no bridge, no rule.
set -euo pipefail
verb=$1 namespace=$2 folder=$3

up() {
    getent group libvirt-qemu >/dev/null || groupadd -r libvirt-qemu
    getent passwd libvirt-qemu >/dev/null || useradd -r -M -g libvirt-qemu -s /usr/sbin/nologin libvirt-qemu
    mkdir -p "$folder" /etc/libvirt /var/lib/libvirt/images /run/libvirt
    [ -e /etc/libvirt/qemu.conf ] || cat >/etc/libvirt/qemu.conf <<'CONF'
# Made by hawser's vagrant/local/libvirt.sh.
user = "root"
group = "root"
security_driver = "none"
cgroup_controllers = []
namespaces = []
stdio_handler = "logd"
CONF
    cat >"$folder/libvirtd.conf" <<'CONF'
auth_unix_ro = "none"
auth_unix_rw = "none"
unix_sock_group = "root"
CONF
    ip netns add "$namespace"
    ip -n "$namespace" link set lo up
    # shellcheck disable=SC2016 # expanded in there
    ip netns exec "$namespace" sh -c 'for s in /proc/sys/net/bridge/bridge-nf-call-*tables; do [ ! -e "$s" ] || echo 0 >"$s"; done'
    ip netns exec "$namespace" setsid virtlogd >"$folder/virtlogd.log" 2>&1 </dev/null &
    echo $! >"$folder/virtlogd.pid"
    ip netns exec "$namespace" setsid libvirtd -f "$folder/libvirtd.conf" --timeout 0 >"$folder/libvirtd.log" 2>&1 </dev/null &
    echo $! >"$folder/libvirtd.pid"
    for _ in $(seq 100); do
        ip netns exec "$namespace" virsh -q -c qemu:///system list >/dev/null 2>&1 && return
        sleep 0.2
    done
    cat "$folder/libvirtd.log" >&2
    return 1
}

# By their own process ids, and no others'.
down() {
    local daemon pid
    for daemon in libvirtd virtlogd; do
        [ -e "$folder/$daemon.pid" ] || continue
        pid=$(cat "$folder/$daemon.pid")
        kill "$pid" 2>/dev/null || true
        rm -f "$folder/$daemon.pid"
    done
    for pid in $(ip netns pids "$namespace" 2>/dev/null); do kill "$pid" 2>/dev/null || true; done
    ip netns del "$namespace" 2>/dev/null || true
}

"$verb"
