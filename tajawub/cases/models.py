"""What is owed: readings of posts, corrections of them, and the cases they come to."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from tajawub.agencies.models import Account, Agency, Person
from tajawub.cases.timeline import Standing
from tajawub.conversations.models import Conversation, Post

# Written by judging alone, from rows that it has just read under lock. To have PostgreSQL look up
# each of them once more took half of the time of its commits (docs/reasons/judged-in-batches.md).
_COMPUTED: Final[dict[str, Any]] = {"db_index": False, "db_constraint": False}


class ReaderInUse(models.Model):
    """A reader that was put to work; the newest row is the one whose readings count."""

    version = models.CharField(max_length=100)
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.version


class Case(models.Model):
    """One citizen, one matter, one agency. All but its number is computed, by judging.py.

    `opened_at` is the citizen's own first post that is owed an answer (where nothing is owed: the
    first post), `first_post` that post. `account` is the one it was put to, `holder` the one whose
    turn it is. A case that turned out to be part of another points to it by `joined_to`.
    """

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="cases")
    channel = models.CharField(max_length=40, db_collation="C")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="cases", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="cases", db_index=False)
    holder = models.ForeignKey(Account, models.PROTECT, null=True, related_name="held", **_COMPUTED)
    citizen = models.TextField(db_collation="C")
    first_post = models.ForeignKey(Post, models.PROTECT, related_name="+", **_COMPUTED)
    opened_at = models.DateTimeField()
    standing = models.CharField(
        max_length=20, choices=[(s.value, s.value) for s in Standing], db_collation="C"
    )
    waits = models.BooleanField()
    stopped_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", **_COMPUTED)
    first_reply_at = models.DateTimeField(null=True)
    first_reply = models.CharField(max_length=20, null=True, db_collation="C")
    last_official_post = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", **_COMPUTED
    )
    last_official_at = models.DateTimeField(null=True)
    last_reply = models.CharField(max_length=20, null=True, db_collation="C")
    replies = models.IntegerField()
    redirects = models.IntegerField()
    act = models.CharField(max_length=12, db_collation="C")
    scope = models.CharField(max_length=12, db_collation="C")
    route = models.CharField(max_length=12, db_collation="C")
    urgent = models.BooleanField()
    language = models.CharField(max_length=12, db_collation="C")
    private = models.BooleanField()
    deleted = models.BooleanField()
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            # The queue, oldest first: of an agency, of one standing, of one account; with all that
            # is looked at on the way, so that the rows themselves are not.
            models.Index(
                fields=["agency", "waits", "opened_at", "id"],
                name="case_queue",
                include=["standing", "act", "scope", "urgent", "language", "joined_to"],
            ),
            models.Index(
                fields=["agency", "standing", "opened_at", "id"],
                name="case_standing",
                include=["waits", "act", "scope", "urgent", "language", "joined_to"],
            ),
            models.Index(
                fields=["account", "waits", "opened_at", "id"],
                name="case_account",
                include=["agency", "standing", "act", "scope", "urgent", "language", "joined_to"],
            ),
            models.Index(fields=["channel", "citizen", "opened_at"], name="case_citizen"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Keywords(models.Model):
    """What a case is found by, in one index: its citizen's words, and each of its facets as a term
    (see keywords.py). `opened_at` stands here too, so that found cases can be put in order."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="keywords")
    opened_at = models.DateTimeField()
    terms = SearchVectorField()

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["terms"], name="keywords_terms")]

    def __str__(self) -> str:
        return str(self.case_id)


class Reading(models.Model):
    """What the reader read in one post, and the case it belongs to.

    `p` is the chance of each value, in the order of language.columns.VALUES. What it was read by
    and after stands beside it (`reader`, `revision`, `before`, `before_revision`, `put`, `by`):
    where none of that changed, the post need not be read again. Corrections are kept apart.
    """

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="reading")
    case = models.ForeignKey(
        Case, models.SET_NULL, null=True, related_name="readings", db_constraint=False
    )
    reader = models.IntegerField()
    revision = models.IntegerField()
    before = models.BigIntegerField(null=True)  # the post it was read after
    before_revision = models.IntegerField(default=0)
    put = models.BooleanField()  # put to an official account
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", **_COMPUTED
    )  # the account that wrote it; None: a citizen
    codes = models.BinaryField(max_length=8)  # one byte a label, in the order of VALUES; 255: none
    p = models.BinaryField(max_length=8)  # chances in 1/255, in the same order

    def __str__(self) -> str:
        return str(self.post_id)


class Correction(models.Model):
    """A person's word on one reading. The latest one of a post and label counts; all are kept."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="corrections")
    label = models.CharField(max_length=12, db_collation="C")
    value = models.CharField(max_length=20, db_collation="C")
    was = models.CharField(max_length=20, db_collation="C")  # what stood before
    reader = models.CharField(max_length=100)  # whose reading was corrected
    by = models.ForeignKey(Person, models.PROTECT, related_name="corrections")
    at = models.DateTimeField(auto_now_add=True)
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["post", "label", "-id"], name="correction_last")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.label}: {self.value}"


class Tally(models.Model):
    """How many cases there are of each kind, as differences that sum up to it (see tally.py)."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    standing = models.CharField(max_length=20, db_collation="C")
    act = models.CharField(max_length=12, db_collation="C")
    scope = models.CharField(max_length=12, db_collation="C")
    urgent = models.BooleanField()
    language = models.CharField(max_length=12, db_collation="C")
    cases = models.IntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agency"], name="tally_agency")]

    def __str__(self) -> str:
        return f"{self.standing}: {self.cases}"
