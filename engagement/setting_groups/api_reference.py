"""What a publisher may set about the API's own description."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ApiReferenceSettings:
    """The document of the API in OpenAPI, and the page made from it."""

    api_reference: bool = True
    """Whether everybody may read what the API can do, at ``schema/`` and ``docs/`` beside it. Both need the extra
    ``schema`` of the package; what they say stands in its documentation as well."""
