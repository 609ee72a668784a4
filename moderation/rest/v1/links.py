"""Addresses in answers: absolute, so that a client need not know where it asked."""

from django.http import HttpRequest
from django.urls import reverse


def link_to(request: HttpRequest, name: str, number: int) -> str:
    """The address of one of the API's own resources, where this API is mounted."""
    match = request.resolver_match
    namespace = match.namespace if match else "moderation-api"
    return request.build_absolute_uri(reverse(f"{namespace}:{name}", args=[number]))
