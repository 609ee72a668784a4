"""What the demo's editor did: words of their own over an article whose language the extraction does not know."""

from django.contrib.auth.models import User

from demo.articles.models import Article
from demo.articles.stories import read_prompts
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
