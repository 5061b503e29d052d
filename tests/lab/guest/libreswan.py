# SPDX-License-Identifier: BSD-2-Clause
"""Libreswan 4.10 in a site: pluto without systemd, its configuration, its SAs."""
import dataclasses
import pathlib
import re

from guest import process

LIBEXEC = pathlib.Path("/usr/libexec/ipsec")
SETUP = """config setup
  logfile={log}
  logtime=no
  {extra}
"""
CONNECTION = """
conn {name}
  auto=add
  ikev2=yes
  authby={authby}
  left={local}
  leftid={local_id}
  leftnexthop={local}
  leftsubnet={local_ts}
  right={remote}
  rightid={remote_id}
  rightsubnet={remote_ts}
  ike={ike}
  esp={esp}
  ipsec-interface={if_id}
  leftupdown=/bin/true
  rightupdown=/bin/true
  overlapip=yes
  dpddelay=5
  dpdtimeout=30
  {certs}
  {extra}
"""


@dataclasses.dataclass
class Connection:
    """One connection of ipsec.conf. pluto has one pair of networks in a Child SA."""
    name: str
    local: str
    remote: str
    if_id: int
    local_ts: str = "10.2.0.0/16"
    remote_ts: str = "10.1.0.0/16"
    local_id: str = "@pop.example"
    remote_id: str = "@branch.example"
    # The name of its certificate in the NSS database; without one both sides have the key.
    certificate: str = ""
    ike: str = "aes_gcm256-sha2_256;dh31"
    esp: str = "aes_gcm256"
    extra: str = ""

    def text(self):
        fields = dataclasses.asdict(self)
        fields["authby"] = "ecdsa" if self.certificate else "secret"
        fields["certs"] = f"leftcert={self.certificate}\n  leftsendcert=always" if self.certificate else ""
        return CONNECTION.format(**fields)


class Libreswan:
    """A pluto in a site. `start` returns when it has loaded its connections. It refuses XFRM
    interfaces that it finds when it starts, and takes those that are made afterwards, by `started`."""

    def __init__(self, lab, site, connections, psk=None, extra="", started=lambda: None):
        self.lab, self.site, self.psk, self.extra = lab, site, psk, extra
        self.name = f"pluto-{site.name}"
        self.connections, self.started = list(connections), started
        self.dir = pathlib.Path(f"/tmp/{self.name}")
        self.nss, self.run_dir = self.dir / "nss", self.dir / "run"
        self.log = lab.results / f"{self.name}.ike"
        self.child = None

    def start(self):
        if not (LIBEXEC / "pluto").exists():
            raise FileNotFoundError(f"{LIBEXEC}/pluto: name libreswan in the scenario's peers")
        for folder in (self.nss, self.run_dir, self.dir / "ipsec.d"):
            folder.mkdir(parents=True, exist_ok=True)
        self.make_database()
        self._write()
        self.child = self.lab.spawn(self.name, [
            LIBEXEC / "pluto", "--nofork", "--config", self.dir / "ipsec.conf", "--secretsfile", self.dir / "ipsec.secrets",
            "--nssdir", self.nss, "--rundir", self.run_dir, "--logfile", self.log], site=self.site)
        self.lab.need(f"Libreswan listens in {self.site.name}", self._listens, timeout=60)
        process.run([LIBEXEC / "addconn", "--ctlsocket", self.run_dir / "pluto.ctl", "--config", self.dir / "ipsec.conf",
                     *(one.name for one in self.connections)], site=self.site)
        self.lab.need(f"Libreswan has its connections in {self.site.name}", self._loaded, timeout=10)
        self.started()
        return self

    def _listens(self):
        return not self.child.alive() or self.run_dir.joinpath("pluto.ctl").exists() and "total" in self.whack("--briefstatus")

    def make_database(self):
        """Its keys and certificates are in an NSS database."""
        if not (self.nss / "cert9.db").exists():
            process.run(["certutil", "-N", "-d", f"sql:{self.nss}", "--empty-password"])

    def import_certificate(self, authority, name):
        """Its own certificate with its key, of that name, and the authority that has issued it and that it trusts."""
        self.nss.mkdir(parents=True, exist_ok=True)
        self.make_database()
        path = authority.dir / name
        process.run(["openssl", "pkcs12", "-export", "-in", f"{path}.pem", "-inkey", f"{path}.key", "-name", name,
                     "-passout", "pass:lab", "-out", f"{path}.p12"])
        process.run(["pk12util", "-i", f"{path}.p12", "-d", f"sql:{self.nss}", "-W", "lab", "-K", ""])
        process.run(["certutil", "-A", "-n", "authority", "-t", "CT,,", "-i", authority.dir / "ca.pem",
                     "-d", f"sql:{self.nss}"])

    def _write(self):
        setup = SETUP.format(log=self.log, extra=self.extra)
        (self.dir / "ipsec.conf").write_text(setup + "".join(one.text() for one in self.connections))
        secrets = self.dir / "ipsec.secrets"
        secrets.write_text(f': PSK "{self.psk}"\n' if self.psk else "")
        secrets.chmod(0o600)

    def _loaded(self):
        if not self.child.alive():
            return True
        text = self.whack("--status")
        return all(f'"{one.name}"' in text for one in self.connections)

    def whack(self, *words, check=False):
        return process.run([LIBEXEC / "whack", "--rundir", self.run_dir, *words], site=self.site, check=check)

    def initiate(self, name):
        return self.whack("--initiate", "--asynchronous", "--name", name)

    def terminate(self, name):
        return self.whack("--terminate", "--name", name)

    def rekey(self, child=None, ike=None):
        """By the connection's name. Returns when it has begun."""
        return self.whack("--rekey-ipsec" if child else "--rekey-ike", "--asynchronous", "--name", child or ike)

    def established(self):
        """Names of the connections that have an established Child SA."""
        return set(re.findall(r'#\d+: "([^"]+)"[^\n]*ESTABLISHED_CHILD_SA', self.whack("--showstates")))

    def sas(self):
        """IKE SAs as a list of dictionaries: name and state."""
        return [{"name": name, "state": state} for name, state in
                re.findall(r'#\d+: "([^"]+)"[^\n]*(ESTABLISHED_IKE_SA)', self.whack("--showstates"))]

    def stop(self):
        """It takes its XFRM interfaces with it, some of them."""
        self.child.end()
        for one in self.connections:
            self.site.run(["ip", "link", "del", f"ipsec{one.if_id}"], check=False)
