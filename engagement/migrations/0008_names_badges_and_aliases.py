"""Names that accounts have, badges of comments, discussions closed in time, merged, and found by aliases."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("afterword_engagement", "0007_revision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DiscussionAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="key")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
                ),
            ],
            options={
                "verbose_name": "alias",
                "verbose_name_plural": "aliases",
            },
        ),
        migrations.CreateModel(
            name="NameClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("folded", models.CharField(max_length=300, verbose_name="name, folded")),
                (
                    "claimed_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="since"),
                ),
            ],
            options={
                "verbose_name": "claimed name",
                "verbose_name_plural": "claimed names",
            },
        ),
        migrations.AddField(
            model_name="comment",
            name="badge",
            field=models.CharField(
                blank=True,
                choices=[("author", "Author"), ("expert", "Expert")],
                default="",
                max_length=10,
                verbose_name="badge",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="badge_label",
            field=models.CharField(
                blank=True, default="", help_text="Of experts.", max_length=100, verbose_name="words of the badge"
            ),
        ),
        migrations.AddField(
            model_name="discussion",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closed by hand"),
        ),
        migrations.AddField(
            model_name="discussion",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="afterword_engagement.discussion",
                verbose_name="merged into",
            ),
        ),
        migrations.AddField(
            model_name="discussion",
            name="stays_open",
            field=models.BooleanField(default=False, verbose_name="opened by hand, and no time closes it"),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("badge__in", ["", "author"]), ("badge_label", "")),
                    models.Q(("badge", "expert"), models.Q(("badge_label", ""), _negated=True)),
                    _connector="OR",
                ),
                name="afterword_comment_badge_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="discussion",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into__isnull", True), ("status", "hidden"), _connector="OR"),
                name="afterword_discussion_merged_is_hidden",
                violation_error_message="It was merged into another discussion, and stays hidden.",
            ),
        ),
        migrations.AddField(
            model_name="discussionalias",
            name="discussion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="aliases",
                to="afterword_engagement.discussion",
                verbose_name="discussion",
            ),
        ),
        migrations.AddField(
            model_name="nameclaim",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="account",
            ),
        ),
        migrations.AddConstraint(
            model_name="nameclaim",
            constraint=models.UniqueConstraint(fields=("folded", "account"), name="afterword_name_claimed_once"),
        ),
    ]
