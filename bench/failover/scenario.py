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
    "default": lambda lab: ours.rows(lab, "default"),
    "fast": lambda lab: ours.rows(lab, "fast"),
    "frr": frr_ecmp.rows,
    "dpd": dpd.rows,
    "reboot-hawser": lambda lab: [reboot.hawser(lab)],
    "reboot-strongswan": lambda lab: [reboot.strongswan(lab)],
    "flap": flap.rows,
}


def run(lab):
    part = json.loads((lab.build / "bench" / "failover.json").read_text())["part"]
    figures = {"part": part, "release": os.uname().release, "rows": PARTS[part](lab)}
    (lab.results / "figures.json").write_text(json.dumps(figures, indent=1))
