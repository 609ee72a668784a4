"""Akismet, asked through the ``akismet`` package. The only module that knows the package."""

import os
import time
import weakref
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any, TypeVar
from urllib.parse import urljoin

import akismet
import django
import httpx
from django.core.checks import ERROR, CheckMessage

from moderation.exceptions import ModerationError, SpamCheckMisconfigured, SpamCheckUnavailable
from moderation.spam.akismet_settings import find_problems
from moderation.spam.base import Answer, SpamChecker, Submitted, Verdict
from moderation.spam.payload import client_arguments, feedback_fields, further_fields
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
_FAILURES = (akismet.RequestError, akismet.ProtocolError, akismet.ConfigurationError)
_HEADER_PREFIX = "x-akismet-"
_LONGEST_HEADER = 500


class AkismetChecker(SpamChecker):
    """Asks Akismet, or whatever speaks its protocol at ``api_url``.

    The client is built with the first call of each process and never shared with a forked one. The key leaves this
    object in the body of requests alone: no message, log record or traceback tells it. Errors are raised outside of the
    handler that caught the client's, because those and their frames hold the key.
    """

    name = "akismet"
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
        self._clients: dict[int, akismet.SyncClient] = {}

    def __repr__(self) -> str:
        """Tell where it asks, and not with which key."""
        return f"<{type(self).__name__} for {self._config.url} at {self._api_url}>"

    def check(self, submitted: Submitted) -> Answer:
        """Ask comment-check. A verdict beside ``X-akismet-error`` is none."""
        started = time.monotonic()
        heard = Exchange(fields=further_fields(submitted))
        response = self._ask(lambda client: client.comment_check(**self._arguments(submitted)), heard)
        said = self._read_headers(heard)
        return Answer(
            verdict=_VERDICTS[response],
            guid=said.pop("guid", ""),
            recheck_after=parse_seconds(said.pop("recheck_after", "")),
            duration_ms=round((time.monotonic() - started) * 1000),
            detail=said,
        )

    def report_spam(self, submitted: Submitted, *, reporter: str, said: str) -> None:
        """Send submit-spam with the fields of the check."""
        heard = Exchange(fields=[*further_fields(submitted), *feedback_fields(reporter=reporter, said=said)])
        self._ask(lambda client: client.submit_spam(**self._arguments(submitted)), heard)

    def report_ham(self, submitted: Submitted, *, reporter: str, said: str) -> None:
        """Send submit-ham with the fields of the check."""
        heard = Exchange(fields=[*further_fields(submitted), *feedback_fields(reporter=reporter, said=said)])
        self._ask(lambda client: client.submit_ham(**self._arguments(submitted)), heard)

    def verify(self) -> bool:
        """Ask verify-key."""
        return self._ask(lambda client: client.verify_key(), Exchange())

    def check_settings(self) -> list[CheckMessage]:
        """Judge the options by their looks."""
        return find_problems(
            key=self._config.key,
            site_url=self._config.url,
            api_url=self._api_url,
            timeout=self._timeout,
            connect_timeout=self._connect_timeout,
        )

    def _arguments(self, submitted: Submitted) -> dict[str, Any]:
        """Return the client's arguments; an article's address without a host is one of this site's."""
        arguments = client_arguments(submitted)
        if submitted.permalink:
            arguments["permalink"] = urljoin(self._config.url, arguments["permalink"])
        return arguments

    def _ask(self, send: Callable[[akismet.SyncClient], Result], heard: Exchange) -> Result:
        client = self._client()
        failure: ModerationError | None
        with exchanging(heard):
            try:
                result = send(client)
            except _FAILURES as error:
                failure = self._explain(error, heard)
            else:
                failure = self._find_error(heard)
        if failure is not None:
            raise failure
        return result

    def _explain(self, error: akismet.AkismetError, heard: Exchange) -> ModerationError:
        """Translate the client's error, whose own text may hold the key or the whole answer."""
        if isinstance(error, akismet.ConfigurationError):
            return SpamCheckMisconfigured(self._with_reason("Akismet calls key, site or request invalid", heard))
        if heard.status is None:
            if isinstance(error.__cause__, httpx.TimeoutException):
                return SpamCheckUnavailable("Akismet did not answer in time.")
            return SpamCheckUnavailable(f"Akismet could not be asked ({type(error.__cause__).__name__}).")
        if heard.status != httpx.codes.OK:
            wait = parse_retry_after(heard.headers.get("Retry-After", ""), now=datetime.now(UTC))
            return SpamCheckUnavailable(f"Akismet answered with HTTP status {heard.status}.", retry_after=wait)
        return SpamCheckUnavailable(self._with_reason("Akismet gave an unexpected answer", heard))

    def _find_error(self, heard: Exchange) -> SpamCheckUnavailable | None:
        """See whether Akismet itself takes its answer back, as it does for a suspended key."""
        said = self._read_headers(heard)
        if "error" not in said:
            return None
        reasons = [said[name] for name in ("error", "alert_code", "alert_msg") if said.get(name)]
        return SpamCheckUnavailable(f"Akismet reports an error: {', '.join(reasons) or 'unnamed'}")

    def _with_reason(self, sentence: str, heard: Exchange) -> str:
        reason = self._read_headers(heard).get("debug_help")
        return f"{sentence}: {reason}" if reason else f"{sentence}."

    def _read_headers(self, heard: Exchange) -> dict[str, str]:
        """Return Akismet's own headers by short names, such as ``alert_code``, cut and without the key."""
        return {
            name.lower().removeprefix(_HEADER_PREFIX).replace("-", "_"): self._redactor.redact(value)[:_LONGEST_HEADER]
            for name, value in heard.headers.items()
            if name.lower().startswith(_HEADER_PREFIX)
        }

    def _client(self) -> akismet.SyncClient:
        """Return this process's client. Of two threads that build one at once the first to store it wins."""
        process = os.getpid()
        client = self._clients.get(process)
        return client or self._clients.setdefault(process, self._build())

    def _build(self) -> akismet.SyncClient:
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
        return akismet.SyncClient(config=self._config, http_client=http)


def _dispose(process: int, http: httpx.Client, redactor: Redactor) -> None:
    """Close the connections, though only where they were opened: a fork may inherit their lock while it is held."""
    redactor.remove()
    if os.getpid() == process:
        http.close()


def _name_ourselves() -> str:
    try:
        return f"django-afterword/{version('django-afterword')}"
    except PackageNotFoundError:
        return "django-afterword"
