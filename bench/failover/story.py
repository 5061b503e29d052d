# SPDX-License-Identifier: BSD-2-Clause
"""What every row of a dying uplink has in common, whoever keeps the tunnels."""
import book
import events


def live_through(load, who, event, uplink, patience, urgent=False):
    """The row of one event. What has happened is not undone; within `patience` seconds flows should be answered again."""
    load.open(f"{who}-{event}".replace(" ", "-"), urgent)
    load.lab.say(f"{who}: {event} on {uplink.name}")
    events.happen(load.net, event, uplink)
    load.mark("dead")
    load.need_answers("dead", patience)
    return {"who": who, "event": event} | book.summary(load.close(), load, uplink.name, "dead")
