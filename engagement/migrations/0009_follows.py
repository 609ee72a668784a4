"""Readers follow discussions by mail."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("afterword_engagement", "0008_names_badges_and_aliases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "scope",
                    models.CharField(
                        choices=[("discussion", "every new comment"), ("replies", "replies to my comments")],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "email_folded",
                    models.CharField(db_index=True, editable=False, max_length=254, verbose_name="e-mail, folded"),
                ),
                ("language", models.CharField(blank=True, default="", max_length=35, verbose_name="language")),
                (
                    "frequency",
                    models.CharField(
                        choices=[("daily", "once a day"), ("at_once", "at once")],
                        max_length=10,
                        verbose_name="how often",
                    ),
                ),
                (
                    "asked_frequency",
                    models.CharField(
                        choices=[("daily", "once a day"), ("at_once", "at once")],
                        max_length=10,
                        verbose_name="how often, once confirmed",
                    ),
                ),
                ("nonce", models.CharField(editable=False, max_length=22, verbose_name="nonce of its links")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="last asked for")),
                ("ask_at", models.DateTimeField(blank=True, null=True, verbose_name="question to be sent from")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed")),
                ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="stopped")),
                ("next_at", models.DateTimeField(blank=True, null=True, verbose_name="next mail to be sent from")),
                ("quiet_until", models.DateTimeField(default=django.utils.timezone.now, verbose_name="no mail before")),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="mails refused in a row")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="expires")),
                (
                    "discussion",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="afterword_engagement.discussion",
                        verbose_name="discussion",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "follow",
                "verbose_name_plural": "follows",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "to be sent"),
                            ("claimed", "being sent"),
                            ("sent", "sent"),
                            ("left_out", "left out: no longer published"),
                            ("failed", "refused by the mail server"),
                            ("cut_off", "cut off while being sent"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="noted")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="claimed")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="sent or given up")),
                ("error", models.CharField(blank=True, default="", max_length=100, verbose_name="kind of error")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="expires")),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="afterword_engagement.comment",
                        verbose_name="comment",
                    ),
                ),
                (
                    "follow",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="afterword_engagement.follow",
                        verbose_name="follow",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reached", models.PositiveBigIntegerField(default=0, verbose_name="last follow noted")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="expires")),
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="afterword_engagement.comment",
                        verbose_name="comment",
                    ),
                ),
            ],
            options={
                "verbose_name": "publication to tell of",
                "verbose_name_plural": "publications to tell of",
            },
        ),
        migrations.AddIndex(
            model_name="follow",
            index=models.Index(
                condition=models.Q(
                    ("confirmed_at__isnull", False), ("scope", "discussion"), ("stopped_at__isnull", True)
                ),
                fields=["discussion", "id"],
                name="afterword_follows_live",
            ),
        ),
        migrations.AddIndex(
            model_name="follow",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="afterword_follows_due"
            ),
        ),
        migrations.AddIndex(
            model_name="follow",
            index=models.Index(
                condition=models.Q(("ask_at__isnull", False)), fields=["ask_at"], name="afterword_follows_to_ask"
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                fields=("discussion", "email_folded", "scope"), name="afterword_follow_once_per_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.CheckConstraint(
                condition=models.Q(("scope__in", ["discussion", "replies"])), name="afterword_follow_scope_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("asked_frequency__in", ["daily", "at_once"]), ("frequency__in", ["daily", "at_once"])
                ),
                name="afterword_follow_frequency_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("next_at__isnull", True),
                    models.Q(("confirmed_at__isnull", False), ("stopped_at__isnull", True)),
                    _connector="OR",
                ),
                name="afterword_follow_mailed_is_live",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state", "claimed")), fields=["claimed_at"], name="afterword_notices_claimed"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state__in", ["failed", "cut_off"])),
                fields=["state"],
                name="afterword_notices_lost",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("follow", "comment"), name="afterword_notice_once"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "claimed", "sent", "left_out", "failed", "cut_off"])),
                name="afterword_notice_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claimed_at__isnull", True), ("state", "waiting")),
                    models.Q(models.Q(("state", "waiting"), _negated=True), ("claimed_at__isnull", False)),
                    _connector="OR",
                ),
                name="afterword_notice_claimed_has_time",
            ),
        ),
    ]
