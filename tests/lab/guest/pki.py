# SPDX-License-Identifier: BSD-2-Clause
"""A CA made by openssl, as docs/certificates.md shows it to users."""
import pathlib

from guest import process

KEYS = {"ecdsa": "-newkey ec -pkeyopt ec_paramgen_curve:P-256", "rsa": "-newkey rsa:2048",
        "ed25519": "-newkey ed25519"}


class Authority:
    """A root with its files in a folder of its own."""

    def __init__(self, name):
        self.dir = pathlib.Path(f"/tmp/ca-{name}")
        self.dir.mkdir(parents=True, exist_ok=True)
        process.run(f"""openssl req -x509 {KEYS['ecdsa']} -nodes -days 3650 -keyout {self.dir}/ca.key -out {self.dir}/ca.pem \
            -subj "/C=DE/O=Acme/CN={name}" -addext basicConstraints=critical,CA:true,pathlen:0 \
            -addext keyUsage=critical,keyCertSign,cRLSign""")

    def certificate(self):
        return (self.dir / "ca.pem").read_text()

    def issue(self, name, kind="ecdsa", names="", days=365):
        """Certificate and key of `name`; expired for negative `days`."""
        path = self.dir / name
        pathlib.Path(f"{path}.ext").write_text(
            f"subjectAltName={names or 'DNS:' + name}\nbasicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature\n")
        process.run(f"""openssl req {KEYS[kind]} -nodes -keyout {path}.key -out {path}.csr -subj "/C=DE/O=Acme/CN={name}"
            openssl x509 -req -in {path}.csr -CA {self.dir}/ca.pem -CAkey {self.dir}/ca.key -CAcreateserial -days {days} \
                -out {path}.pem -extfile {path}.ext""")
        return pathlib.Path(f"{path}.pem").read_text(), pathlib.Path(f"{path}.key").read_text()
