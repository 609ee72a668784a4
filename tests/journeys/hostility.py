"""What a page on which strangers wrote may neither do nor hold, looked for in a real browser."""

from pathlib import Path
from urllib.parse import urlsplit

OWN_TYPES = {"document", "stylesheet", "script", "fetch", "font", "xhr"}
"""What our pages load. A picture is never among it: faces and icons are drawn in the page."""

FAVICON = "/favicon.ico"
"""What a browser asks for by itself."""

ICONS = "() => Array.from(document.querySelectorAll('link[rel~=icon]'), (link) => link.href)"
"""A page's icons. A browser asks for them whenever it likes, often after the page itself is done."""

INSPECT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")

TRAP = "globalThis.steal = () => { globalThis.stolen = true; };"
"""What our own payloads call. A new global of the window is a fault, and this makes one."""


class Lookout:
    """Watches a page, and tells whatever strangers' text did in it or left in it."""

    def __init__(self, page, *, origin):
        """Watch a page of Playwright's; ``origin`` is the only one that may be asked for anything."""
        self.found = []
        self.page = page
        self._origin = origin.rstrip("/")
        self._globals = set()
        self._asked = set()
        self._learning = True
        page.add_init_script(TRAP)
        page.on("dialog", self._dismiss)
        page.on("pageerror", lambda error: self._note(f"script error {error.name}"))
        page.on("console", self._hear)
        page.on("request", self._ask)
        page.on("popup", lambda popup: self._note("window opened"))

    def learn(self, url):
        """Take a page for one on which nobody wrote: what it asked for and the names its window holds are ours."""
        self.page.goto(url)
        self._globals |= self._names()
        self._asked |= set(self.page.evaluate(ICONS))
        self._learning = False

    def open(self, url):
        """Open a page and look at it; returns the answer's status."""
        answer = self.page.goto(url)
        self.inspect()
        return answer.status

    def inspect(self):
        """Look at the page as it is now."""
        for fault in self.page.evaluate(INSPECT):
            self._note(fault)
        for name in self._names() - self._globals:
            self._note(f"global {name}")

    def _names(self):
        return set(self.page.evaluate("() => Object.keys(window).filter((name) => !/^[0-9]+$/.test(name))"))

    def _note(self, what):
        # Not the whole path, which may hold an author's token.
        place = "/".join(urlsplit(self.page.url).path.split("/")[:3])
        self.found.append(f"{what} at {place}")

    def _dismiss(self, dialog):
        dialog.dismiss()
        self._note(f"dialog {dialog.type}")

    def _hear(self, message):
        # A request that is answered with an error shows here too; ``_ask`` knows better what to think of it.
        if message.type == "error" and not message.text.startswith("Failed to load resource:"):
            self._note(f"console {message.text[:80]}")

    def _ask(self, request):
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" != self._origin:
            self._note(f"request to {parts.scheme}://{parts.netloc}")
        elif self._learning:
            self._asked.add(request.url)
        elif request.resource_type not in OWN_TYPES and parts.path != FAVICON and request.url not in self._asked:
            self._note(f"request for {request.resource_type}")
