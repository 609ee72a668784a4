"""What is posted, and what must become of it: known before anything runs."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

PREFIX = "faults-"
"""Every key begins so; the demo's own comments are left out of all counts."""

_PLAIN = (
    "harbour bridge winter market teacher garden council window river ticket bakery museum train street forest "
    "evening library village corner mountain kitchen summer engine island ladder morning orchard paper quarter "
    "railway season station theatre tunnel uncle valley wagon yellow anchor basket candle doctor eagle family "
    "glacier hammer insect jacket kettle lantern meadow needle ocean pencil quiet rabbit saddle timber umbrella "
    "violin whistle autumn barrel cellar drawer echo feather granite hollow iron journey kiosk lemon marble north "
    "oven pepper quilt ribbon silver tower urban velvet water yard amber bottle copper dinner elbow ferry goose "
    "horizon ivory jungle knight lake mirror nation olive planet quarry rocket shadow thunder union vessel wooden "
    "zebra across beyond during except further gentle hardly inside justly kindly lately mostly nearly openly "
    "partly quickly rather seldom though unless versus whether already between certain despite enough forward "
    "general however instead "
)
_WORDS = _PLAIN.split()


IMPATIENT = 0.05
"""The share of readers who send once more what was accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A sort of comment, by what it brings about."""

    name: str
    share: float
    fate: str
    """The visibility that its checks must come to."""
    queue: str
    """Where its case must stand then; empty where it needs none."""
    says: str
    """What the spam checker says of it: ham, spam or discard."""
    author: str = ""
    """The author's name where that decides; else any name."""
    tail: str = ""
    """What its text ends with."""
    acts: tuple[tuple[float, tuple[str, ...]], ...] = ()
    """What moderators do to it afterwards: shares of it, each with the actions in their order."""


BANNED_WORD = "flumdrubbish"
"""The harness puts it on a list of banned words."""

_LINKS = " https://one.example/a https://two.example/b https://three.example/c https://four.example/d"
_FROM_HAM = ((0.06, ("spam",)), (0.03, ("spam", "undo")), (0.03, ("reject",)))
_FROM_SPAM = ((0.2, ("not_spam",)), (0.08, ("not_spam", "undo")))

KINDS = (
    Kind(name="plain", share=0.59, fate="published", queue="new", says="ham", acts=_FROM_HAM),
    Kind(name="reply", share=0.1, fate="published", queue="new", says="ham"),
    Kind(
        name="spam by author",
        share=0.08,
        fate="spam",
        queue="spam",
        says="spam",
        author="akismet-guaranteed-spam",
        acts=_FROM_SPAM,
    ),
    Kind(
        name="spam by text",
        share=0.06,
        fate="spam",
        queue="spam",
        says="spam",
        tail=" and a payday loan",
        acts=_FROM_SPAM,
    ),
    Kind(
        name="blatant spam",
        share=0.04,
        fate="spam",
        queue="discarded",
        says="discard",
        author="akismet-guaranteed-discard",
        acts=_FROM_SPAM,
    ),
    Kind(
        name="many links",
        share=0.05,
        fate="held",
        queue="waiting",
        says="ham",
        author="akismet-guaranteed-ham",
        tail=_LINKS,
        acts=((0.3, ("approve",)), (0.1, ("approve", "undo"))),
    ),
    Kind(
        name="asked again, then passed",
        share=0.03,
        fate="published",
        queue="new",
        says="ham",
        author="akismet-guaranteed-recheck-soon",
    ),
    Kind(
        name="asked again, then spam",
        share=0.02,
        fate="spam",
        queue="spam",
        says="spam",
        author="akismet-guaranteed-recheck-soon-spam",
    ),
    Kind(name="banned word", share=0.03, fate="rejected", queue="", says="ham", tail=f" {BANNED_WORD}"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One comment."""

    number: int
    kind: Kind
    body: str
    author_name: str
    acts: tuple[str, ...]
    """What moderators do to it once its checks are through."""
    answers: int | None
    """The number of the comment that it answers."""
    twice: bool
    """Whether it is sent once more after it was accepted, as an impatient reader does."""

    @property
    def key(self) -> str:
        """Its idempotency key."""
        return f"{PREFIX}{self.number:06}"

    @property
    def author_email(self) -> str:
        """An address of its own, by which it is found in the stand-in's log."""
        return f"{self.key}@mail.example"

    @property
    def fates(self) -> tuple[str, ...]:
        """Its visibility after the checks and after each act."""
        fates = [self.kind.fate]
        for act in self.acts:
            fates.append(fates[-2] if act == "undo" else _MADE_BY[act])
        return tuple(fates)

    @property
    def wish(self) -> str:
        """What the spam checker must take it for in the end, going by what moderators told it: spam or ham."""
        told = [_TOLD_BY[act] for act in _standing(self.acts) if act in _TOLD_BY]
        return told[-1] if told else self.said

    @property
    def said(self) -> str:
        """What the spam checker says by itself, in the words of feedback."""
        return "ham" if self.kind.says == "ham" else "spam"


_MADE_BY = {"spam": "spam", "not_spam": "published", "approve": "published", "reject": "rejected"}
_TOLD_BY = {"spam": "spam", "not_spam": "ham"}


def _standing(acts: Sequence[str]) -> list[str]:
    """The acts without those taken back."""
    standing: list[str] = []
    for act in acts:
        if act == "undo":
            standing.pop()
        else:
            standing.append(act)
    return standing


def make_wanted(count: int, seed: int) -> tuple[Wanted, ...]:
    """So many comments; the same seed makes the same ones."""
    chance = random.Random(seed)  # noqa: S311  it must be repeatable, and nothing is secret
    kinds = chance.choices(KINDS, [kind.share for kind in KINDS], k=count)
    made: list[Wanted] = []
    parents: list[int] = []
    for number, drawn in enumerate(kinds):
        kind = drawn if drawn.name != "reply" or parents else KINDS[0]
        acts = _draw_acts(kind, chance)
        made.append(
            Wanted(
                number=number,
                kind=kind,
                body=f"{_draw_text(chance)}{kind.tail}",
                author_name=kind.author or f"{chance.choice(_WORDS).title()} {chance.choice(_WORDS).title()}",
                acts=acts,
                answers=chance.choice(parents[-60:]) if kind.name == "reply" else None,
                twice=chance.random() < IMPATIENT,
            )
        )
        if kind.name == "plain" and not acts:
            parents.append(number)
    return tuple(made)


def _draw_acts(kind: Kind, chance: random.Random) -> tuple[str, ...]:
    point = chance.random()
    for share, acts in kind.acts:
        if point < share:
            return acts
        point -= share
    return ()


def _draw_text(chance: random.Random) -> str:
    """Words in a row, as no two comments share them: nothing that a check takes for a repetition."""
    words = chance.choices(_WORDS, k=chance.randint(18, 30))
    return f"{words[0].title()} {' '.join(words[1:])}."
