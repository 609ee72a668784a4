"""Moderation in Django's admin, one file a subject."""

from moderation.admin import policy, records, sanctions, section_rights, word_lists

__all__ = ["policy", "records", "sanctions", "section_rights", "word_lists"]
