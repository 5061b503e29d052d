#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# gateway.sh gw-a|gw-b: forwarding, the package, a configuration made for the interfaces that this machine has, the services.
set -eu

interface_of() {
    ip -o -4 addr show to "$1" | awk '{ print $2; exit }'
}

case $1 in
    gw-a) own=10 peer=20 lan=10.1.0 far=10.2.0 other=gw-b ;;
    *) own=20 peer=10 lan=10.2.0 far=10.1.0 other=gw-a ;;
esac

echo net.ipv4.ip_forward=1 >/etc/sysctl.d/60-hawser-lab.conf
sysctl -q -p /etc/sysctl.d/60-hawser-lab.conf

uplink() {
    cat <<TOML

[[uplink]]
name = "$1"
interface = "$(interface_of "$2.$own")"
address = "$2.$own"
bandwidth = "$3"
TOML
}

mkdir -p /etc/hawser
(umask 077 && echo "a key for a laptop, not for the internet" >/etc/hawser/lab.psk)
{
    echo "# Made by vagrant up."
    uplink wan1 198.51.100 1Gbit
    uplink wan2 192.0.2 500Mbit
    uplink wan3 203.0.113 250Mbit
    cat <<TOML

[lan]
interfaces = ["$(interface_of $lan.2)"]

[metrics]
listen = "127.0.0.1:9712"

[[peer]]
name = "$other"
networks = ["$far.0/24"]
local_networks = ["$lan.0/24"]
endpoints = [
    { address = "198.51.100.$peer", uplinks = ["wan1"] },
    { address = "192.0.2.$peer", uplinks = ["wan2"] },
    { address = "203.0.113.$peer", uplinks = ["wan3"] },
]
[peer.auth]
psk_file = "/etc/hawser/lab.psk"
local_id = "$1.example"
remote_id = "$other.example"
[peer.probe]
target = "$far.2"
TOML
} >/etc/hawser/hawser.toml

if [ -e /tmp/hawser.deb ]; then
    wanted=$(dpkg-deb -f /tmp/hawser.deb Version)
    [ "$(dpkg-query -W -f '${Version}' hawser 2>/dev/null || true)" = "$wanted" ] ||
        DEBIAN_FRONTEND=noninteractive dpkg -i /tmp/hawser.deb ||
        { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends -f; }
elif ! dpkg-query -W hawser >/dev/null 2>&1; then
    echo "there is no package: run ./dev package first, then vagrant provision" >&2
    exit 1
fi
hawserd --check
systemctl restart hawserd-guard.service hawserd.service
hawser status || true
