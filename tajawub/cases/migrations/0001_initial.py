import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_initial"),
        ("conversations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(db_collation="C", max_length=40)),
                ("citizen", models.TextField(db_collation="C")),
                ("opened_at", models.DateTimeField()),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("nothing owed", "nothing owed"),
                            ("unanswered", "unanswered"),
                            ("acknowledged", "acknowledged"),
                            ("redirected", "redirected"),
                            ("moved to private", "moved to private"),
                            ("asked back", "asked back"),
                            ("answered", "answered"),
                            ("confirmed", "confirmed"),
                            ("disputed", "disputed"),
                        ],
                        db_collation="C",
                        max_length=20,
                    ),
                ),
                ("waits", models.BooleanField()),
                ("stopped_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("first_reply_at", models.DateTimeField(null=True)),
                ("first_reply", models.CharField(db_collation="C", max_length=20, null=True)),
                ("last_official_at", models.DateTimeField(null=True)),
                ("last_reply", models.CharField(db_collation="C", max_length=20, null=True)),
                ("replies", models.IntegerField()),
                ("redirects", models.IntegerField()),
                ("act", models.CharField(db_collation="C", max_length=12)),
                ("scope", models.CharField(db_collation="C", max_length=12)),
                ("route", models.CharField(db_collation="C", max_length=12)),
                ("urgent", models.BooleanField()),
                ("language", models.CharField(db_collation="C", max_length=12)),
                ("private", models.BooleanField()),
                ("deleted", models.BooleanField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="agencies.account",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="agencies.agency",
                    ),
                ),
                (
                    "answer_post",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.post",
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "first_post",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.post",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held",
                        to="agencies.account",
                    ),
                ),
                (
                    "joined_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "last_official_post",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conversations.post",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReaderInUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=100)),
                ("since", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(db_collation="C", max_length=12)),
                ("value", models.CharField(db_collation="C", max_length=20)),
                ("was", models.CharField(db_collation="C", max_length=20)),
                ("reader", models.CharField(max_length=100)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("why", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="conversations.post",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reading",
                        serialize=False,
                        to="conversations.post",
                    ),
                ),
                ("reader", models.IntegerField()),
                ("revision", models.IntegerField()),
                ("before", models.BigIntegerField(null=True)),
                ("before_revision", models.IntegerField(default=0)),
                ("put", models.BooleanField()),
                ("codes", models.BinaryField(max_length=8)),
                ("p", models.BinaryField(max_length=8)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.account",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="readings",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("standing", models.CharField(db_collation="C", max_length=20)),
                ("act", models.CharField(db_collation="C", max_length=12)),
                ("scope", models.CharField(db_collation="C", max_length=12)),
                ("urgent", models.BooleanField()),
                ("language", models.CharField(db_collation="C", max_length=12)),
                ("cases", models.IntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agencies.account",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Keywords",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="keywords",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("terms", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["terms"], name="keywords_terms"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["agency", "waits", "opened_at", "id"],
                include=("standing", "act", "scope", "urgent", "language", "joined_to"),
                name="case_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["agency", "standing", "opened_at", "id"],
                include=("waits", "act", "scope", "urgent", "language", "joined_to"),
                name="case_standing",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["account", "waits", "opened_at", "id"],
                include=("agency", "standing", "act", "scope", "urgent", "language", "joined_to"),
                name="case_account",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["channel", "citizen", "opened_at"], name="case_citizen"),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(fields=["post", "label", "-id"], name="correction_last"),
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(fields=["agency"], name="tally_agency"),
        ),
    ]
