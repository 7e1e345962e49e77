"""Steering an endpoint that runs in another process, over HTTP: what it has counted, and what is to be there."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aiohttp import web

from mlwaiters.testing.operations import check_identifiers
from mlwaiters.testing.scenario import Scenario

if TYPE_CHECKING:
    from mlwaiters.testing.simulator import SimulatedAWS

PATH = "/simulated"
"""Where it is steered: no service of AWS has this path."""

_ONCE = ("seed", "region", "account", "random")


async def answer(aws: SimulatedAWS, request: web.Request) -> web.Response:
    """Tell what was counted; a POST first does what its scenario says: `{"clear": true, "quotas": …, "resources": …}`.

    `clear` lets all be gone that was there, the counts included; whatever else it says is added as
    `SimulatedAWS.populate` does; `"quotas": null` ends all quotas, `"listings": {}` all habits. What makes no sense
    changes nothing.
    """
    if request.method == "POST":
        try:
            _steer(aws, _parsed(await request.read()))
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=400)
    return web.json_response(counted(aws))


def counted(aws: SimulatedAWS) -> dict[str, Any]:
    """What an endpoint has counted, and the CPU seconds that its process has used."""
    return {
        "counts": dict(aws.counts),
        "throttled": dict(aws.throttled),
        "most_at_once": aws.most_at_once,
        "cpu_seconds": time.process_time(),
    }


def _steer(aws: SimulatedAWS, document: Any) -> None:
    said = dict(document) if isinstance(document, Mapping) else document
    clear = said.pop("clear", False) if isinstance(said, dict) else False
    if not isinstance(clear, bool):
        raise ValueError(f"clear must be true or false, not {clear!r}")  # noqa: TRY004 - it came over the wire
    scenario = Scenario.parse(said)
    for name in _ONCE:
        if name in said:
            raise ValueError(f"{name} is set when the endpoint starts")
    for ref in scenario.refs():
        check_identifiers(ref)
    if clear:
        aws.clear()
    aws.populate(scenario)
    if "quotas" in said:
        aws.set_quotas(said["quotas"])
    if "listings" in said:
        aws.set_listings(said["listings"])


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no JSON: {error}") from None
