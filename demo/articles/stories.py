"""What the demo's newsroom wrote, read from ``stories/`` into the database."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from demo.articles.models import Article, Review

FOLDER = Path(__file__).with_name("stories")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a reader said."""

    id: str
    on: str
    name: str
    body: str
    ip: str
    email: str = ""
    account: str = ""
    """The user name of whoever wrote it; empty for a guest."""
    answers: str = ""
    stance: str = ""
    """What they chose among the prompt's stances."""
    featured: bool = False
    wish: str = ""


def write_stories() -> int:
    """Add the articles and reviews that are not there yet; what an editor changed stays. Returns how many are new."""
    index = _load("index.toml")
    now = timezone.now()
    added = [_write(Article, _article(entry, now)) for entry in index["articles"]]
    added += [_write(Review, _review(entry, now)) for entry in index["reviews"]]
    return sum(added)


def read_prompts() -> Iterator[tuple[str, dict[str, str]]]:
    """Give the slugs of the articles over which the editor put their own words, and those."""
    for entry in _load("index.toml")["articles"]:
        if "prompt" in entry:
            yield entry["slug"], entry["prompt"]


def read_asking() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the slugs of the articles and reviews of which the editor said who asks, or what came of it, and that."""
    index = _load("index.toml")
    for entry in [*index["articles"], *index["reviews"]]:
        if "asking" in entry:
            yield entry["slug"], entry["asking"]


def read_stances() -> Iterator[tuple[str, dict[str, int]]]:
    """Give the slugs of the articles whose prompts offer stances, and how many readers chose each."""
    for entry in _load("index.toml")["articles"]:
        if "stances" in entry:
            yield entry["slug"], entry["stances"]


def read_experiments() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the slugs of the articles whose prompts are compared with other words: how each asks, and those."""
    for entry in _load("index.toml")["articles"]:
        if "experiment" in entry:
            yield entry["slug"], entry["experiment"]


def read_comments() -> Iterator[Said]:
    """Give what readers said, answers after what they answer."""
    for entry in _load("comments.toml")["comments"]:
        yield Said(**{**entry, "body": entry["body"].strip()})


def _write(model: type[Article] | type[Review], values: dict[str, Any]) -> bool:
    slug = values.pop("slug")
    return model.objects.get_or_create(slug=slug, defaults=values)[1]


def _article(entry: dict[str, Any], now: dt.datetime) -> dict[str, Any]:
    values = {"status": Article.Status.PUBLISHED, **entry, "body": _read_body(entry["slug"])}
    values["published_at"] = now - dt.timedelta(hours=values.pop("age_hours"))
    for told_elsewhere in ("prompt", "asking", "stances", "experiment"):
        values.pop(told_elsewhere, None)
    return values


def _review(entry: dict[str, Any], now: dt.datetime) -> dict[str, Any]:
    values = {**entry, "text": _read_body(entry["slug"])}
    values.pop("asking", None)
    values["printed_on"] = (now - dt.timedelta(days=values.pop("age_days"))).date()
    return values


def _read_body(slug: str) -> str:
    return (FOLDER / f"{slug}.html").read_text(encoding="utf-8")


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
