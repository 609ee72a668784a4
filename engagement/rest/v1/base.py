"""What every view of the readers' API stands on."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils.module_loading import import_string
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from engagement.conf import get_settings
from engagement.origins import across_origins
from engagement.plumbing.views import JsonView
from engagement.rest.v1.problems import answer_problem


class ApiView(JsonView):
    """One of the readers' API: the publisher's own throttles hold for it, and its errors are problems of its kinds."""

    throttle_scope = "afterword"
    methods_of_pages: ClassVar[tuple[str, ...]] = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
    """What pages of ``EMBED_ORIGINS`` may ask for, where the view has it."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """The view, open to pages of other origins as far as the publisher names them."""
        methods = [name for name in cls.methods_of_pages if hasattr(cls, "get" if name == "HEAD" else name.lower())]
        return across_origins(super().as_view(**initkwargs), *methods)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a method that is not there before asking who sent it: to sign in would change nothing."""
        if not hasattr(self, (request.method or "").lower()):
            self.http_method_not_allowed(request, *args, **kwargs)
        super().initial(request, *args, **kwargs)

    def get_throttles(self) -> list[BaseThrottle]:
        """Those that the publisher names for this API; the limits of posting are the service's own."""
        return [import_string(path)() for path in get_settings().api_throttles]

    def get_exception_handler(self) -> Callable[..., Response | None]:
        """Problem details, for DRF's own errors too."""
        return answer_problem
