"""``manage.py seed_demo``: the demo's articles, accounts and first comments."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand

from demo.accounts import open_accounts
from demo.articles.stories import write_stories
from demo.comparing import show_ended_comparisons
from demo.conversation import hold_conversation
from demo.counting import tell_what_was_seen
from demo.editing import ask_readers, compare_wordings, offer_stances, word_prompts
from demo.elsewhere.signing import keep_signing_key
from demo.environment import read_environment
from demo.passwords import MODERATOR, load_passwords


class Command(BaseCommand):
    """Adds what is missing; run twice it adds nothing."""

    help = "Add the demo's articles, accounts and comments where they are missing."

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write, and say what was added and who may sign in."""
        var = read_environment().var
        passwords = load_passwords(var)
        keep_signing_key(var)
        stories = write_stories()
        open_accounts(passwords)
        moderator = User.objects.get(username=MODERATOR)
        word_prompts(moderator)
        offer_stances()
        comments = hold_conversation(moderator)
        ask_readers(moderator)
        tell_what_was_seen()
        show_ended_comparisons(moderator)
        compare_wordings(moderator)
        if options["verbosity"]:
            self.stdout.write(f"Added {stories} articles and {comments} comments.")
            for name, password in passwords.items():
                self.stdout.write(f"Account: {name}, password {password}")
