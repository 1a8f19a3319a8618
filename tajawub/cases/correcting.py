"""A person corrects what the reader read; the standing follows at once.

Nobody can set a standing, and nobody can close a case. What a person knows better is what a message
says, and that can be said here, with who, when and why kept for ever.
"""

from __future__ import annotations

from django.db import transaction

from tajawub.agencies.models import Person
from tajawub.cases.corrected import CITIZEN, OFFICIAL
from tajawub.cases.deciding import value as read_value
from tajawub.cases.judging import judge
from tajawub.cases.models import Correction, ReaderInUse, Reading
from tajawub.conversations.models import Conversation, Post
from tajawub.errors import TajawubError
from tajawub.language.columns import VALUES


def correctable(reading: Reading) -> tuple[str, ...]:
    """The labels that a person can correct on a post."""
    if reading.account_id is not None:
        return OFFICIAL
    return tuple(label for label in CITIZEN if label != "turn" or read_value(reading.codes, "turn"))


@transaction.atomic
def correct(post: Post, label: str, value: str, *, by: Person, why: str = "") -> Correction:
    """Keep that `label` of this post is `value`, and judge its conversation anew.

    Raises TajawubError where the post has no such label, or the label no such value.
    """
    # First the conversation, as judging does: the other way round both could wait for each other.
    Conversation.objects.select_for_update().filter(pk=post.conversation_id).first()
    reading = Reading.objects.select_for_update(of=("self",)).filter(post=post).first()
    if reading is None or label not in correctable(reading):
        raise TajawubError(f"{label}: nothing is read under this name in this message.")
    if value not in VALUES[label]:
        raise TajawubError(f"{label}: write one of {', '.join(VALUES[label])}, not {value[:40]}.")
    before = Correction.objects.filter(post=post, label=label).order_by("-id").first()
    newest = ReaderInUse.objects.filter(pk=reading.reader).first()
    made = Correction.objects.create(
        post=post,
        label=label,
        value=value,
        was=before.value if before else (read_value(reading.codes, label) or ""),
        reader=newest.version if newest else "",
        by=by,
        why=why.strip()[:500],
    )
    judge([post.conversation_id])
    return made
