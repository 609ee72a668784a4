"""Akismet, asked through the ``akismet`` package. The only module that knows the package."""

import json
import os
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any, TypeVar
from urllib.parse import urljoin

import akismet
import django
import httpx
from django.core.checks import ERROR, CheckMessage

from moderation.exceptions import SpamCheckFailed, SpamCheckMisconfigured, SpamCheckUnavailable
from moderation.spam.akismet_reports import read_site_counts, read_usage
from moderation.spam.akismet_settings import find_problems
from moderation.spam.base import Answer, SiteCounts, SpamChecker, Submitted, Usage, Verdict
from moderation.spam.payload import RESERVED, client_arguments, feedback_fields, further_fields
from moderation.spam.redaction import Redactor
from moderation.spam.retry_after import parse_retry_after, parse_seconds
from moderation.spam.transport import Exchange, ReroutingTransport, exchanging

API_URL = "https://rest.akismet.com"

Result = TypeVar("Result")

_VERDICTS = {
    akismet.CheckResponse.HAM: Verdict.HAM,
    akismet.CheckResponse.SPAM: Verdict.SPAM,
    akismet.CheckResponse.DISCARD: Verdict.DISCARD,
}
_HEADER_PREFIX = "x-akismet-"
_LONGEST_HEADER = 500


@dataclass(frozen=True, slots=True, repr=False)
class _Line:
    """The package's client, and the HTTP client below it for what the package asks wrongly."""

    client: akismet.SyncClient
    http: httpx.Client


@dataclass(frozen=True, slots=True, repr=False)
class _Form:
    """What is sent about a comment. Personal data, and so without a ``repr`` that tells it."""

    arguments: dict[str, Any]
    """What the package takes."""
    heard: Exchange
    """What it refuses, and then the answer."""


class AkismetChecker(SpamChecker):
    """Asks Akismet, or whatever speaks its protocol at ``api_url``.

    The client is built with the first call of each process and never shared with a forked one. The key leaves this
    object in the body of requests alone: no message, log record or traceback tells it. Errors are raised outside of the
    handler that caught the client's, because those and their frames hold the key; whatever else breaks on the way is
    told by its type alone, for the same reason.
    """

    name = "akismet"
    is_remote = True
    needs_address = True
    reserved_fields = RESERVED
    notice_template = "moderation/spam/akismet_notice.html"
    privacy_template = "moderation/spam/akismet_privacy.html"

    def __init__(
        self,
        key: str,
        site_url: str,
        api_url: str = API_URL,
        timeout: float = 10.0,
        connect_timeout: float = 3.0,
        user_agent: str = "",
    ) -> None:
        """Take the key, and the site's home page as registered with Akismet; judge neither before the first call.

        ``timeout`` bounds the answer and ``connect_timeout`` the connection, both in seconds. ``user_agent`` names the
        publisher's application, such as ``Gazette/2.1``; empty: Django and its version.
        """
        self._config = akismet.Config(key=key, url=site_url)
        self._api_url = api_url
        self._timeout = timeout
        self._connect_timeout = connect_timeout
        self._user_agent = f"{user_agent or f'Django/{django.get_version()}'} | {_name_ourselves()}"
        self._redactor = Redactor(str(key or ""))
        self._lines: dict[int, _Line] = {}

    def __repr__(self) -> str:
        """Tell where it asks, and not with which key."""
        return self._redactor.redact(f"<{type(self).__name__} for {self._config.url} at {self._api_url}>")

    def check(self, submitted: Submitted) -> Answer:
        """Ask comment-check. A verdict beside ``X-akismet-error`` is none."""
        started = time.monotonic()
        form = self._fill_in(submitted)
        verdict = _VERDICTS[self._ask(lambda line: line.client.comment_check(**form.arguments), form.heard)]
        said = self._read_headers(form.heard)
        recheck_after = parse_seconds(said.pop("recheck_after", ""))
        return Answer(
            verdict=verdict,
            guid=said.pop("guid", ""),
            recheck_after=recheck_after if verdict is Verdict.HAM else None,
            duration_ms=round((time.monotonic() - started) * 1000),
            detail=said,
        )

    def report_spam(self, submitted: Submitted, *, reporter: str, said: str) -> None:
        """Send submit-spam with the fields of the check."""
        form = self._fill_in(submitted, *feedback_fields(reporter=reporter, said=said))
        self._ask(lambda line: line.client.submit_spam(**form.arguments), form.heard)

    def report_ham(self, submitted: Submitted, *, reporter: str, said: str) -> None:
        """Send submit-ham with the fields of the check."""
        form = self._fill_in(submitted, *feedback_fields(reporter=reporter, said=said))
        self._ask(lambda line: line.client.submit_ham(**form.arguments), form.heard)

    def verify(self) -> bool:
        """Ask verify-key."""
        return self._ask(lambda line: line.client.verify_key(), Exchange())

    def usage(self) -> Usage | None:
        """Ask usage-limit, by POST: the package asks by GET, with the key in the URL."""
        return self._report("/1.2/usage-limit", read_usage)

    def site_counts(self) -> SiteCounts | None:
        """Ask key-sites for this site, by POST and with the key, which the package leaves out."""
        site = self._config.url.partition("://")[2].rstrip("/")
        fields = {"format": "json", "filter": site}
        return self._report("/1.2/key-sites", lambda told: read_site_counts(told, site=site), fields)

    def check_settings(self) -> list[CheckMessage]:
        """Judge the options by their looks."""
        return find_problems(
            key=self._config.key,
            site_url=self._config.url,
            api_url=self._api_url,
            timeout=self._timeout,
            connect_timeout=self._connect_timeout,
        )

    def _fill_in(self, submitted: Submitted, *more: tuple[str, str]) -> _Form:
        """Say it in Akismet's words; an article's address without a host is one of this site's."""
        if any(self._redactor.finds(text) for item in submitted.extra.items() for text in item):
            raise SpamCheckMisconfigured('MODERATION["PAYLOAD_HOOK"] adds the key to what is sent.', kind="other")
        arguments = client_arguments(submitted)
        if submitted.permalink:
            arguments["permalink"] = urljoin(self._config.url, arguments["permalink"])
        return _Form(arguments, Exchange(fields=[*further_fields(submitted), *more]))

    def _report(self, path: str, read: Callable[[Any], Result], fields: Mapping[str, str] | None = None) -> Result:
        """Ask for a report in JSON."""

        def ask(line: _Line) -> Result:
            answer = line.http.post(API_URL + path, data={"api_key": self._config.key, **(fields or {})})
            answer.raise_for_status()
            if answer.text == "invalid":
                raise akismet.APIKeyError
            return read(json.loads(answer.text))

        return self._ask(ask, Exchange())

    def _ask(self, send: Callable[[_Line], Result], heard: Exchange) -> Result:
        line = self._line()
        failure: SpamCheckFailed | None
        with exchanging(heard):
            try:
                result = send(line)
            except Exception as error:  # noqa: BLE001  # its frames hold the key, whatever it is
                failure = self._explain(error, heard)
            else:
                failure = self._find_error(heard)
        if failure is not None:
            raise failure
        return result

    def _explain(self, error: Exception, heard: Exchange) -> SpamCheckFailed:
        """Translate an error, whose own text may hold the key or the whole answer."""
        said = self._read_headers(heard)
        if isinstance(error, akismet.ConfigurationError):
            message = _with_reason("Akismet calls key, site or request invalid", said)
            return SpamCheckMisconfigured(message, kind="invalid", detail=said)
        if heard.status is None:
            cause = error.__cause__ if isinstance(error, akismet.RequestError) and error.__cause__ else error
            return _explain_silence(cause, begun=heard.begun)
        if heard.status != httpx.codes.OK:
            wait = parse_retry_after(heard.headers.get("Retry-After", ""), now=datetime.now(UTC))
            message = f"Akismet answered with HTTP status {heard.status}."
            return SpamCheckUnavailable(message, retry_after=wait, kind=_judge_status(heard.status), detail=said)
        message = _with_reason("Akismet gave an unexpected answer", said)
        return SpamCheckUnavailable(message, kind="unexpected", detail=said)

    def _find_error(self, heard: Exchange) -> SpamCheckUnavailable | None:
        """See whether Akismet itself takes its answer back, as it does for a suspended key."""
        said = self._read_headers(heard)
        if "error" not in said:
            return None
        reasons = ", ".join(said[name] for name in ("error", "alert_code", "alert_msg") if said.get(name))
        message = f"Akismet reports an error: {reasons or 'unnamed'}"
        return SpamCheckUnavailable(message, kind="reported", detail=said)

    def _read_headers(self, heard: Exchange) -> dict[str, str]:
        """Return Akismet's own headers by short names, such as ``alert_code``, cut and without the key."""
        return {
            name.lower().removeprefix(_HEADER_PREFIX).replace("-", "_"): self._redactor.redact(value)[:_LONGEST_HEADER]
            for name, value in heard.headers.items()
            if name.lower().startswith(_HEADER_PREFIX)
        }

    def _line(self) -> _Line:
        """Return this process's clients. Of two threads that build them at once the first to store them wins."""
        process = os.getpid()
        line = self._lines.get(process)
        return line or self._lines.setdefault(process, self._build())

    def _build(self) -> _Line:
        errors = [message.msg for message in self.check_settings() if message.level >= ERROR]
        if errors:
            raise SpamCheckMisconfigured(" ".join(errors))
        http = httpx.Client(
            transport=ReroutingTransport(self._api_url, deadline=self._connect_timeout + self._timeout),
            timeout=httpx.Timeout(self._timeout, connect=self._connect_timeout),
            headers={"User-Agent": self._user_agent},
            trust_env=False,
        )
        self._redactor.install()
        weakref.finalize(self, _dispose, os.getpid(), http, self._redactor)
        return _Line(client=akismet.SyncClient(config=self._config, http_client=http), http=http)


def _dispose(process: int, http: httpx.Client, redactor: Redactor) -> None:
    """Close the connections, though only where they were opened: a fork may inherit their lock while it is held."""
    redactor.remove()
    if os.getpid() == process:
        http.close()


def _explain_silence(cause: BaseException, *, begun: bool) -> SpamCheckUnavailable:
    """Say why there is no whole answer; ``begun`` where its head came and its body did not."""
    if isinstance(cause, httpx.TimeoutException):
        return SpamCheckUnavailable("Akismet did not answer in time.", kind="timeout")
    message = f"Akismet could not be asked ({type(cause).__name__})."
    if begun:
        return SpamCheckUnavailable(message, kind="unexpected")
    return SpamCheckUnavailable(message, kind="connection" if isinstance(cause, httpx.HTTPError) else "other")


def _judge_status(status: int) -> str:
    """Which of FailureKind's values an HTTP status comes to."""
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return "throttled"
    return "server" if status >= httpx.codes.INTERNAL_SERVER_ERROR else "unexpected"


def _with_reason(sentence: str, said: Mapping[str, str]) -> str:
    reason = said.get("debug_help")
    return f"{sentence}: {reason}" if reason else f"{sentence}."


def _name_ourselves() -> str:
    try:
        return f"django-afterword/{version('django-afterword')}"
    except PackageNotFoundError:
        return "django-afterword"
