"""Run published attacks and strings that break software through the text functions, and measure.

It exits with 1 when anything dangerous is left in a tree or when any text is lost. It prints counts and positions only,
never a text.
"""

import argparse
import json
import re
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from engagement.text import excerpt, find_forbidden, normalize, normalize_name, render
from tests.engagement.text.trees import dangers, dangers_of_text, text_of

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LENGTHS = (3_000, 10_000, 20_000)
REPEATED = {
    "brackets": "[",
    "images": "![",
    "links": "[a](",
    "link texts": "[[]",
    "open emphasis": "*a **b ",
    "short emphasis": "*a*",
    "stars and underscores": "*_",
    "quotes": ">",
    "list items": "- a\n",
    "paragraphs": "a\n\n",
    "backticks": "``a",
    "www": "www.a-",
    "URLs": "http://a.b/(",
    "URLs that fail": "http://- ",
    "schemes": "a://",
    "mail": "mailto:a@",
    "plain words": "word ",
}


def main() -> int:
    """Measure, print, and say whether all was well."""
    options = parse_options()
    attacks = [*read_lines(options.xss / "xss-payload-list.txt"), *read_payloads(options.xss / "dompurify-expect.json")]
    nasty = json.loads(options.nasty.read_text(encoding="utf-8"))
    unsafe = list(find_unsafe([*attacks, *nasty]))
    lost = list(find_lost(nasty))
    print(
        f"attacks: {len(attacks)}, nasty strings: {len(nasty)}, forbidden: {sum(map(is_forbidden, [*attacks, *nasty]))}"
    )
    print(f"dangerous as comment or name: {len(unsafe)}", *unsafe[:10], sep="\n  ")
    print(f"nasty strings whose text is lost: {len(lost)}", *lost[:10], sep="\n  ")
    print_times([*attacks, *nasty])
    print_growth()
    return 1 if unsafe or lost else 0


def parse_options() -> argparse.Namespace:
    """Read where the data is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--xss", type=Path, default=DATA / "xss", help="folder of the attacks")
    parser.add_argument(
        "--nasty", type=Path, default=DATA / "nasty-strings" / "blns.json", help="list of strings as JSON"
    )
    return parser.parse_args()


def read_lines(path: Path) -> list[str]:
    """Read one payload a line, split at LF alone, since other line ends are part of attacks."""
    return [line for line in path.read_text(encoding="utf-8", errors="surrogateescape").split("\n") if line]


def read_payloads(path: Path) -> list[str]:
    """Read the payloads of DOMPurify's own suite."""
    return [case["payload"] for case in json.loads(path.read_text(encoding="utf-8"))]


def is_forbidden(text: str) -> bool:
    """Say whether a form would refuse the text."""
    return find_forbidden(text) is not None


def find_unsafe(texts: list[str]) -> Iterator[str]:
    """Name what any text leaves in the tree of a comment or of a name that goes beyond the safe subset."""
    for position, text in enumerate(texts):
        found = (
            dangers(render(normalize(text)))
            + dangers_of_text(normalize_name(text))
            + dangers_of_text(excerpt(text, length=200))
        )
        if found:
            yield f"text {position}: {', '.join(found)}"


def find_lost(texts: list[str]) -> Iterator[str]:
    """Name the texts that are stored or shown with other letters than typed; markers and white space do not count."""
    for position, text in enumerate(texts):
        if is_forbidden(text):
            continue
        if letters(normalize(text)) != letters(text) or letters(normalize_name(text)) != letters(text):
            yield f"text {position}: stored otherwise"
        elif letters(text_of(render(normalize(text)))) != letters(text):
            yield f"text {position}: shown otherwise"


def letters(text: str) -> str:
    """Leave out white space and the ASCII marks that Markdown is made of."""
    return re.sub(r"[\s!-/:-@\[-`{-~]", "", text)


def print_times(texts: list[str]) -> None:
    """Print how long rendering one of these texts takes."""
    times = sorted(measure(normalize(text)) for text in texts)
    print(f"render, ms: median {statistics.median(times):.3f}, slowest {times[-1]:.1f}")


def print_growth() -> None:
    """Print how the time grows with the length of a text that is made to be slow."""
    print(f"{'render, ms, of characters':26}" + "".join(f"{length:>10,}" for length in LENGTHS))
    for name, unit in REPEATED.items():
        print(f"{name:26}" + "".join(f"{measure((unit * length)[:length]):10.1f}" for length in LENGTHS))


def measure(text: str) -> float:
    """Give the milliseconds of the better of two runs."""
    times = []
    for _ in range(2):
        before = time.perf_counter()
        render(text)
        times.append(time.perf_counter() - before)
    return min(times) * 1_000


if __name__ == "__main__":
    sys.exit(main())
