"""Moderation in Django's admin, one file a subject."""

from moderation.admin import policy, records, sanctions

__all__ = ["policy", "records", "sanctions"]
