# SPDX-License-Identifier: BSD-2-Clause
"""Other people's daemons, unpacked into the cache and laid over the guest's root: nothing is installed here."""
import dataclasses
import shutil

from packages import NEXT, STABLE, UNSTABLE, Apt, PackageError, alone, cache_root, unpack


@dataclasses.dataclass(frozen=True)
class Peer:
    """Packages that lie over the guest's root, and libraries that lie apart from it, in /opt/NAME: those of another
    release of Debian, with its C library, which the rest of the guest must not see (guest/libraries.py)."""
    packages: tuple = ()
    libraries: tuple = ()
    suites: tuple = STABLE


OPENSSL = ("libc6", "libssl3t64", "zlib1g", "libzstd1")
PEERS = {
    "strongswan": Peer(("strongswan-charon", "strongswan-libcharon", "strongswan-swanctl", "libstrongswan",
                        "libstrongswan-standard-plugins", "libstrongswan-extra-plugins", "libcharon-extra-plugins")),
    "strongswan-6.1": Peer(("strongswan-charon", "strongswan-libcharon", "strongswan-swanctl", "libstrongswan",
                            "libcharon-extra-plugins"), (*OPENSSL, "libcap2", "libsystemd0"), UNSTABLE),
    "libreswan": Peer(("libreswan", "libnss3", "libnss3-tools", "libnspr4", "libsqlite3-0", "libldns3", "libunbound8",
                       "libevent-2.1-7", "libevent-core-2.1-7", "libevent-pthreads-2.1-7", "libcurl3-nss", "libnghttp2-14",
                       "libldap-2.5-0", "libsasl2-2", "librtmp1", "libssh2-1", "libpsl5", "libaudit1", "libcap-ng0")),
    # The first OpenSSL that has ML-KEM.
    "openssl-3.5": Peer((), OPENSSL, NEXT),
    "frr": Peer(("frr", "libyang2", "libjson-c5", "libprotobuf-c1", "libc-ares2", "libcap2", "libpcre2-8-0", "libreadline8")),
    "prometheus": Peer(("prometheus",)),
}


def layer(name, say):
    """The unpacked tree of a peer, fetched when it is not there yet."""
    if name not in PEERS:
        raise PackageError(f"no peer is called {name}; known: {', '.join(PEERS)}")
    tree = cache_root() / "peers" / name
    with alone("debian"):
        if not tree.is_dir():
            say(f"lab: fetching {name} from Debian ...")
            _fetch(PEERS[name], tree)
    return tree


def _fetch(peer, tree):
    apt = Apt(cache_root(), peer.suites)
    apt.update()
    debs = tree.with_name(tree.name + ".debs")
    shutil.rmtree(debs, ignore_errors=True)
    packages, libraries = (apt.download(names, debs / kind) if names else []
                           for kind, names in (("packages", peer.packages), ("libraries", peer.libraries)))
    unpack(packages, tree, libraries, tree.name)
    shutil.rmtree(debs)
