# SPDX-License-Identifier: BSD-2-Clause
"""Other people's daemons, unpacked into the cache and laid over the guest's root: nothing is installed here."""
import shutil

from packages import Apt, PackageError, cache_root, unpack

PEERS = {
    "strongswan": ("strongswan-charon", "strongswan-libcharon", "strongswan-swanctl", "libstrongswan",
                   "libstrongswan-standard-plugins", "libstrongswan-extra-plugins", "libcharon-extra-plugins"),
    "prometheus": ("prometheus",),
    "libreswan": ("libreswan", "libnss3", "libnss3-tools", "libnspr4", "libsqlite3-0", "libldns3", "libunbound8",
                  "libevent-2.1-7", "libevent-core-2.1-7", "libevent-pthreads-2.1-7", "libcurl3-nss", "libnghttp2-14",
                  "libldap-2.5-0", "libsasl2-2", "librtmp1", "libssh2-1", "libpsl5", "libaudit1", "libcap-ng0"),
    "frr": ("frr", "libyang2", "libjson-c5", "libprotobuf-c1", "libc-ares2", "libcap2", "libpcre2-8-0", "libreadline8"),
}


def layer(name, say):
    """The unpacked tree of a peer, fetched when it is not there yet."""
    if name not in PEERS:
        raise PackageError(f"no peer is called {name}; known: {', '.join(PEERS)}")
    tree = cache_root() / "peers" / name
    if not tree.is_dir():
        say(f"lab: fetching {name} from Debian ...")
        apt = Apt(cache_root())
        apt.update()
        debs = tree.with_name(name + ".debs")
        shutil.rmtree(debs, ignore_errors=True)
        unpack(apt.download(PEERS[name], debs), tree)
        shutil.rmtree(debs)
    return tree
