"""What every view of the readers' API stands on."""

from collections.abc import Callable

from django.utils.module_loading import import_string
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from engagement.conf import get_settings
from engagement.plumbing.views import JsonView
from engagement.rest.v1.problems import answer_problem


class ApiView(JsonView):
    """One of the readers' API: the publisher's own throttles hold for it, and its errors are problems of its kinds."""

    throttle_scope = "afterword"

    def get_throttles(self) -> list[BaseThrottle]:
        """Those that the publisher names for this API; the limits of posting are the service's own."""
        return [import_string(path)() for path in get_settings().api_throttles]

    def get_exception_handler(self) -> Callable[..., Response | None]:
        """Problem details, for DRF's own errors too."""
        return answer_problem
