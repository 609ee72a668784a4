"""Readers respect comments, and root comments have a score."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

_BATCH = 2000
_UNIT = 10
"""Seconds, as in engagement.services.scores: where nobody respects anything yet, the score is the moment alone."""


def score_roots(apps, schema_editor):
    """Give every root that was published the score of a comment that nobody respects."""
    comments = apps.get_model("afterword_engagement", "Comment").objects.using(schema_editor.connection.alias)
    after = 0
    while True:
        roots = comments.filter(depth=0, published_at__isnull=False, pk__gt=after).order_by("pk")
        batch = list(roots.only("pk", "published_at")[:_BATCH])
        if not batch:
            return
        for root in batch:
            root.score = round(root.published_at.timestamp() / _UNIT)
        comments.bulk_update(batch, ["score"], batch_size=200)
        after = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("afterword_engagement", "0005_comments_of_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="respect_count",
            field=models.PositiveIntegerField(default=0, verbose_name="readers who respect it"),
        ),
        migrations.AddField(
            model_name="comment",
            name="score",
            field=models.IntegerField(
                default=0, help_text="On roots that were published.", verbose_name="place by respect and age"
            ),
        ),
        migrations.RunPython(score_roots, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                F("discussion"),
                F("score").desc(),
                F("id").desc(),
                condition=Q(depth=0, in_thread=True),
                name="afterword_roots_by_score",
            ),
        ),
        migrations.CreateModel(
            name="Reaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guest", models.CharField(blank=True, default="", max_length=64, verbose_name="guest")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reactions",
                        to="afterword_engagement.comment",
                        verbose_name="comment",
                    ),
                ),
            ],
            options={
                "verbose_name": "reaction",
                "verbose_name_plural": "reactions",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(account__isnull=False, guest="") | (Q(account__isnull=True) & ~Q(guest="")),
                        name="afterword_reaction_of_one_reader",
                    ),
                    models.UniqueConstraint(
                        fields=["comment", "account"],
                        condition=Q(account__isnull=False),
                        name="afterword_reaction_once_an_account",
                    ),
                    models.UniqueConstraint(
                        fields=["comment", "guest"], condition=~Q(guest=""), name="afterword_reaction_once_a_guest"
                    ),
                ],
            },
        ),
    ]
