#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Makes docs/man/hawser.toml.5 from docs/configuration.md, whose tables of keys are made from those that hawserd reads the file
by. `--check` changes nothing and says whether the page is as it would be made."""

import re
import sys
from pathlib import Path

HEAD = r""".\" SPDX-License-Identifier: BSD-2-Clause
.\" Made by tools/toml_man.py from docs/configuration.md.
.TH HAWSER.TOML 5 "" "Hawser" "File formats"
.SH NAME
hawser.toml \- configuration of hawserd
.SH DESCRIPTION
.B hawserd
reads one TOML file, /etc/hawser/hawser.toml. A key that is unknown, misspelt or in the wrong table is an error, and
.B hawserd \-\-check
names every one of them with its line. The rules behind the keys and more examples are in configuration.md of the documentation.
"""
TAIL = r""".SH FILES
.TP
/etc/hawser/hawser.toml
The configuration.
.SH SEE ALSO
.BR hawserd (8),
.BR hawser (8),
.BR hawser\-maps (8)
"""


def roff(text):
    """Markdown of one table cell or paragraph as roff."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = re.sub(r"\[([^]]+)\]\(([^)]+)\)", r"\1 (\2)", text)
    text = re.sub(r"\*\*([^*]+)\*\*", r"\\fB\1\\fR", text)
    text = re.sub(r"`([^`]+)`", r"\\fB\1\\fR", text)
    return "\\&" + text if text.startswith((".", "'")) else text


def cells(row):
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]


def key_entry(row):
    name, value, fallback, meaning = cells(row)
    lines = [".TP", f"{roff(name)} ({roff(value)})", roff(meaning)]
    if fallback:
        lines.append(".br\nRequired." if fallback == "**required**" else f".br\nDefault: {roff(fallback)}.")
    return "\n".join(lines) + "\n"


def page(markdown):
    keys = markdown.split("<!-- keys: begin -->")[1].split("<!-- keys: end -->")[0]
    text = HEAD
    for block in re.split(r"\n\s*\n", keys):
        if block.strip().startswith("###"):
            text += ".SH " + roff(block.strip().lstrip("# ")).upper() + "\n"
        elif block.lstrip().startswith("|"):
            for row in block.strip().splitlines()[2:]:
                text += key_entry(row)
        elif block.strip():
            text += ".PP\n" + roff(" ".join(block.split())) + "\n"
    return text + TAIL


def main():
    root = Path(__file__).resolve().parent.parent
    made = page((root / "docs/configuration.md").read_text(encoding="utf-8"))
    target = root / "docs/man/hawser.toml.5"
    if "--check" not in sys.argv[1:]:
        target.write_text(made, encoding="utf-8")
        return 0
    current = target.is_file() and target.read_text(encoding="utf-8") == made
    print("docs/man/hawser.toml.5 is up to date" if current else "docs/man/hawser.toml.5 is not what tools/toml_man.py makes")
    return 0 if current else 1


if __name__ == "__main__":
    sys.exit(main())
