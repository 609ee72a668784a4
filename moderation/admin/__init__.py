"""Moderation in Django's admin, one file a subject."""

from moderation.admin import policy, records, sanctions, word_lists

__all__ = ["policy", "records", "sanctions", "word_lists"]
