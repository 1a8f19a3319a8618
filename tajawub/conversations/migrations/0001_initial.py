import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("files", models.TextField()),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("rows_done", models.BigIntegerField(default=0)),
                ("posts_new", models.BigIntegerField(default=0)),
                ("posts_changed", models.BigIntegerField(default=0)),
                ("broken", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(db_collation="C", max_length=40)),
                ("key", models.TextField(db_collation="C")),
                ("due_at", models.DateTimeField(null=True)),
                ("reader", models.IntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at", "id"],
                        name="conversation_due",
                    ),
                    models.Index(fields=["reader", "id"], name="conversation_by_reader"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("channel", "key"), name="conversation_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(db_collation="C", max_length=40)),
                ("external_id", models.TextField(db_collation="C")),
                ("at", models.DateTimeField()),
                ("text", models.TextField(db_collation="C")),
                ("author_id", models.TextField(db_collation="C")),
                ("author_handle", models.TextField(db_collation="C")),
                ("author_name", models.TextField(db_collation="C")),
                ("parent_id", models.TextField(db_collation="C", null=True)),
                ("conversation_id_seen", models.TextField(db_collation="C", null=True)),
                ("space", models.TextField(db_collation="C", null=True)),
                (
                    "mentions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("language", models.TextField(db_collation="C", null=True)),
                ("url", models.TextField(db_collation="C", null=True)),
                ("private", models.BooleanField()),
                ("official", models.BooleanField(null=True)),
                ("deleted", models.BooleanField()),
                ("deleted_at", models.DateTimeField(null=True)),
                ("version_at", models.DateTimeField(null=True)),
                ("tombstone", models.BooleanField()),
                ("revision", models.IntegerField(db_default=1)),
                (
                    "observed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="conversations.conversation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(db_collation="C")),
                ("version_at", models.DateTimeField(null=True)),
                ("digest", models.BinaryField(max_length=16)),
                (
                    "observed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wordings",
                        to="conversations.post",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                models.F("conversation"),
                models.F("at"),
                models.F("external_id"),
                name="post_in_thread",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(fields=("channel", "external_id"), name="post_once"),
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(fields=("post", "digest"), name="wording_once"),
        ),
    ]
