"""Comments as answers show them."""

from typing import Any

_REPLY: dict[str, Any] = {
    "id": 2,
    "parent": 1,
    "root": 1,
    "depth": 1,
    "tombstone": False,
    "author": {"name": "Brit", "url": ""},
    "html": "<p>Older is not better.</p>",
    "published_at": "2026-03-02T09:05:00Z",
    "edited_at": None,
    "featured": False,
    "newsroom": False,
    "badge": None,
    "stance": None,
    "locked": False,
    "respect": 0,
    "permalink": "https://news.example.org/discussions/c/2/#c-2",
}
_ROOT = {
    **_REPLY,
    "id": 1,
    "parent": None,
    "root": None,
    "depth": 0,
    "author": {"name": "Ada", "url": "https://ada.example"},
    "stance": {"id": 3, "label": "Yes"},
    "html": "<p>Keep <em>it</em>: it is older than the town hall.</p>",
    "published_at": "2026-03-02T09:00:00Z",
    "permalink": "https://news.example.org/discussions/c/1/#c-1",
}
SINGLE = {
    **_REPLY,
    "discussion": "articles.article.17",
    "replies_url": "https://news.example.org/api/v1/comments/2/replies/",
}
REPLIES = {"total": 1, "results": [_REPLY], "next": None}
PAGE = {"sort": "oldest", "total": 2, "results": [{**_ROOT, "replies": {**REPLIES, "more": 0}}], "next": None}
OWN: dict[str, Any] = {
    "id": 3,
    "discussion": "articles.article.17",
    "visibility": "pending",
    "explanation": "Waiting. Only you can see this.",
    "body": "What would it cost?",
    "html": "<p>What would it cost?</p>",
    "revision": 1,
    "created_at": "2026-03-02T09:10:00Z",
    "edited_at": None,
    "editable_until": "2026-03-02T09:15:00Z",
    "withdrawable": True,
    "permalink": None,
}
POSTED = {**OWN, "token": "3:1vG…", "status_url": "https://news.example.org/api/v1/status/"}
