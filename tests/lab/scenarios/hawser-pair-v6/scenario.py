# SPDX-License-Identifier: BSD-2-Clause
from guest.hawser_pair import tell


def run(lab):
    tell(lab, outer="v6")
