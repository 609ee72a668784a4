"""The counts as people read them."""

from collections.abc import Iterator, Sequence

from faults.judging import Count

MOST_NAMES = 5


def make_table(counts: Sequence[Count]) -> Iterator[str]:
    """One line a count, and under it what is wrong."""
    width = max(len(count.what) for count in counts)
    yield f"{'':{width}}  {'expected':>8}  {'found':>8}"
    for count in counts:
        mark = "" if count.is_right else "  WRONG"
        yield f"{count.what:{width}}  {count.expected:>8}  {count.found:>8}{mark}"
        if count.wrong:
            named = ", ".join(count.wrong[:MOST_NAMES])
            yield f"    {named}{f' and {len(count.wrong) - MOST_NAMES} more' if len(count.wrong) > MOST_NAMES else ''}"
