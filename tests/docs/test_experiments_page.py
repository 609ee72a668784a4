"""The example of the page about experiments, run as it stands."""

import pytest

from engagement.api import Experiment
from tests.docs.markdown import ROOT, read_blocks
from tests.factories import DiscussionFactory

(EXAMPLE,) = [
    block.text for block in read_blocks(ROOT / "docs" / "how-to" / "experiments.md") if block.language == "python"
]


@pytest.mark.django_db
def test_the_example_compares_two_wordings_and_keeps_the_second(settings, capsys):
    settings.ENGAGEMENT = {"MEASURE": True}
    discussion = DiscussionFactory()
    exec(EXAMPLE.replace("articles.article.1", discussion.key))  # noqa: S102  The page's own words.
    experiment = Experiment.objects.get()
    assert (experiment.state, experiment.kept) == ("ended", 1)
    discussion.prompt.refresh_from_db()
    assert discussion.prompt.chosen.question == "What would you miss about the old quay?"
    foreseen, known, by_style = capsys.readouterr().out.splitlines()
    assert foreseen.startswith("Too little was measured")
    assert known.startswith("Not yet: 0 of about ")
    assert by_style.startswith("Not yet: 0 of about ")
