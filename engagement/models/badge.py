"""A badge: who somebody was to the article when they wrote, as the site itself says it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Badge(models.TextChoices):
    """What stands beside a name and can be won by no name."""

    AUTHOR = "author", pgettext_lazy("of the article", "Author")
    EXPERT = "expert", _("Expert")
