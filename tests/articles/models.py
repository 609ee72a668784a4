from django.db import models
from django.utils import timezone


class Article(models.Model):
    title = models.CharField(max_length=200)
    body = models.TextField()
    section = models.CharField(max_length=50, blank=True)
    authors = models.CharField(max_length=100, blank=True)
    tags = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=10, default="en")
    published_at = models.DateTimeField(default=timezone.now)
    modified_at = models.DateTimeField(auto_now=True)
    draft = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/articles/{self.pk}/"

    @property
    def is_public(self) -> bool:
        return not self.draft and self.published_at <= timezone.now()


class Review(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    text = models.TextField()
    is_live = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name
