"""An item of a listing as AWS sent it, read in full only when somebody looks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from botocore.parsers import ResponseParserFactory

from mlwaiters.aws.decode import timestamp

if TYPE_CHECKING:
    from botocore.model import Shape


class ItemParser:
    """botocore's own parser for the items of one listing.

    Args:
        protocol: botocore's name of the service's protocol.
        shape: of one item.
    """

    __slots__ = ("_parser", "_shape")

    def __init__(self, protocol: str, shape: Shape) -> None:
        factory = ResponseParserFactory()
        factory.set_parser_defaults(timestamp_parser=timestamp)
        self._parser = factory.create_parser(protocol)
        self._shape = shape

    def __call__(self, raw: bytes) -> dict[str, Any]:
        """Parse one item; what isn't of the model's form is given as it was sent."""
        try:
            parsed: dict[str, Any] = self._parser.parse({"status_code": 200, "headers": {}, "body": raw}, self._shape)
        except Exception:  # noqa: BLE001 - as many kinds as there are ways to be malformed
            sent: dict[str, Any] = json.loads(raw)
            return sent
        del parsed["ResponseMetadata"]  # the parser's own addition
        return parsed


class Item(Mapping[str, Any]):
    """One item of a page, equal to what botocore's parser makes of it.

    It keeps the bytes of its own, a copy: one that outlives its page doesn't keep the page.
    """

    __slots__ = ("_parse", "_sent")

    def __init__(self, sent: bytes, parse: ItemParser) -> None:
        self._sent: bytes | dict[str, Any] = sent
        self._parse = parse

    def _document(self) -> dict[str, Any]:
        if isinstance(self._sent, bytes):
            self._sent = self._parse(self._sent)
        return self._sent

    def __getitem__(self, member: str) -> Any:
        return self._document()[member]

    def __iter__(self) -> Iterator[str]:
        return iter(self._document())

    def __len__(self) -> int:
        return len(self._document())

    def __repr__(self) -> str:
        return repr(self._document())

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        return (dict, (self._document(),))  # a copy, or what is sent elsewhere, is a plain dictionary
