# SPDX-License-Identifier: BSD-2-Clause
from guest.interop import WAYS, Interop, strongswan

PROPOSALS = """ike_proposals = ["aes128gcm16-prfsha256-x25519-ke1_mlkem768"]
esp_proposals = ["aes128gcm16-x25519-ke1_mlkem768"]
"""


def run(lab):
    interop = Interop(lab, "strongSwan 6.1")
    interop.make_hawser(peer=PROPOSALS, libraries="openssl-3.5")
    peer = strongswan(interop, libraries="strongswan-6.1", proposals="aes128gcm16-prfsha256-x25519-ke1_mlkem768",
                      esp_proposals="aes128gcm16-x25519-ke1_mlkem768")
    interop.play(peer)
    expect_hybrid(lab, peer.sas())


def expect_hybrid(lab, sas):
    """All of them have been rekeyed, so that the Child SAs had a key exchange of their own."""
    hybrid = {sa["name"]: [sa["algorithms"], *sa["child_algorithms"].values()] for sa in sas}
    lab.expect(set(hybrid) == {way.uplink for way in WAYS} and all(
        len(each) == 2 and all("CURVE_25519/KE1_ML_KEM_768" in one for one in each) for each in hybrid.values()),
        "strongSwan, too, has made every IKE SA and Child SA by x25519 and ML-KEM-768", str(hybrid))
