"""Keeps a secret out of texts and out of the log of the HTTP libraries."""

import base64
import logging
import re
from urllib.parse import quote, quote_plus

HTTP_LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)
"""The loggers that write URLs and headers: httpx at INFO, httpcore at DEBUG."""

MASK = "[key]"


class Redactor(logging.Filter):
    """Replaces one secret by a mask, whatever the case of its letters, and quoted or in Base64 as well.

    As a filter on a logger it lets every record pass, without the secret. A service may echo the key in a header, and
    httpcore writes all headers at DEBUG.
    """

    def __init__(self, secret: str) -> None:
        super().__init__()
        # An empty secret would be found everywhere; this pattern is found nowhere.
        spellings = "|".join(re.escape(spelling) for spelling in _spell(secret)) if secret else r"(?!)"
        self._pattern = re.compile(spellings, re.IGNORECASE)

    def finds(self, text: str) -> bool:
        """Whether the secret stands in the text."""
        return bool(self._pattern.search(text))

    def redact(self, text: str) -> str:
        """Return the text with the mask in the secret's place."""
        return self._pattern.sub(MASK, text)

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a record that would tell the secret."""
        message = record.getMessage()
        if self.finds(message):
            record.msg = self.redact(message)
            record.args = None
        return True

    def install(self) -> None:
        """Watch the HTTP libraries' loggers."""
        for name in HTTP_LOGGERS:
            logging.getLogger(name).addFilter(self)

    def remove(self) -> None:
        """Leave the loggers as they were."""
        for name in HTTP_LOGGERS:
            logging.getLogger(name).removeFilter(self)


def _spell(secret: str) -> list[str]:
    """The secret as it is, as URLs and forms quote it, and in Base64; the longest first, so none is half masked."""
    raw = secret.encode("utf-8", "surrogatepass")
    spellings = {secret, quote(raw), quote(raw, safe=""), quote_plus(raw), base64.b64encode(raw).decode()}
    spellings.add(base64.urlsafe_b64encode(raw).decode())
    return sorted(spellings, key=len, reverse=True)
