# SPDX-License-Identifier: BSD-2-Clause
"""The benchmark of many tunnels: one guest a kernel, then the table. `./dev bench hubs [--kernel 6.12 ...]`"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import guests  # noqa: E402
import hub_report  # noqa: E402


def arguments():
    parser = guests.parser("hubs")
    parser.add_argument("--tunnels", type=int, default=10000, help="where they share an interface, two to each peer")
    parser.add_argument("--each", type=int, default=2000, help="where each has one of its own")
    return parser.parse_args()


def main():
    options = arguments()
    wanted = json.dumps({"shared": options.tunnels, "each": options.each})
    (pathlib.Path(options.build) / "bench").mkdir(exist_ok=True)
    if not options.show:
        (pathlib.Path(options.build) / "bench/hubs.json").write_text(wanted)
    figures, status = guests.Guests(HERE, options, wanted).figures()
    if figures:
        hub_report.print_all(list(figures.values()))
    return status


if __name__ == "__main__":
    sys.exit(main())
