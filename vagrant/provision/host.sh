#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# host.sh NAME: routes the other site's network by this site's gateway, now and after each boot.
set -eu
case $1 in
    host-a) near=10.1.0 far=10.2.0 ;;
    *) near=10.2.0 far=10.1.0 ;;
esac
cat >/usr/local/sbin/hawser-routes <<SCRIPT
#!/bin/sh
exec ip route replace $far.0/24 via $near.2
SCRIPT
chmod 755 /usr/local/sbin/hawser-routes
cat >/etc/systemd/system/hawser-routes.service <<'UNIT'
[Unit]
After=network-online.target
Wants=network-online.target
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/hawser-routes
Restart=on-failure
RestartSec=2
[Install]
WantedBy=multi-user.target
UNIT
systemctl daemon-reload
systemctl enable --now hawser-routes.service
command -v python3 >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends python3-minimal
