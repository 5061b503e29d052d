#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# usage: openssl35.sh CACHE PROGRAM [ARGUMENT...]
# Runs a program with the OpenSSL of Debian trixie, which has ML-KEM. Nothing is installed: the package is unpacked in CACHE.
set -euo pipefail
mkdir -p "$1"
cache=$(readlink -f "$1")
shift
mkdir -p "$cache"/state/lists/partial "$cache"/apt/archives/partial
if [ -z "$(find "$cache" -name libcrypto.so.3 -print -quit)" ]; then
    # From where this machine has its own packages.
    # shellcheck disable=SC2016 # apt expands it
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Identifier: Packages' | awk '$2 == "bookworm" { print $1; exit }')
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$cache/trixie.list"
    options=(-q -o "Dir::Etc::sourcelist=$cache/trixie.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State=$cache/state"
        -o Dir::State::status=/dev/null -o "Dir::Cache=$cache/apt")
    apt-get "${options[@]}" update
    (cd "$cache" && apt-get "${options[@]}" download libssl3t64 libc6 && for package in *.deb; do dpkg-deb -x "$package" .; done)
fi
# Its C library comes along, because the older one lacks symbols that it needs.
libraries=$(dirname "$(find "$cache" -name libcrypto.so.3 -print -quit)")
exec "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" "$@"
