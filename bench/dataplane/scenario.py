# SPDX-License-Identifier: BSD-2-Clause
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from measure import back_calibration, back_cost, out_calibration, out_cost  # noqa: E402
from moves import moves  # noqa: E402
from ways import OURS, PEERS, ConnectionMarks, Ecmp, HawserFast, HawserStack, HawserUnguarded, PlainRoute, Resilient  # noqa: E402


def run(lab):
    figures = {"release": os.uname().release, "sender": out_calibration(lab)}
    for endpoints in ("distinct", "one"):
        figures[endpoints] = {
            make.name: [out_cost(lab, make, endpoints == "one", firewall) for firewall in (False, True)]
            for make in (*PEERS, *OURS) if endpoints == "distinct" or make is not HawserUnguarded}
    figures["decrypted"] = back_calibration(lab, PlainRoute)
    figures["back"] = {make.name: [back_cost(lab, make, firewall) for firewall in (False, True)]
                       for make in (PlainRoute, HawserFast, HawserStack)}
    figures["moves"] = [moves(lab, make) for make in (Ecmp, Resilient, ConnectionMarks)]
    figures["moves"].append(moves(lab, Ecmp, dead=2))
    figures["moves"].append(moves(lab, HawserFast, timed=True))
    figures["moves"].append(moves(lab, HawserStack))
    (lab.results / "figures.json").write_text(json.dumps(figures, indent=1))
