"""Two kinds of things to read, whose fields were named by two different people, as it happens."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info


class Article(models.Model):
    """What the newsroom reports."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    standfirst = models.TextField(blank=True)
    body = models.TextField(help_text="HTML.")
    section = models.CharField(max_length=50)
    author = models.CharField(max_length=100)
    language = models.CharField(max_length=10, default="en")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(default=timezone.now, help_text="In the future: embargoed until then.")
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager["Article"]] = models.Manager()

    class Meta:
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where it is read."""
        return reverse("article", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """Whether anybody may read it now: published, and no longer under embargo."""
        return self.status == self.Status.PUBLISHED and self.published_at <= timezone.now()

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``, after its language."""
        return direction_of(self.language)


class Review(models.Model):
    """What the critics saw, heard and ate."""

    slug = models.SlugField(unique=True)
    heading = models.CharField(max_length=200)
    text = models.TextField(help_text="HTML.")
    venue = models.CharField(max_length=200)
    critic = models.CharField(max_length=100)
    printed_on = models.DateField(default=timezone.localdate)
    is_live = models.BooleanField(default=True)

    objects: ClassVar[models.Manager["Review"]] = models.Manager()

    class Meta:
        ordering = ["-printed_on"]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        """Where it is read."""
        return reverse("review", args=[self.slug])


def direction_of(language: str) -> str:
    """The direction in which a language is written; left to right where Django does not know it."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"
