"""Measure what extraction costs: an article of 10,000 words beside its parsing by lxml, and input made to be slow."""

import itertools
import random
import statistics
import time

import lxml.html

from engagement.prompts import extract_prompt, remove_prompt

WORDS = (
    "the",
    "a",
    "of",
    "kettle",
    "bridge",
    "slow",
    "winter",
    "with",
    "under",
    "garden",
    "music",
    "and",
    "then",
    "river",
)
RUNS = 31
SIZES = (250_000, 500_000, 1_000_000)
HOSTILE = {
    "<div> nested": "<div>",
    "<blockquote><p> nested": "<blockquote><p>",
    "<p>?": "<p>?",
    "?": "?",
    "questions in one paragraph": "What do you think? ",
    "questions in paragraphs": "<p>What do you think?</p>",
    "tags that never close": "<a ",
    "values that hold an end": '<a =">" ',
    "comments that never close": "<!--",
    "scripts that never close": "<script>",
    "line breaks": "a<br>",
    "lines": "a\n",
    "brackets": "(a? ",
    "quotation marks": '"a? ',
    "links": '<a href="https://example.org/">a? </a>',
}


def main():
    """Print both tables."""
    print_article()
    print_hostile()


def print_article():
    """Print the median times for articles of growing length."""
    print(f"Medians of {RUNS} runs, in milliseconds of CPU time")
    print(f"{'words':>7} {'characters':>11} {'lxml parses':>12} {'extract':>9} {'remove':>9}")
    for words in (2_500, 5_000, 10_000, 20_000, 40_000):
        body = article(words)
        times = (
            median(lxml.html.fromstring, body),
            median(extract_prompt, body),
            median(remove_prompt, body, extract_prompt(body)),
        )
        print(f"{words:>7} {len(body):>11} {times[0]:>12.1f} {times[1]:>9.1f} {times[2]:>9.1f}")


def print_hostile():
    """Print the times for hostile input of three sizes; where they are linear each is twice the one before."""
    print("\nExtraction and removal, in seconds of CPU time, and how many times the one before")
    print(f"{'input':<28}" + "".join(f"{size // 1000:>7} kB" for size in SIZES))
    for name, unit in HOSTILE.items():
        seconds = [measure(unit * (size // len(unit))) for size in SIZES]
        ratios = " ".join(f"{after / max(before, 0.005):.1f}" for before, after in itertools.pairwise(seconds))
        print(f"{name:<28}" + "".join(f"{second:>10.2f}" for second in seconds) + f"   {ratios}")


def article(words):
    """Write an article of about so many words, with links, emphasis and headings, that closes with a prompt."""
    chance = random.Random(1)  # noqa: S311
    blocks = []
    written = 0
    while written < words:
        sentences = [sentence(chance) for _ in range(chance.randint(3, 7))]
        blocks.append(f"<p>{' '.join(sentences)}</p>")
        written += sum(len(one.split()) for one in sentences)
        if chance.random() < 0.15:
            blocks.append("<h2>A heading over what follows</h2>")
    return "\n".join([*blocks, "<p>What would you have done? Tell us in the comments below.</p>"])


def sentence(chance):
    """Write a sentence."""
    words = [chance.choice(WORDS) for _ in range(chance.randint(8, 22))]
    if chance.random() < 0.3:
        words[3] = f'<a href="https://example.org/{len(words)}">{words[3]}</a>'
    if chance.random() < 0.2:
        words[5] = f"<em>{words[5]}</em>"
    return " ".join(words).capitalize() + "."


def median(work, *arguments):
    """Time work, in milliseconds of CPU time."""
    times = []
    for _ in range(RUNS):
        before = time.process_time()
        work(*arguments)
        times.append(time.process_time() - before)
    return statistics.median(times) * 1_000


def measure(body):
    """Time extraction and removal, in seconds of CPU time."""
    before = time.process_time()
    remove_prompt(body, extract_prompt(body))
    return time.process_time() - before


if __name__ == "__main__":
    main()
