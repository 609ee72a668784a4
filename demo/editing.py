"""What the demo's editor did: words of their own over an article whose language the extraction does not know, who asks,
what came of the answers, stances for readers to choose from, and words that are compared.
"""

import datetime as dt

from django.contrib.auth.models import User
from django.templatetags.static import static
from django.utils import timezone

from demo.articles.models import Article, Review
from demo.articles.stories import read_asking, read_experiments, read_prompts, read_stances
from engagement import api as engagement


def word_prompts(editor: User) -> int:
    """Put the editor's words over articles on which no editor decided yet; returns over how many."""
    worded = 0
    for slug, words in read_prompts():
        article = Article.objects.get(slug=slug)
        prompt = engagement.sync_discussion(obj=article).prompt
        if not prompt.changes.exists():
            engagement.reword_prompt(prompt_id=prompt.pk, lead="", by=editor, **words)
            worded += 1
    return worded


def ask_readers(editor: User) -> None:
    """Say who asks and what came of it, once; the rest of what an editor changed stays."""
    for slug, said in read_asking():
        article = Article.objects.filter(slug=slug).first() or Review.objects.get(slug=slug)
        prompt = engagement.sync_discussion(obj=article).prompt
        if prompt.changes.exclude(act="words").exists():
            continue
        closed = said.get("closed_hours")
        asking = engagement.AskingData(
            signed_by=said["signed_by"],
            signed_role=said["signed_role"],
            signed_picture=static(said["signed_picture"]) if "signed_picture" in said else "",
            context=said.get("context", ""),
            closes_at=timezone.now() - dt.timedelta(hours=closed) if closed else None,
        )
        engagement.set_asking(prompt_id=prompt.pk, asking=asking, by=editor)
        if "follow_up" in said:
            engagement.follow_prompt_up(prompt_id=prompt.pk, text=said["follow_up"], by=editor)


def offer_stances() -> int:
    """Offer stances where no editor offered any yet, and let readers choose; returns for how many articles."""
    offered = 0
    for slug, readers in read_stances():
        article = Article.objects.get(slug=slug)
        prompt = engagement.sync_discussion(obj=article).prompt
        if prompt.stances.exists():
            continue
        engagement.set_stances(prompt_id=prompt.pk, labels=list(readers))
        numbers = dict(prompt.stances.values_list("label", "pk"))
        chosen = [numbers[label] for label, count in readers.items() for _reader in range(count)]
        for number, stance_id in enumerate(chosen):
            # Each from an address of its own, as readers come.
            reader = engagement.Reader(token=f"demo-reader-{number:06}", ip=f"198.18.0.{number % 250 + 1}")
            engagement.choose_stance(discussion_id=prompt.discussion_id, stance_id=stance_id, reader=reader)
        offered += 1
    return offered


def compare_wordings(editor: User) -> int:
    """Start the experiments that were never started yet; returns how many."""
    started = 0
    for slug, said in read_experiments():
        article = Article.objects.get(slug=slug)
        prompt = engagement.sync_discussion(obj=article).prompt
        if prompt.experiments.exists():
            continue
        others = [
            engagement.ArmData(
                style=other["style"],
                words=engagement.Words(question=other["question"], call_to_action=other["call_to_action"]),
            )
            for other in said["others"]
        ]
        engagement.start_experiment(
            prompt_id=prompt.pk, metric="started", lift=0.25, style=said["style"], others=others, by=editor
        )
        started += 1
    return started
