"""What several operations of the moderators' API have in common."""

from http import HTTPStatus

from engagement.plumbing.operations import SITE_WRITES, Parameter, Security, Tag

MODERATING = Tag(
    name="Moderating",
    about="For moderators, by the session of the site, in the sections that they work in.",
)
NUMBER = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
COMMENT = Parameter(name="comment_id", where="path", about="The number of the comment.", schema=NUMBER, example=1)
LOOKS: Security = (("siteSession",),)
ACTS: Security = (SITE_WRITES,)
TURNED_AWAY = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
"""What strangers and readers get, whatever they ask for."""

PRIVATE = ("Cache-Control",)
