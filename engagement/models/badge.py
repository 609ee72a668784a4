"""A badge: who somebody was to the article when they wrote, as the site itself says it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Badge(models.TextChoices):
    """What stands beside a name and can be won by no name."""

    AUTHOR = "author", _("Author")
    EXPERT = "expert", _("Expert")
