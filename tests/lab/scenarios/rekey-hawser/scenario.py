# SPDX-License-Identifier: BSD-2-Clause
from guest.hawser_pair import HawserPair
from guest.rekey import Rekeying, at_once, by


def run(lab):
    pair = HawserPair(lab)
    near = {what: by(pair.near, what) for what in ("child", "ike")}
    far = {what: by(pair.far, what) for what in ("child", "ike")}
    Rekeying(lab, pair.net, pair.near, pair.open_flows()).tell([
        ("the side that began rekeys the Child SAs", "child", near["child"]),
        ("the other side rekeys the Child SAs", "child", far["child"]),
        ("the side that began rekeys the IKE SAs", "ike", near["ike"]),
        ("the other side rekeys the IKE SAs", "ike", far["ike"]),
        ("both rekey the Child SAs at once", "child", at_once(far["child"], near["child"])),
        ("both rekey the IKE SAs at once", "ike", at_once(far["ike"], near["ike"])),
    ])
