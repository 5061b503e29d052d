#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# run.sh [--kvm]: the whole of ../Vagrantfile with a box made here: up, the story, halt, up again, destroy. Without KVM unless
# asked for; in a network namespace of its own.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
folder=${HAWSER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hawser}/vagrant
namespace=hawser-vagrant
package=$(find "$here/../../build/release/packaging" -maxdepth 1 -name 'hawser_*.deb' ! -name '*~before*' -printf '%T@ %p\n' |
    sort -rn | head -1 | cut -d' ' -f2-)
[ -n "$package" ] || { echo "there is no package: ./dev package" >&2; exit 1; }
[ "${1:-}" != --kvm ] || export HAWSER_KVM=1

export VAGRANT_HOME=$folder/home VAGRANT_CHECKPOINT_DISABLE=1 VAGRANT_BOX_UPDATE_CHECK_DISABLE=1 VAGRANT_NO_COLOR=1
export VAGRANT_DEFAULT_PROVIDER=libvirt VAGRANT_DOTFILE_PATH=$folder/machines HAWSER_BOX=hawser-local HAWSER_DEB=$package

say() { printf '== [%s] %s\n' "$(date +%T)" "$*"; }
in_lab() { (cd "$here/.." && ip netns exec "$namespace" "$@"); }
story() { in_lab python3 "$here/story.py" "$@"; }

end() {
    in_lab vagrant destroy -f >/dev/null 2>&1 || true
    "$here/libvirt.sh" down "$namespace" "$folder"
}

mkdir -p "$folder"
needs=$(dpkg-deb -f "$package" Depends | cksum)
if [ ! -e "$folder/hawser.box" ] || [ "$needs" != "$(cat "$folder/needs" 2>/dev/null)" ]; then
    "$here/box.sh" "$package" "$folder"
    echo "$needs" >"$folder/needs"
fi
"$here/libvirt.sh" down "$namespace" "$folder"
trap end EXIT
"$here/libvirt.sh" up "$namespace" "$folder"
in_lab virsh -q -c qemu:///system vol-delete --pool default hawser-local_vagrant_box_image_0_box.img >/dev/null 2>&1 || true
in_lab vagrant box add --force --name hawser-local "$folder/hawser.box" >/dev/null
say "vagrant validate"
in_lab vagrant validate
say "vagrant up"
in_lab vagrant up --no-tty >"$folder/up.log" 2>&1 || { tail -30 "$folder/up.log"; exit 1; }
say "the story"
story full
say "vagrant halt"
in_lab vagrant halt --no-tty >>"$folder/up.log" 2>&1
say "vagrant up again"
in_lab vagrant up --no-tty >>"$folder/up.log" 2>&1 || { tail -30 "$folder/up.log"; exit 1; }
story again
say "vagrant destroy"
in_lab vagrant destroy -f --no-tty >>"$folder/up.log" 2>&1
left=$(in_lab virsh -q -c qemu:///system list --all --name | grep -c . || true)
[ "$left" = 0 ] || { echo "not ok - $left machines are left"; exit 1; }
say "all done"
