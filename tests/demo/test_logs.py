import logging
import sys

from demo.logs import DiscreetFormatter


def _record(message, *args, **extra):
    return logging.LogRecord("django.request", logging.ERROR, "views.py", 1, message, args, extra.get("exc_info"))


def test_the_token_of_an_authors_page_is_blanked():
    line = DiscreetFormatter("%(message)s").format(_record("%s: %s", "Error", "/discussions/mine/41:1tAbc:s3cret/?a=1"))

    assert line == "Error: /discussions/mine/…/?a=1"


def test_it_is_blanked_in_a_traceback_too():
    try:
        int("/discussions/mine/41:1tAbc:s3cret/")
    except ValueError:
        line = DiscreetFormatter("%(message)s").format(_record("failed", exc_info=sys.exc_info()))

    assert "s3cret" not in line
    assert "with base 10: '/discussions/mine/…/'" in line
