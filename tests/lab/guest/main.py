# SPDX-License-Identifier: BSD-2-Clause
"""Runs one scenario inside the guest (or inside namespaces of the host) and leaves verdict and logs behind."""
import importlib.util
import json
import pathlib
import sys
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from guest.lab import Lab, Skip, Stop  # noqa: E402


def load(folder):
    spec = importlib.util.spec_from_file_location("scenario", pathlib.Path(folder) / "scenario.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def perform(lab, scenario):
    """Runs the scenario; whatever it raises becomes a failed expectation, so that logs are always brought out."""
    try:
        scenario.run(lab)
    except Skip as reason:
        lab.skip(str(reason))
    except Stop as reason:
        lab.expect(False, str(reason))
    except KeyboardInterrupt:
        lab.expect(False, "the scenario ends within its time", "interrupted by the host")
    except Exception:  # noqa: BLE001
        lab.say(traceback.format_exc())
        lab.expect(False, "the scenario's own steps work", "see the traceback")


def main():
    job_path = pathlib.Path(sys.argv[1])
    lab = Lab(json.loads(job_path.read_text()), outbox=job_path.parent)
    perform(lab, load(lab.folder))
    lab.finish()


if __name__ == "__main__":
    main()
