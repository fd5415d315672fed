"""A customer's day, told with the real Python SDK.

Everything the SDK can send, to the server whose URL is the first argument, under the API key that
is the second. Prints what the SDK reported of each event, as JSON.
"""

import json
import logging
import sys
import threading

from amplitude import Amplitude, BaseEvent, Config, EventOptions, Identify, Revenue

server_url, api_key = sys.argv[1:3]
reports = []
lock = threading.Lock()


def report(event, code, message=None):
    with lock:
        reports.append({"name": event.event_type, "code": code, "message": message})


class Collected(logging.Handler):
    """What the SDK logs as wrong."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


collected = Collected()
logger = logging.getLogger("story")
logger.addHandler(collected)

client = Amplitude(
    api_key,
    Config(
        server_url=server_url,
        callback=report,
        flush_interval_millis=200,
        logger=logger,
    ),
)

USER = {"user_id": "sdk-python-user", "device_id": "sdk-python-device"}


def options():
    return EventOptions(**USER)


client.track(BaseEvent("Page Viewed", device_id="sdk-python-visitor", event_properties={"path": "/"}))

everything = (
    Identify()
    .set("plan", "pro")
    .set_once("first_seen", "2026-01-01")
    .add("logins", 2)
    .append("tags", "a")
    .prepend("steps", ["one", "two"])
    .pre_insert("unique_first", ["x", "y"])
    .post_insert("unique_last", "z")
    .remove("colours", ["red"])
    .unset("gone")
)
client.identify(everything, options())
client.track(
    BaseEvent(
        "Order Completed",
        event_properties={
            "total": 42.5,
            "currency": "EUR",
            "express": True,
            "items": ["a", "b"],
            "buyer": {"vip": True},
        },
        groups={"org": "acme"},
        language="de-DE",
        **USER,
    )
)
client.track(BaseEvent("Order Completed", event_properties={"total": 3}, **USER))
client.track(BaseEvent("Cursor Moved", event_properties={"x": 1}, **USER))
client.identify(Identify().set("plan", "pro"), options())
client.identify(Identify().set("theme", "dark"), options())
client.identify(Identify().add("seats", 3), options())
client.identify(Identify().unset("plan"), options())
client.group_identify("org", "acme", Identify().set("tier", "gold").add("seats", 3), options())
client.set_group("org", "acme", options())
client.revenue(Revenue(price=3.99, quantity=2, product_id="book"), options())
client.identify(Identify().clear_all(), options())

client.flush()
client.shutdown()
print(json.dumps({"reports": reports, "log": collected.lines}))
