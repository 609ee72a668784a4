"""Hosts: the publisher's own models that carry a discussion, and where each keeps what Afterword needs."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.db.models.manager import BaseManager
from django.utils.translation import get_language

from engagement.exceptions import HostNotRegistered

Source = str | Callable[[Any], Any]
"""Where a value comes from: the name of a field, property or method, or a function of the object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One of the publisher's objects, in Afterword's words."""

    key: str
    host: str
    host_pk: str
    title: str
    url: str
    body: str
    section: str
    language: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    published_at: dt.datetime | None
    modified_at: dt.datetime | None
    json_ld_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One registered model, and where its values come from."""

    model: type[Model]
    body: Source
    title: Source
    url: Source
    is_public: Source
    key: Source
    section: Source | None = None
    language: Source | None = None
    authors: Source | None = None
    author_accounts: Source | None = None
    tags: Source | None = None
    published_at: Source | None = None
    modified_at: Source | None = None
    json_ld_id: Source | None = None

    @property
    def label(self) -> str:
        """The model's label in lower case, such as ``articles.article``."""
        return self.model._meta.label_lower

    def key_of(self, obj: Model) -> str:
        """The key of the object's discussion: what a function gives, or the named field behind the model's label."""
        if callable(self.key):
            return str(self.key(obj))
        return f"{self.label}.{_value(obj, self.key)}"

    def find_by_key(self, key: str) -> Model | None:
        """The object that a key names, where the key is made of a field; none when it is not there."""
        prefix = f"{self.label}."
        if callable(self.key) or not key.startswith(prefix):
            return None
        obj = self._first(**{self.key: key.removeprefix(prefix)})
        # A database may take "7 " or "07" for 7; a key has one spelling.
        return obj if obj is not None and self.key_of(obj) == key else None

    def find(self, pk: str) -> Model | None:
        """The object of that primary key; none when it is gone."""
        return self._first(pk=pk)

    def shows(self, obj: Model) -> bool:
        """Whether anybody may read the object now."""
        return bool(_value(obj, self.is_public))

    def read(self, obj: Model) -> Article:
        """The object's values as they are now."""
        return Article(
            key=self.key_of(obj),
            host=self.label,
            host_pk=str(obj.pk),
            title=str(_value(obj, self.title) or ""),
            url=str(_value(obj, self.url) or ""),
            body=str(_value(obj, self.body) or ""),
            section=str(_value(obj, self.section) or ""),
            language=str(_value(obj, self.language) or ""),
            authors=_names(_value(obj, self.authors)),
            tags=_names(_value(obj, self.tags)),
            published_at=_moment(_value(obj, self.published_at)),
            modified_at=_moment(_value(obj, self.modified_at)),
            json_ld_id=str(_value(obj, self.json_ld_id) or ""),
        )

    def authors_of(self, obj: Model) -> tuple[str, ...]:
        """The names of the object's authors."""
        return _names(_value(obj, self.authors))

    def is_written_by(self, obj: Model, account_id: Any) -> bool:
        """Whether an account is one of the object's authors."""
        return str(account_id) in _keys(_value(obj, self.author_accounts))

    def missing_sources(self) -> list[tuple[str, str]]:
        """The options, each with its name, that name nothing the model has."""
        named = {name: getattr(self, name) for name in self.__slots__ if name != "model"}
        return [
            (option, name) for option, name in named.items() if isinstance(name, str) and not _has(self.model, name)
        ]

    def _first(self, **lookup: Any) -> Model | None:
        try:
            return self.model._base_manager.filter(**lookup).first()
        except (ValueError, TypeError, ValidationError, OverflowError):
            return None


_hosts: dict[type[Model], Host] = {}


def register(
    model: type[Model],
    *,
    body: Source = "body",
    title: Source = "title",
    url: Source = "get_absolute_url",
    is_public: Source = "is_public",
    key: Source = "pk",
    section: Source | None = None,
    language: Source | None = None,
    authors: Source | None = None,
    author_accounts: Source | None = None,
    tags: Source | None = None,
    published_at: Source | None = None,
    modified_at: Source | None = None,
    json_ld_id: Source | None = None,
) -> Host:
    """Let objects of ``model`` carry discussions; say where each value is kept.

    ``key`` names the discussion for good: a unique field (``pk`` unless told), put behind the model's label, or a
    function that gives the whole key. ``is_public`` tells whether anybody may read the object now; where it is false,
    everything of its discussion answers 404. ``author_accounts`` gives the accounts of its authors, or their primary
    keys: what they write is marked as the author's. ``json_ld_id`` is the ``@id`` of the article in the publisher's own
    structured data, to which its comments are joined; its URL unless told.
    """
    host = Host(
        model=model,
        body=body,
        title=title,
        url=url,
        is_public=is_public,
        key=key,
        section=section,
        language=language,
        authors=authors,
        author_accounts=author_accounts,
        tags=tags,
        published_at=published_at,
        modified_at=modified_at,
        json_ld_id=json_ld_id,
    )
    _hosts[model] = host
    forget_readings()
    return host


def unregister(model: type[Model]) -> None:
    """Let objects of ``model`` carry discussions no more."""
    _hosts.pop(model, None)
    forget_readings()


def registered() -> Iterator[Host]:
    """Every host, in the order they joined."""
    return iter(tuple(_hosts.values()))


def host_of(obj: Model | type[Model]) -> Host:
    """The host that an object or a model belongs to, its proxies and children included."""
    model = obj if isinstance(obj, type) else type(obj)
    for ancestor in model.__mro__:
        if ancestor in _hosts:
            return _hosts[ancestor]
    raise HostNotRegistered(model)


def host_named(label: str) -> Host | None:
    """The host with that label; none when nothing of the kind is registered."""
    return next((host for host in _hosts.values() if host.label == label), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An object as it was read a moment ago; whether it shows is asked of it anew each time, for an embargo ends by
    itself.
    """

    obj: Model
    article: Article
    read_at: float


LATELY = 1.0
"""Seconds that a reading serves a process: what a publisher changes without a signal, such as with ``update``, counts
everywhere a second later.
"""

_READINGS = 5_000
_readings: dict[tuple[str, str, str], Reading] = {}


def read_lately(label: str, pk: str) -> Reading | None:
    """The object of a host as it is now, or was within the last second; none where it is gone."""
    now, name = time.monotonic(), (label, pk, get_language() or "")
    found = _readings.get(name)
    if found is not None and 0 <= now - found.read_at < LATELY:
        return found
    host = host_named(label)
    obj = host.find(pk) if host else None
    if host is None or obj is None:
        return None
    if len(_readings) >= _READINGS:
        _readings.clear()
    found = _readings[name] = Reading(obj=obj, article=host.read(obj), read_at=now)
    return found


def forget_readings() -> None:
    """Read every object anew: one of them was saved or deleted."""
    _readings.clear()


def find_by_key(key: str) -> tuple[Host, Model] | None:
    """The object that a key names, whichever host it belongs to."""
    for host in _hosts.values():
        if (obj := host.find_by_key(key)) is not None:
            return host, obj
    return None


def _value(obj: Model, source: Source | None) -> Any:
    if source is None:
        return None
    if callable(source):
        return source(obj)
    value = getattr(obj, source)
    if isinstance(value, Model | BaseManager) or not callable(value):
        return value
    return value()


def _has(model: type[Model], name: str) -> bool:
    if name == "pk" or hasattr(model, name):
        return True
    return name in {field.name for field in model._meta.get_fields()}


def _names(value: Any) -> tuple[str, ...]:
    if not value:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, BaseManager):
        value = value.all()
    if isinstance(value, Iterable):
        return tuple(str(item) for item in value)
    return (str(value),)


def _keys(value: Any) -> frozenset[str]:
    """The primary keys of accounts that are given as rows, as keys, or as one of either."""
    if value is None or value == "":
        return frozenset()
    if isinstance(value, BaseManager):
        value = value.all()
    several = isinstance(value, Iterable) and not isinstance(value, str)
    return frozenset(str(item.pk if isinstance(item, Model) else item) for item in (value if several else (value,)))


def _moment(value: Any) -> dt.datetime | None:
    if value is None or isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time(), tzinfo=dt.UTC)
    message = f"a date or a date and time is needed, not {value!r}"
    raise TypeError(message)
