# SPDX-License-Identifier: BSD-2-Clause
"""One part of the benchmark, a guest for each: run.py says which."""
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import dpd  # noqa: E402
import flap  # noqa: E402
import frr_ecmp  # noqa: E402
import ours  # noqa: E402
import reboot  # noqa: E402

PARTS = {
    "ours": ours.rows,
    "frr": frr_ecmp.rows,
    "dpd": dpd.rows,
    "reboot": reboot.rows,
    "flap": lambda lab: flap.rows(lab, wanted(lab)["minutes"]),
}


def wanted(lab):
    return json.loads((lab.build / "bench" / "failover.json").read_text())


def run(lab):
    rows = []
    for row in PARTS[wanted(lab)["part"]](lab):
        rows.append(row)
        lab.say(str(row))
        # At once: what has been measured is kept if a later row fails.
        (lab.results / "figures.json").write_text(json.dumps({"release": os.uname().release, "rows": rows}, indent=1))
