# SPDX-License-Identifier: BSD-2-Clause
"""See description.txt."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from checks import Checks  # noqa: E402
from stage import Stage  # noqa: E402


def run(lab):
    stage = Stage(lab)
    for mode in ("fast", "stack"):
        stage.start(mode)
        Checks(lab, stage, mode).all()
        lab.say(f"counted in {mode} forwarding: {stage.drops()}")
        stage.stop()
