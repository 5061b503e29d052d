#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# name.sh NAME: the machine's name, without touching its interfaces.
set -eu
hostnamectl set-hostname "$1"
grep -q " $1\$" /etc/hosts || echo "127.0.1.1 $1" >>/etc/hosts
