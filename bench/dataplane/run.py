# SPDX-License-Identifier: BSD-2-Clause
"""The data plane's benchmark: one guest a kernel, then the tables. `./dev bench dataplane [--kernel 6.1 ...]`"""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import guests  # noqa: E402
import report  # noqa: E402


def main():
    figures, status = guests.Guests(HERE, guests.parser("dataplane").parse_args()).figures()
    if not figures:
        return status
    print("Linux", ", ".join(one["release"] for one in figures.values()), "by counted instructions, 300 flows of UDP, 64 bytes each")
    report.print_costs(figures)
    report.print_moves(figures)
    report.print_figures(figures)
    return status


if __name__ == "__main__":
    sys.exit(main())
