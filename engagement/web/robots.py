"""Telling robots from readers by what they call themselves: the list of CrawlerDetect, which others keep."""

from functools import cache

from crawlerdetect import CrawlerDetect

_LONGEST = 500
"""Characters. No browser calls itself by more, and the patterns are tried on every one."""


def is_robot(user_agent: str) -> bool:
    """Whether it calls itself a robot, or by no name, or by an endless one. Whoever calls itself a browser is none."""
    return not user_agent.strip() or len(user_agent) > _LONGEST or _detector().is_crawler(user_agent)


@cache
def _detector() -> CrawlerDetect:
    """Made when it is first needed: its pattern takes a while. It remembers the last thousand names, and no more."""
    return CrawlerDetect()
