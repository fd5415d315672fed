"""The official Intercom client for Python, against the base URL and token given as arguments.

Prints what it read, as JSON.
"""

import json
import sys
import time

from intercom import Intercom
from intercom.core.api_error import ApiError
from intercom.types import (
    CreateContactRequestWithExternalId,
    CreateDataEventRequestWithUserId,
)

base_url, token = sys.argv[1:3]
client = Intercom(token=token, base_url=base_url, headers={"Intercom-Version": "2.16"})


def status_of(call):
    """The status of the error that a call ends with, or none."""
    try:
        call()
    except ApiError as error:
        return error.status_code
    return None


me = client.admins.identify()
created = client.contacts.create(
    request=CreateContactRequestWithExternalId(external_id="client-python", name="Python")
)
found = client.contacts.show_contact_by_external_id("client-python")
client.events.create(
    request=CreateDataEventRequestWithUserId(
        event_name="client-event",
        created_at=int(time.time()),
        user_id="client-python",
        metadata={"source": "python"},
    )
)
events = client.events.list(type="user", user_id="client-python")
attributes = client.data_attributes.list(model="contact")
conflict = status_of(
    lambda: client.contacts.create(
        request=CreateContactRequestWithExternalId(external_id="client-python")
    )
)
unknown = status_of(
    lambda: client.events.create(
        request=CreateDataEventRequestWithUserId(
            event_name="client-event", created_at=1, user_id="nobody"
        )
    )
)
print(
    json.dumps(
        {
            "app": me.app.id_code,
            "same_contact": created.id == found.id,
            "name": found.name,
            "events": [event.event_name for event in events.events or []],
            "attributes": len(attributes.data or []) > 0,
            "conflict": conflict,
            "unknown": unknown,
        }
    )
)
