"""How long something took, as moderators read it."""

from django import template

from moderation.queries.spells import spell_seconds

register = template.Library()


@register.filter
def spell(seconds: float) -> str:
    """Such as "3 h 12 min"."""
    return spell_seconds(seconds)
