"""Identifier and time types.

Identifiers are opaque strings made by an id source (see `core.clock.new_id`); only the types keep them apart.
`Millis` is a point in time: milliseconds since 1970-01-01T00:00Z. One integer sorts, indexes and survives JSON
without a time zone to get wrong; people see it formatted at the edge.
"""

from typing import NewType

AccountId = NewType("AccountId", str)
CustomerId = NewType("CustomerId", str)
IdentityId = NewType("IdentityId", str)
ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
TurnId = NewType("TurnId", str)
HandoffId = NewType("HandoffId", str)
StaffId = NewType("StaffId", str)
ArticleId = NewType("ArticleId", str)
SourceId = NewType("SourceId", str)
IntentId = NewType("IntentId", str)

Millis = NewType("Millis", int)
"""A point in time, or with a plain `int` suffix `_ms` a duration, in milliseconds UTC."""
