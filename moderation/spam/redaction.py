"""Keeps a secret out of texts and out of the log of the HTTP libraries."""

import logging
import re

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
    """Replaces one secret by a mask, whatever the case of its letters.

    As a filter on a logger it lets every record pass, without the secret. A service may echo the key in a header, and
    httpcore writes all headers at DEBUG.
    """

    def __init__(self, secret: str) -> None:
        super().__init__()
        # An empty secret would be found everywhere; this pattern is found nowhere.
        self._pattern = re.compile(re.escape(secret) or r"(?!)", re.IGNORECASE)

    def redact(self, text: str) -> str:
        """Return the text with the mask in the secret's place."""
        return self._pattern.sub(MASK, text)

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a record that would tell the secret."""
        message = record.getMessage()
        if self._pattern.search(message):
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
