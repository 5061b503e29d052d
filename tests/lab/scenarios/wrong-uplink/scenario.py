# SPDX-License-Identifier: BSD-2-Clause
from guest.wrong_uplink import tell


def run(lab):
    tell(lab, outer="v4")
