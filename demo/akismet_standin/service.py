"""Akismet's endpoints: a call in, the documented answer out. Knows nothing of sockets."""

import json
import uuid
from collections.abc import Callable, Mapping

from demo.akismet_standin.calls import Call
from demo.akismet_standin.judge import is_spam
from demo.akismet_standin.ledger import Ledger
from demo.akismet_standin.modes import mode_reply
from demo.akismet_standin.replies import Reply
from demo.akismet_standin.reports import MONTHLY_LIMIT, key_sites, usage_limit
from demo.akismet_standin.triggers import find_trigger

THANKS = "Thanks for making the web a better place."


class Service:
    """The protocol for one key. Its mode may be changed at any time, from any thread."""

    def __init__(self, *, key: str, ledger: Ledger, limit: int | None = MONTHLY_LIMIT) -> None:
        """Take the key, where to count, and how many checks a month are paid for; None: any number."""
        self._key = key
        self._ledger = ledger
        self._limit = limit
        self._mode_name = "normal"
        self._mode = mode_reply("normal")
        self._endpoints: Mapping[str, tuple[frozenset[str], Callable[[Call], Reply]]] = {
            "/1.1/test": (frozenset({"GET"}), _connected),
            "/1.1/verify-key": (frozenset({"POST"}), self._verify_key),
            "/1.1/comment-check": (frozenset({"POST"}), self._comment_check),
            "/1.1/submit-spam": (frozenset({"POST"}), self._submit_spam),
            "/1.1/submit-ham": (frozenset({"POST"}), self._submit_ham),
            "/1.2/usage-limit": (frozenset({"GET", "POST"}), self._usage_limit),
            "/1.2/key-sites": (frozenset({"GET", "POST"}), self._key_sites),
        }

    @property
    def mode(self) -> dict[str, str | float]:
        """The mode in force: its name and its delay in seconds."""
        return {"mode": self._mode_name, "seconds": self._mode.delay}

    def set_mode(self, name: str, seconds: float | None = None) -> None:
        """Behave so from the next call on; raises UnknownModeError."""
        self._mode = mode_reply(name, seconds)
        self._mode_name = name

    def answer(self, call: Call) -> Reply:
        """Answer a call as the mode, the path, the key, the triggers and the plain rule say, in this order."""
        if self._mode.body is not None:
            return self._mode
        if call.path not in self._endpoints:
            return Reply(status=404, body="Not Found")
        methods, endpoint = self._endpoints[call.path]
        if call.method not in methods:
            return Reply(status=405, body="Method Not Allowed", headers={"Allow": ", ".join(sorted(methods))})
        return self._mode.over(endpoint(call))

    def _verify_key(self, call: Call) -> Reply:
        return self._refusal(call, key_field="key") or Reply(body="valid")

    def _comment_check(self, call: Call) -> Reply:
        refusal = self._refusal(call) or _missing_address(call)
        if refusal is not None:
            return refusal
        spam = is_spam(content=call.get("comment_content"), author_url=call.get("comment_author_url"))
        reply = _triggered(call, Reply(body="true" if spam else "false"))
        if reply.status != 200 or reply.body not in {"true", "false"}:
            return reply
        if "X-akismet-error" in reply.headers:
            return reply
        self._ledger.count(call.get("blog"), "spam" if reply.body == "true" else "ham")
        return reply.over(Reply(headers={"X-akismet-guid": uuid.uuid4().hex}))

    def _submit_spam(self, call: Call) -> Reply:
        return self._feedback(call, "missed_spam")

    def _submit_ham(self, call: Call) -> Reply:
        return self._feedback(call, "false_positives")

    def _feedback(self, call: Call, column: str) -> Reply:
        refusal = self._refusal(call) or _missing_address(call)
        if refusal is not None:
            return refusal
        reply = _triggered(call, Reply(body=THANKS))
        if reply.status == 200 and reply.body == THANKS:
            self._ledger.count(call.get("blog"), column)
        return reply

    def _usage_limit(self, call: Call) -> Reply:
        refusal = self._refusal(call, needs_blog=False)
        return refusal or Reply(
            body=json.dumps(usage_limit(self._ledger, self._limit)), content_type="application/json"
        )

    def _key_sites(self, call: Call) -> Reply:
        return self._refusal(call, needs_blog=False) or key_sites(call, self._ledger, key=self._key)

    def _refusal(self, call: Call, *, key_field: str = "api_key", needs_blog: bool = True) -> Reply | None:
        """Say ``invalid`` and why, or None when key and site are in order.

        The three texts about missing values and an odd URL are those seen from Akismet by other clients; the one about
        a wrong key is the stand-in's own.
        """
        key = call.get("api_key") or call.get("key")
        if not key:
            return _invalid(f'Empty "{key_field}" value')
        if key != self._key:
            return _invalid("The stand-in was started with another key")
        if needs_blog and not call.get("blog"):
            return _invalid('Empty "blog" value')
        if needs_blog and not call.get("blog").startswith(("http://", "https://")):
            return _invalid("We were unable to parse your blog URI")
        return None


def _connected(call: Call) -> Reply:  # noqa: ARG001  every endpoint takes the call
    return Reply(body="connected")


def _invalid(why: str) -> Reply:
    return Reply(body="invalid", headers={"X-akismet-debug-help": why})


def _missing_address(call: Call) -> Reply | None:
    if call.get("user_ip"):
        return None
    return Reply(body="Missing required field: user_ip.", headers={"X-akismet-debug-help": 'Empty "user_ip" value'})


def _triggered(call: Call, otherwise: Reply) -> Reply:
    trigger = find_trigger(call)
    return trigger.answer(call).over(otherwise) if trigger else otherwise
