"""Readers whom another site of the publisher knows, and the tokens that were exchanged for a session."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("afterword_engagement", "0010_publisher_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UsedToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="digest of issuer and number")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="expires")),
            ],
            options={
                "verbose_name": "used token",
                "verbose_name_plural": "used tokens",
            },
        ),
        migrations.CreateModel(
            name="ExternalIdentity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.CharField(max_length=255, verbose_name="issuer")),
                ("subject", models.CharField(max_length=255, verbose_name="subject")),
                ("name", models.CharField(blank=True, default="", max_length=100, verbose_name="name")),
                ("email", models.EmailField(blank=True, default="", max_length=254, verbose_name="e-mail")),
                (
                    "badge_label",
                    models.CharField(blank=True, default="", max_length=100, verbose_name="words of the badge"),
                ),
                ("told_at", models.DateTimeField(verbose_name="told at")),
                ("epoch", models.PositiveIntegerField(default=0, verbose_name="how often its sessions were ended")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="name and address expire")),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "external identity",
                "verbose_name_plural": "external identities",
                "constraints": [models.UniqueConstraint(fields=("issuer", "subject"), name="afterword_identity_once")],
            },
        ),
    ]
