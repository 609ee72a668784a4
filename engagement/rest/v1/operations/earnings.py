"""What prompts earned."""

from http import HTTPStatus

from engagement.models import WordingSource, WordingStyle
from engagement.plumbing.operations import EVERYWHERE, Answer, Operation, Parameter
from engagement.plumbing.problems import BadParameter
from engagement.queries.day_ranges import MOST_DAYS
from engagement.queries.earned import Grouping
from engagement.rest.v1.earned import EarningsShape
from engagement.rest.v1.operations.shared import EDITING
from engagement.rest.v1.problems import kinds_of

PAGE_SIZE = 100
MOST_DIGITS = 6
LONGEST_SECTION = 200

_EXAMPLE = {
    "group": "7",
    "question": "Should the old quay be kept?",
    "discussion": "articles.article.17",
    "rendered": 1200,
    "seen": 800,
    "stance": 64,
    "started": 24,
    "submitted": 12,
    "published": 8,
    "spam": 2,
    "held": 1,
    "rejected": 1,
    "pending": 0,
    "replied": 4,
    "featured": 1,
    "replies": 9,
    "mean_depth": 0.75,
    "max_depth": 2,
    "authors": 7,
    "strangers": 1,
    "first_timers": 3,
    "returnable": 5,
    "returning": 2,
    "newsroom_replied": 2,
    "start_rate": 0.03,
    "stance_rate": 0.08,
    "per_thousand_seen": 10.0,
    "approval_rate": 0.8,
    "return_rate": 0.4,
    "first_answer_seconds": 720,
    "first_newsroom_reply_seconds": 3180,
}


def _day(name: str, about: str) -> Parameter:
    return Parameter(
        name=name, where="query", about=about, schema={"type": "string", "format": "date"}, example="2026-03-01"
    )


READ = Operation(
    name="readEarnings",
    summary="Read what prompts earned",
    about=(
        "Seen, begun, answered, and what became of the answers; spam never counts as success. Rates are null where "
        "there is nothing to divide by. The newest prompts and wordings come first."
    ),
    tag=EDITING,
    parameters=(
        Parameter(
            name="by",
            where="query",
            about="By what to tell apart; without it everything is one group.",
            schema={"type": "string", "enum": [grouping.value for grouping in Grouping]},
            example="prompt",
        ),
        Parameter(
            name="section",
            where="query",
            about="Of which section alone; empty for what stands in none.",
            schema={"type": "string", "maxLength": LONGEST_SECTION},
        ),
        Parameter(
            name="source",
            where="query",
            about="Of wordings that came from there alone.",
            schema={"type": "string", "enum": WordingSource.values},
        ),
        Parameter(
            name="style",
            where="query",
            about="Of wordings that ask so alone, told or recognised; empty for those of which neither is known.",
            schema={"type": "string", "enum": ["", *WordingStyle.values]},
        ),
        _day("from", f"The first day, with `to`: at most {MOST_DAYS} days. Without both, the last 28 days."),
        _day("to", "The last day, which is one of them. None that has not come yet."),
        Parameter(
            name="page",
            where="query",
            about=f"Pages have {PAGE_SIZE} groups; follow `next`.",
            schema={"type": "integer", "minimum": 1, "maximum": 10**MOST_DIGITS - 1},
        ),
    ),
    answers=(
        Answer(
            status=HTTPStatus.OK,
            about="The figures.",
            shape=EarningsShape,
            headers=("Cache-Control",),
            example={"from": "2026-03-01", "to": "2026-03-28", "total": 1, "next": None, "results": [_EXAMPLE]},
        ),
    ),
    problems=kinds_of(BadParameter),
    plain=(*EVERYWHERE, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN),
    security=(("siteSession",),),
)
