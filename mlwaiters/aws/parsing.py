"""botocore's `before-parse` event: the body of a page is decoded by us, and its own parser is left with an empty one.

A client that doesn't send the event, or sends it in another way, parses the body itself: nothing is lost but speed.
"""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from botocore.parsers import ResponseParserError

from mlwaiters.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mlwaiters.aws.pages import PageReader, Sheet

logger = logging.getLogger("mlwaiters")

_PAGE = "mlwaiters.page"
"""The member of an answer that holds the page: no member of AWS's has a dot."""

_reading: ContextVar[PageReader | None] = ContextVar("mlwaiters.reading", default=None)


def attach(client: Any) -> None:
    """Have pages that are called for by way of `reading` read before botocore's parser: on this client only."""
    client.meta.events.register("before-parse", _before_parse)


@contextmanager
def reading(read: PageReader | None) -> Iterator[None]:
    """Read the answers to calls made inside of it by `read`; None leaves them to botocore's parser."""
    token = _reading.set(read)
    try:
        yield
    finally:
        _reading.reset(token)


def sheet_of(answer: Mapping[str, Any]) -> Sheet | None:
    """The page that was decoded before botocore's parser; None where that parser has done it all."""
    return answer.get(_PAGE)


def _before_parse(
    *, response_dict: dict[str, Any] | None = None, customized_response_dict: dict[str, Any] | None = None, **_: object
) -> None:
    read = _reading.get()
    if read is None or response_dict is None or customized_response_dict is None:
        return
    body = response_dict.get("body")
    if response_dict.get("status_code", 0) not in range(200, 300) or not isinstance(body, bytes):
        return  # an error is told and mapped by botocore
    try:
        customized_response_dict[_PAGE] = read(body)
    except Exception as error:  # noqa: BLE001 - a body may be malformed in as many ways as there are
        _refuse_no_json(body, error)
        logger.debug("a page is left to botocore's parser: %s", quoted(error))
    else:
        response_dict["body"] = b"{}"


def _refuse_no_json(body: bytes, cause: Exception) -> None:
    """Refuse what isn't JSON at all, of which botocore's parser would make an answer without members: an empty page."""
    try:
        json.loads(body)
    except ValueError:
        raise ResponseParserError("the body is no JSON") from cause
