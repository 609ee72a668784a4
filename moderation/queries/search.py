"""Searching: which comments have what somebody typed, by the database's own full-text index."""

import operator
from functools import reduce
from ipaddress import ip_address, ip_network
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Func

from moderation.hashing import find_network, hash_address, hash_email, hash_network
from moderation.models import LinkDomain, SearchEntry, Trace
from moderation.rules.domains import read_domain
from moderation.rules.searching import Place, Terms, Token, read_query

MOST = 50_000
"""Comments found at most, the newest: so much work and no more, whatever somebody types."""

_POSTGRESQL = """
    SELECT id FROM afterword_moderation_searchentry WHERE vector @@ %s::tsquery ORDER BY id DESC LIMIT %s
"""
_SQLITE = """
    SELECT rowid FROM afterword_moderation_searchtokens
    WHERE afterword_moderation_searchtokens MATCH %s ORDER BY rowid DESC LIMIT %s
"""


def find_matching(query: str) -> QuerySet[SearchEntry, int]:
    """The ids of the comments that have all of what was typed, for ``comment_id__in``; none where nothing was typed.

    Plain words are found in the text and the author's name, ``author:`` in the name alone; ``email:``, ``ip:`` and
    ``domain:`` compare what is said. An address, a whole network, an e-mail address or a domain without such a word
    before it is found in the text as well. Whatever is typed, it is never part of a statement.
    """
    terms = read_query(query)
    if terms.is_empty:
        return SearchEntry.objects.none().values_list("comment_id", flat=True)
    wanted = reduce(operator.and_, _conditions(terms))
    return SearchEntry.objects.filter(wanted).order_by("-pk").values_list("comment_id", flat=True)[:MOST]


def _conditions(terms: Terms) -> list[Q]:
    conditions = [Q(_HasTokens(terms.tokens))] if terms.tokens else []
    for place in terms.places:
        there = _is_there(place)
        conditions.append(there | Q(_HasTokens(place.tokens)) if place.tokens else there)
    return conditions


def _is_there(place: Place) -> Q:
    """Whether a comment has an address or a domain that somebody typed."""
    if place.operator == "email":
        found = hash_email(place.value)
        return Q(email=found) & ~Q(email="")
    if place.operator == "domain":
        links = LinkDomain.objects.filter(domain=read_domain(place.value))
        return Q(comment_id__in=links.values("comment_id"))
    traces = _find_traces(place.value)
    return Q(comment_id__in=traces.values("comment_id"))


def _find_traces(typed: str) -> QuerySet[Trace]:
    """The traces of an address, or of a network as traces know them; no other kind of network can be looked for."""
    try:
        address = ip_address(typed)
    except ValueError:
        network = _read_network(typed)
        traces = Trace.objects.filter(network=hash_network(network)) if network else Trace.objects.none()
        return traces.exclude(network="")
    return Trace.objects.filter(address=hash_address(str(address))).exclude(address="")


def _read_network(typed: str) -> str:
    """An address within the network; empty where nothing was typed that is one of the size that traces have."""
    try:
        network = ip_network(typed, strict=False)
    except ValueError:
        return ""
    first = str(network.network_address)
    return first if find_network(first) == str(network) else ""


class _HasTokens(Func):
    """Whether a search entry has all tokens, asked of the database's full-text index; the newest ``MOST`` that have."""

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, tokens: tuple[Token, ...], **extra: Any) -> None:
        super().__init__(F("pk"), **extra)
        self._tokens = tokens

    def as_postgresql(self, compiler: Any, *_unused: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        return self._within(compiler, _POSTGRESQL, " & ".join(_quote_for_postgresql(token) for token in self._tokens))

    def as_sqlite(self, compiler: Any, *_unused: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        return self._within(compiler, _SQLITE, " AND ".join(_quote_for_sqlite(token) for token in self._tokens))

    def _within(self, compiler: Any, found: str, wanted: str) -> tuple[str, tuple[Any, ...]]:
        key, params = compiler.compile(self.source_expressions[0])
        return f"{key} IN ({found})", (*params, wanted, MOST)


def _quote_for_postgresql(token: Token) -> str:
    quoted = token.text.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'" if token.whole else f"'{quoted}':*"


def _quote_for_sqlite(token: Token) -> str:
    quoted = token.text.replace('"', '""')
    return f'"{quoted}"' if token.whole else f'"{quoted}"*'
