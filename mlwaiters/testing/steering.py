"""Steering an endpoint that runs in another process, over HTTP: what it has counted, and what is to be there."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aiohttp import web

from mlwaiters.testing.errors import AWSError
from mlwaiters.testing.operations import check_identifiers
from mlwaiters.testing.scenario import Scenario
from mlwaiters.testing.serving import body_of
from mlwaiters.testing.wire import parse_json

if TYPE_CHECKING:
    from mlwaiters.testing.simulator import SimulatedAWS

PATH = "/simulated"
"""Where it is steered: no service of AWS has this path."""

_ONCE = ("seed", "region", "account", "random")


async def answer(aws: SimulatedAWS, request: web.BaseRequest) -> web.Response:
    """Tell what was counted; a POST first does what its scenario says: `{"clear": true, "quotas": …, "resources": …}`.

    `clear` lets all be gone that was there, the counts and the faults included; whatever else it says is added as
    `SimulatedAWS.populate` does; `"quotas": null` ends all quotas, `"listings": {}` all habits, `"faults": []` all
    faults. What makes no sense changes nothing, and neither does what a page in a browser says.
    """
    if request.method == "POST":
        try:
            body = await body_of(request)
            if "Origin" in request.headers:
                return _refused("no page in a browser steers this endpoint", 403)
            steer(aws, body)
        except AWSError as error:
            return _refused(error.message, error.status)
        except ValueError as error:
            return _refused(str(error), 400)
    return web.json_response(counted(aws))


def _refused(why: str, status: int) -> web.Response:
    return web.json_response({"error": why}, status=status)


def counted(aws: SimulatedAWS) -> dict[str, Any]:
    """What an endpoint has counted, and the CPU seconds that its process has used."""
    return {
        "counts": dict(aws.counts),
        "throttled": dict(aws.throttled),
        "injected": dict(aws.injected),
        "most_at_once": aws.most_at_once,
        "cpu_seconds": time.process_time(),
    }


def steer(aws: SimulatedAWS, body: bytes) -> None:
    """Do what a scenario says.

    Raises:
        ValueError: it makes no sense; nothing is done.
    """
    document = _parsed(body)
    said = dict(document) if isinstance(document, Mapping) else document
    clear = said.pop("clear", False) if isinstance(said, dict) else False
    if not isinstance(clear, bool):
        raise ValueError(f"clear must be true or false, not {clear!r}")  # noqa: TRY004 - it came over the wire
    scenario = Scenario.parse(said, aws.served)
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
    if "faults" in said:
        aws.set_faults(said["faults"])


def _parsed(body: bytes) -> Any:
    try:
        return parse_json(body)
    except ValueError as error:
        raise ValueError(f"no JSON: {error}") from None
