#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# strongSwan's updown script: a multipath route over the tunnels that have a Child SA. $1 is the network, $2 a folder of
# its own.
case $PLUTO_VERB in
up-client) touch "$2/ipsec$PLUTO_IF_ID_OUT" ;;
down-client) rm -f "$2/ipsec$PLUTO_IF_ID_OUT" ;;
*) exit 0 ;;
esac
hops=
for path in "$2"/ipsec*; do
    [ ! -e "$path" ] || hops="$hops nexthop dev ${path##*/}"
done
# shellcheck disable=SC2086 # words
if [ -n "$hops" ]; then ip route replace "$1" $hops; else ip route del "$1"; fi
