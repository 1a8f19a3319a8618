"""The columns that a sweep writes. They are documented in docs/reference/sweep.md and stay."""

from __future__ import annotations

import pyarrow as pa

_TIME = pa.timestamp("us", "UTC")
_WORD = pa.dictionary(pa.int32(), pa.string())

CASES = pa.schema(
    [
        ("conversation_id", pa.string()),
        ("case_id", pa.string()),
        ("channel", _WORD),
        ("account", pa.string()),
        ("agency", pa.string()),
        ("citizen", pa.string()),
        ("first_post_id", pa.string()),
        ("url", pa.string()),
        ("opened_at", _TIME),
        ("text", pa.string()),
        ("private", pa.bool_()),
        ("deleted", pa.bool_()),
        ("language", _WORD),
        ("act", _WORD),
        ("owed", _WORD),
        ("scope", _WORD),
        ("route", _WORD),
        ("urgent", _WORD),
        ("standing", _WORD),
        ("answered_at", _TIME),
        ("answer_post_id", pa.string()),
        ("first_reply_at", _TIME),
        ("first_reply", _WORD),
        ("last_official_post_id", pa.string()),
        ("last_official_at", _TIME),
        ("last_reply", _WORD),
        ("last_reply_text", pa.string()),
        ("holder", pa.string()),
        ("official_posts", pa.int32()),
        ("redirects", pa.int32()),
        ("waiting_seconds", pa.int64()),
        ("waiting_working_seconds", pa.int64()),
    ]
)

READINGS = pa.schema(
    [
        ("conversation_id", pa.string()),
        ("post_id", pa.string()),
        ("channel", _WORD),
        ("posted_at", _TIME),
        ("author", pa.string()),
        ("by", _WORD),
        ("account", pa.string()),
        ("language", _WORD),
        ("act", _WORD),
        ("act_p", pa.float32()),
        ("owed", _WORD),
        ("owed_p", pa.float32()),
        ("scope", _WORD),
        ("scope_p", pa.float32()),
        ("route", _WORD),
        ("route_p", pa.float32()),
        ("urgent", _WORD),
        ("urgent_p", pa.float32()),
        ("turn", _WORD),
        ("turn_p", pa.float32()),
        ("reply", _WORD),
        ("reply_p", pa.float32()),
    ]
)

ACCOUNTS = pa.schema(
    [
        ("account", pa.string()),
        ("agency", pa.string()),
        ("why", pa.string()),
        ("posts", pa.int64()),
        ("people_asking", pa.int64()),
        ("people_answered", pa.int64()),
        ("cases", pa.int64()),
        ("waiting", pa.int64()),
        ("answered", pa.int64()),
        ("redirects", pa.int64()),
        ("replies", pa.int64()),
        ("oldest_waiting_at", _TIME),
    ]
)
