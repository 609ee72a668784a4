"""Opens the pages in Chromium and looks at each."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import urljoin

from playwright.sync_api import Page, Route, sync_playwright

from benchmarks.hostile.posting import Posted
from tests.chromium import chromium_arguments, find_chromium
from tests.journeys.hostility import Lookout
from tests.stack import DemoStack


class Looker:
    """A moderator's browser, which goes from page to page and keeps count."""

    def __init__(self, page: Page, stack: DemoStack, *, tell: Callable[[str, int], None]) -> None:
        """Take a page that nobody used."""
        self.pages: dict[str, int] = {}
        """How many were opened, by kind."""
        self.broken: list[str] = []
        """Those that did not answer with 200 or 404."""
        self._page = page
        self._stack = stack
        self._tell = tell
        self._lookout = Lookout(page, origin=stack.url)

    @property
    def found(self) -> list[str]:
        """What was found."""
        return self._lookout.found

    def learn(self, path: str) -> None:
        """Open a page of the same kind on which nobody hostile wrote."""
        self._lookout.learn(urljoin(self._stack.url, path))

    def sign_in(self) -> None:
        """Sign in as the demo's moderator."""
        self._page.goto(urljoin(self._stack.url, "accounts/login/?next=/moderation/"))
        self._page.fill("[name=username]", self._stack.moderator.name)
        self._page.fill("[name=password]", self._stack.moderator.password)
        self._page.press("[name=password]", "Enter")
        self._page.wait_for_url("**/moderation/**")

    def follow(self, kind: str, path: str, link: str) -> Iterator[Page]:
        """Open a page, and then each page that the link leads to."""
        while path:
            self._open(kind, path)
            yield self._page
            following = self._page.locator(link).first
            path = following.get_attribute("href") if following.count() else ""
            path = urljoin(self._page.url, path) if path else ""

    def open_all(self, kind: str, paths: Iterable[str]) -> None:
        """Open each of some pages."""
        for path in paths:
            self._open(kind, path)

    def open_sent_back(self, posts: Iterable[Posted]) -> None:
        """Show the forms that were sent back, in the origin that sent them."""
        for post in posts:
            path = urljoin(self._stack.url, f"discussions/sent-back/{post.key}/")
            self._page.route(path, partial(answer, page=post.page))
            self._open("form sent back", path)
            self._page.unroute(path)

    def _open(self, kind: str, path: str) -> None:
        status = self._lookout.open(urljoin(self._stack.url, path))
        if status not in {200, 404}:
            self.broken.append(f"{kind}: {status}")
        self.pages[kind] = self.pages.get(kind, 0) + 1
        self._tell(kind, self.pages[kind])


def answer(route: Route, *, page: str) -> None:
    """Answer a request with a page of ours."""
    route.fulfill(body=page, content_type="text/html; charset=utf-8")


@contextmanager
def looking(stack: DemoStack, *, tell: Callable[[str, int], None]) -> Iterator[Looker]:
    """A browser at the demo until the block ends."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=chromium_arguments())
        page = chromium.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        page.set_default_timeout(60_000)
        yield Looker(page, stack, tell=tell)
        chromium.close()
