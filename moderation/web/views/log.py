"""The log: who did what, on a page and as files."""

from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from engagement.api import BadCursor
from moderation.policies import Rights, may_export
from moderation.queries.log import LogLine, load_log, stream_log
from moderation.web.access import all_needs, moderators_only, sections_of
from moderation.web.log_files import write_csv, write_json_lines
from moderation.web.log_filters import ACTIONS, KINDS, LogAddress
from moderation.web.log_lines import show_line

_Writer = Callable[[Iterable[LogLine]], Iterator[str]]


@moderators_only
@require_safe
def show_log(request: HttpRequest) -> HttpResponse:
    """Show a page of the log, as the address says; with a cursor that is none, the first one."""
    address = LogAddress.read(request.GET)
    sections = sections_of(request)
    try:
        page = load_log(address.filter, cursor=address.cursor, sections=sections)
    except BadCursor:
        page = load_log(address.filter, sections=sections)
    shown = {
        "address": address,
        "kinds": KINDS,
        "actions": ACTIONS,
        "lines": [show_line(line, address) for line in page.lines],
        "next_page": address.url(cursor=page.next_cursor) if page.next_cursor else "",
        "first_page": address.url() if address.cursor else "",
        "files": {"CSV": address.url("log-csv"), "JSON Lines": address.url("log-jsonl")},
        "rights": Rights.of(request.user),
    }
    return render(request, "moderation/log_page.html", shown)


@moderators_only
@all_needs(may_export)
@require_safe
def export_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give what the address says as comma-separated values."""
    return _export(request, write_csv, "log.csv", "text/csv")


@moderators_only
@all_needs(may_export)
@require_safe
def export_json_lines(request: HttpRequest) -> StreamingHttpResponse:
    """Give what the address says as JSON Lines."""
    return _export(request, write_json_lines, "log.jsonl", "application/jsonl")


def _export(request: HttpRequest, write: _Writer, name: str, content_type: str) -> StreamingHttpResponse:
    lines = stream_log(LogAddress.read(request.GET).filter, sections=sections_of(request))
    response = StreamingHttpResponse(write(lines), content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
