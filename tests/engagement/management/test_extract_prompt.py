import io
import json
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

ARTICLE = "<p>The path is open again.</p><h3>Over to you</h3><p>Habt — have you walked it? Tell us in the comments!</p>"


def extract(*arguments):
    out = io.StringIO()
    try:
        call_command("extract_prompt", *map(str, arguments), stdout=out)
    finally:
        extract.lines = [json.loads(line) for line in out.getvalue().splitlines()]
    return extract.lines


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.html"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_each_file_gives_one_line(article, tmp_path):
    plain = tmp_path / "plain.txt"
    plain.write_text("The path is open again.\n\nNothing is asked.")
    assert extract(article, plain) == [
        {
            "file": str(article),
            "question": "Habt — have you walked it?",
            "call_to_action": "Tell us in the comments!",
            "lead": "Over to you",
        },
        {"file": str(plain), "question": "", "call_to_action": "", "lead": ""},
    ]


def test_a_dash_reads_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(ARTICLE.encode())))
    (line,) = extract("-")
    assert (line["file"], line["call_to_action"]) == ("-", "Tell us in the comments!")


def test_a_file_that_cannot_be_read_is_named_once_the_others_are_printed(article, tmp_path):
    missing = tmp_path / "missing.html"
    with pytest.raises(CommandError, match=r"missing\.html: No such file or directory"):
        extract(missing, article)
    assert [line["file"] for line in extract.lines] == [str(article)]


def test_bytes_that_are_no_utf_8_are_replaced(tmp_path):
    path = tmp_path / "latin.html"
    path.write_bytes(b"\xef\xbb\xbf<p>What do you think of the caf\xe9?</p>")
    assert extract(path)[0]["question"] == "What do you think of the caf\ufffd?"


def test_the_language_can_be_told(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text("Und ihr?")
    assert extract("--language", "en", path)[0]["question"] == ""
    assert extract("--language", "de-AT", path)[0]["question"] == "Und ihr?"


def test_at_least_one_file_is_asked_for():
    with pytest.raises(CommandError, match="FILE"):
        extract()
