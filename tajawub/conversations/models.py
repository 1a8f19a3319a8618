"""What was said: posts as observed, their earlier wordings, and the conversations they make."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Conversation(models.Model):
    """Posts linked by reply. `key` is the platform's id of its root, seen or not.

    `due_at` says from when on it is to be judged anew: since something in it changed, or since a
    moment that lay ahead has come. None: nothing is due.
    """

    channel = models.CharField(max_length=40, db_collation="C")
    key = models.TextField(db_collation="C")
    due_at = models.DateTimeField(null=True)
    reader = models.IntegerField(default=0)  # whose readings it was judged by (cases.ReaderInUse)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "key"], name="conversation_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"], name="conversation_due", condition=Q(due_at__isnull=False)
            ),
            models.Index(fields=["reader", "id"], name="conversation_by_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}:{self.key}"


class Post(models.Model):
    """One message as observed: the newest wording seen, the first time seen, any deletion seen.

    However often and in whatever order it is observed, the row comes out the same (see merging.py).
    `tombstone` says that all that was ever seen of it is its deletion. `revision` rises whenever
    what was seen changes what counts.
    """

    channel = models.CharField(max_length=40, db_collation="C")
    external_id = models.TextField(db_collation="C")
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="posts", db_index=False
    )
    at = models.DateTimeField()
    text = models.TextField(db_collation="C")
    author_id = models.TextField(db_collation="C")
    author_handle = models.TextField(db_collation="C")
    author_name = models.TextField(db_collation="C")
    parent_id = models.TextField(null=True, db_collation="C")
    conversation_id_seen = models.TextField(null=True, db_collation="C")
    space = models.TextField(null=True, db_collation="C")
    mentions = ArrayField(models.TextField())
    language = models.TextField(null=True, db_collation="C")
    url = models.TextField(null=True, db_collation="C")
    private = models.BooleanField()
    official = models.BooleanField(null=True)
    deleted = models.BooleanField()
    deleted_at = models.DateTimeField(null=True)
    version_at = models.DateTimeField(null=True)
    tombstone = models.BooleanField()
    revision = models.IntegerField(db_default=1)
    observed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="post_once")
        ]
        indexes: ClassVar = [
            models.Index(F("conversation"), F("at"), F("external_id"), name="post_in_thread")
        ]

    def __str__(self) -> str:
        return f"{self.channel}:{self.external_id}"


class Wording(models.Model):
    """One of several wordings that a post was seen with. Most were seen with one and have none."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="wordings")
    text = models.TextField(db_collation="C")
    version_at = models.DateTimeField(null=True)
    digest = models.BinaryField(max_length=16)
    observed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "digest"], name="wording_once")
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.text[:40]}"


class Import(models.Model):
    """An archive that was or is being taken in; by its digest an interrupted one goes on."""

    digest = models.CharField(max_length=64, unique=True)
    files = models.TextField()
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    rows_done = models.BigIntegerField(default=0)
    posts_new = models.BigIntegerField(default=0)
    posts_changed = models.BigIntegerField(default=0)
    broken = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.files
