"""Measure what word lists cost: a long list on a long comment, and texts and entries that are made to be slow."""

import random
import statistics
import string
import time

import benchmarks.rules.newsroom  # noqa: F401  Django's settings, for what is translated
from moderation.rules.lists import CompiledList, Text

ENTRIES = 5_000
LENGTHS = (3_000, 6_000, 12_000)
RUNS = 15
HOSTILE_TEXTS = {
    "one letter": "a",
    "letters drawn apart": "a ",
    "letters and digits": "a1",
    "letters and symbols": "a$",
    "two scripts in turn": "аa",
    "marks upon marks": "\u0337",
    "Markdown in words": "a*",
    "no spaces": "死",
    "signs": "🖕",
    "one word": "aaaaab ",
}
HOSTILE_ENTRIES = [
    "/(a+)+$/",
    "/(a|aa)+b/",
    "/(.+)+x/",
    "/(a?){50}a{50}/",
    "a*a*a*a*a*a*b",
    "aa*aa*aa*ab",
    "*aab*",
    "死死死b",
    "🖕x",
]


def main():
    """Print two tables."""
    dice = random.Random(1)  # noqa: S311 - the same lists every time
    words = ["".join(dice.choices(string.ascii_lowercase, k=dice.randint(4, 11))) for _ in range(20_000)]
    chosen = dice.sample(words, ENTRIES)
    lists = {
        "words": chosen,
        "words with a star": [f"{word}*" if number % 2 else f"*{word[1:]}" for number, word in enumerate(chosen)],
        "phrases of two words": [f"{left} {right}" for left, right in zip(chosen, reversed(chosen), strict=True)],
        "a mixture, 200 patterns": [
            *chosen[:3_000],
            *(f"{word[:-1]}*" for word in chosen[3_000:4_000]),
            *(f"{left} {right}" for left, right in zip(chosen[4_000:4_800], chosen, strict=False)),
            *(f"/{word}(s|es)?/" for word in chosen[4_800:]),
        ],
    }
    text = " ".join(dice.choices(words, k=1_000))[:3_000]
    marked = text.replace("a", "ä").replace("o", "о")
    print(f"{ENTRIES:,} entries, 3,000 characters, ms".ljust(44) + f"{'compile':>10}{'ASCII':>10}{'marked':>10}")
    for name, entries in lists.items():
        started = time.perf_counter()
        compiled = compile_list(entries)
        took = 1_000 * (time.perf_counter() - started)
        print(f"  {name:42}{took:>10.0f}{measure(compiled, text):>10.1f}{measure(compiled, marked):>10.1f}")
    print("\n" + f"{len(HOSTILE_ENTRIES)} hostile entries and {ENTRIES:,} words with a star, ms".ljust(44), end="")
    print("".join(f"{length:>10,}" for length in LENGTHS))
    compiled = compile_list([*HOSTILE_ENTRIES, *lists["words with a star"]])
    for name, unit in HOSTILE_TEXTS.items():
        times = (measure(compiled, (unit * length)[:length]) for length in LENGTHS)
        print(f"  {name:42}" + "".join(f"{took:>10.1f}" for took in times))


def compile_list(entries):
    """A list of these entries, all of which can be read."""
    compiled = CompiledList(name="benchmark", kind="banned", entries="\n".join(entries))
    if compiled.problems:
        raise SystemExit(compiled.problems)
    return compiled


def measure(compiled, text):
    """Median milliseconds of processor time, folding included."""
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        compiled.find(Text(text))
        times.append(1_000 * (time.process_time() - started))
    return statistics.median(times)


if __name__ == "__main__":
    main()
