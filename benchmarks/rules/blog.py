"""Measure how many honest comments of a blog each signal touches, and whether letters drawn apart are read as words.

The comments are taken as they come in time, a share of them chosen by a hash of their ids; all of them count as honest.
What the duplicate check knows is the spam of another collection. Prints counts and shares only, never a text.
"""

import argparse
import hashlib
import json
import lzma
import re
import time
from collections import Counter
from pathlib import Path

import nh3
from lxml.html import fragment_fromstring

from benchmarks.rules.newsroom import Newsroom
from benchmarks.rules.youtube_spam import DEFAULT_FOLDER, load, read_words
from moderation.rules.lists import CompiledList, Text
from moderation.rules.outcomes import Outcome
from moderation.rules.policy import DEFAULT, judge

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
SHARE = 0.25
LEAST_OFTEN = 5
ROW = re.compile(r"(?<![a-z0-9])(?:[a-z][^a-z0-9\n]{1,2}){2,}[a-z](?![a-z0-9])", re.IGNORECASE)


def main():
    """Print a line for each signal, and what rows of single letters come to."""
    arguments = parse_arguments()
    with lzma.open(arguments.comments, "rt", encoding="utf-8") as lines:
        comments = sorted((json.loads(line) for line in lines), key=lambda comment: comment["date"])
    newsroom = Newsroom(max_links=arguments.max_links)
    for path in sorted(arguments.spam.glob("Youtube*.csv")):
        for comment in load(path):
            newsroom.decide(comment.text, is_spam=comment.is_spam)
    words = read_words(arguments.words)
    counts, took = Counter(), []
    for comment in comments:
        typed, shown = read_comment(comment["message"])
        if is_chosen(str(comment["id"])):
            started = time.perf_counter()
            signals = newsroom.check(typed, author=comment["name"], at=comment["date"], html=shown, words=words)
            took.append(time.perf_counter() - started)
            counts.update(signals)
            counts["flagged"] += judge(signals, DEFAULT).outcome is not Outcome.PUBLISH
        newsroom.decide(typed, author=comment["name"], at=comment["date"], is_spam=False)
    print(f"{len(took)} of {len(comments)} comments, {1000 * sum(took) / len(took):.1f} ms each")
    for name, count in sorted(counts.items()):
        print(f"  {name:18}{count:>6}{count / len(took):>9.4f}")
    print_rows([read_comment(comment["message"])[0] for comment in comments])


def parse_arguments():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("comments", nargs="?", type=Path, default=DATA / "threads" / "blog-comments.jsonl.xz")
    parser.add_argument("--spam", type=Path, default=DEFAULT_FOLDER, help="folder with Youtube*.csv")
    parser.add_argument("--max-links", type=int, default=2, help="the setting MAX_LINKS")
    parser.add_argument("--words", type=Path, help="a word list, taken for a suspect one")
    return parser.parse_args()


def read_comment(message):
    """A comment as if typed and as shown, of the HTML that the blog has."""
    shown = nh3.clean(message, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"})
    typed = fragment_fromstring(re.sub(r"<br>|</p>", "\n", shown), create_parent="div").text_content()
    return typed.strip(), shown


def is_chosen(number):
    """Choose comments by their ids' hashes, the same way every time."""
    return int(hashlib.sha256(number.encode()).hexdigest()[:8], 16) < SHARE * 2**32


def print_rows(texts):
    """Take every common word for an entry, and count those found in rows of single letters."""
    often = Counter(word for text in texts for word in set(re.findall(r"[a-z]{3,}", text.lower())))
    entries = [word for word, count in often.items() if count >= LEAST_OFTEN]
    words = CompiledList(name="common", kind="suspect", entries="\n".join(entries))
    found = Counter()
    rows = 0
    for text in texts:
        for row in ROW.finditer(text):
            rows += 1
            found.update(hit.entry for hit in words.find(Text(row.group())))
    print(f"{len(entries)} common words as entries, {rows} rows of single letters in {len(texts)} comments")
    print(f"  rows read as a word: {sum(found.values())}", dict(found.most_common(20)))


if __name__ == "__main__":
    main()
