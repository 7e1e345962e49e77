"""Acceptors beside botocore's own loop: every waiter that botocore ships, on the same answers, to the same verdict."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import jmespath
import pytest
from aiobotocore.waiter import AIOWaiter
from botocore.exceptions import WaiterError as BotocoreError
from botocore.waiter import SingleWaiterConfig, Waiter
from jmespath.exceptions import JMESPathError

from mlwaiters.acceptors import Accepted, Acceptor
from mlwaiters.aws.waiters import botocore_waiter, services, shipped
from mlwaiters.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SHIPPED = [(service, name) for service in services() for name in shipped(service)]
ASTRAY = 3
"""Answers for each waiter that are aimed at none of its acceptors."""


# --- answers that the acceptors of a waiter would look at -------------------------------------------------------------


def sketch(node: Mapping[str, Any], leaf: Callable[[], Any], inner: Callable[[], Any]) -> Any:
    """A document in which a JMESPath expression comes to what `inner` gives, and compares with what `leaf` does."""
    kind, children = node["type"], node["children"]
    if kind == "field":
        return {node["value"]: inner()}
    if kind in ("subexpression", "index_expression", "pipe"):
        first, *rest = children
        further = {**node, "children": rest}
        return sketch(first, leaf, (lambda: sketch(further, leaf, inner)) if rest else inner)
    if kind == "index":
        return [inner()]
    if kind == "flatten":
        return sketch(children[0], leaf, lambda: some(lambda: leaf_or(some(inner), inner())))
    if kind == "projection":
        return sketch(children[0], leaf, lambda: some(lambda: sketch(children[1], leaf, inner)))
    if kind == "filter_projection":
        items = lambda: merged(sketch(children[1], leaf, inner), sketch(children[2], leaf, leaf))  # noqa: E731
        return sketch(children[0], leaf, lambda: some(items))
    if kind in ("identity", "current"):
        return inner()
    if kind == "literal":
        return None
    documents = [sketch(child, leaf, leaf) for child in children]
    whole: Any = None
    for document in documents:
        whole = merged(whole, document)
    return whole


DICE = random.Random(7)


def some(make: Callable[[], Any]) -> list[Any]:
    return [make() for _ in range(DICE.choice((0, 1, 1, 2, 3)))]


def leaf_or(these: Any, those: Any) -> Any:
    return DICE.choice((these, those))


def merged(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: merged(one.get(key), other.get(key)) for key in {**one, **other}}
    if isinstance(one, list) and isinstance(other, list):
        return [merged(*pair) for pair in zip(one, other, strict=False)] + one[len(other) :] + other[len(one) :]
    return one if other is None else other


def answers(waiter: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Answers aimed at each of the acceptors, and some that aren't aimed at all, in no order."""
    acceptors = waiter["acceptors"]
    aims = [*acceptors, *acceptors, *[{"matcher": "path", "expected": "elsewhere"}] * ASTRAY]
    found = [answer(acceptors, aim) for aim in aims]
    DICE.shuffle(found)
    return found


def answer(acceptors: list[dict[str, Any]], aim: Mapping[str, Any]) -> dict[str, Any]:
    words = [each["expected"] for each in acceptors if "argument" in each]
    word = aim["expected"] if aim["matcher"].startswith("path") else "elsewhere"

    def leaf() -> Any:
        return word if DICE.random() < 0.85 else DICE.choice([*words, "elsewhere", None, "", 0, 1, True])

    made: dict[str, Any] = {"ResponseMetadata": {"HTTPStatusCode": 200}}
    if aim["matcher"] == "status":
        made["ResponseMetadata"]["HTTPStatusCode"] = aim["expected"]
    if aim["matcher"] == "error" or DICE.random() < 0.05:
        code = aim["expected"] if isinstance(aim["expected"], str) else "Throttling"
        made["Error"] = {"Code": code, "Message": "as the service says"}
    for each in acceptors:
        if "argument" in each and (each is aim or DICE.random() < 0.7):
            made = merged(made, sketch(jmespath.compile(each["argument"]).parsed, leaf, leaf))
    if DICE.random() < 0.05:
        made.pop(DICE.choice([*made]))
    return made


# --- botocore's verdict -----------------------------------------------------------------------------------------------


def bearing(matches: Callable[[Any], Any]) -> Callable[[Any], bool]:
    """What its loop breaks with matches nothing for us."""

    def outlived(answer: Any) -> bool:
        try:
            return bool(matches(answer))
        except JMESPathError:
            return False

    return outlived


class Config(SingleWaiterConfig):  # type: ignore[misc] # botocore has no types
    @property
    def acceptors(self) -> Any:
        made = super().acceptors
        for acceptor in made:
            acceptor.matcher_func = bearing(acceptor.matcher_func)
        return made


def theirs(config: SingleWaiterConfig, answer: Any) -> Verdict:
    """Run botocore's own loop, once round."""
    return told(lambda: Waiter("w", config, lambda: answer).wait(WaiterConfig={"MaxAttempts": 1}))


async def asynchronously(config: SingleWaiterConfig, several: list[Any]) -> tuple[Verdict, int]:
    left = iter(several)

    async def operation() -> Any:
        return next(left)

    waiter = AIOWaiter("w", config, operation)
    try:
        await waiter.wait(WaiterConfig={"Delay": 0, "MaxAttempts": len(several)})
    except BotocoreError as error:
        return meaning(error), len(several) - len([*left])
    return Verdict.MET, len(several) - len([*left])


def told(wait: Callable[[], Any]) -> Verdict:
    try:
        wait()
    except BotocoreError as error:
        return meaning(error)
    return Verdict.MET


def meaning(error: BotocoreError) -> Verdict:
    return Verdict.PENDING if "Max attempts exceeded" in str(error) else Verdict.FAILED


@cache
def accepted(service: str, name: str) -> Accepted:
    goal = botocore_waiter(service, name).accepted
    assert goal is not None
    return goal


# --- side by side -----------------------------------------------------------------------------------------------------


def test_every_waiter_comes_to_the_verdict_of_botocore_s_own_loop() -> None:
    DICE.seed(7)
    verdicts: Counter[Verdict] = Counter()
    matched: set[tuple[str, str, int]] = set()
    for service, name in SHIPPED:
        document = shipped(service)[name]
        config, goal = Config(document), accepted(service, name)
        for answer in answers(document):
            ours = goal.verdict(answer)
            assert ours is theirs(config, answer), (service, name, answer)
            assert goal.state(answer)
            verdicts[ours] += 1
            first = goal.first(answer)
            if first is not None:
                matched.add((service, name, goal.acceptors.index(first)))
    acceptors = sum(len(accepted(*each).acceptors) for each in SHIPPED)
    assert len(SHIPPED) > 380
    assert min(verdicts[each] for each in (Verdict.MET, Verdict.FAILED, Verdict.PENDING)) > 500
    assert len(matched) > 0.9 * acceptors, (len(matched), acceptors)  # the answers are not all off the mark


def test_answer_upon_answer_it_ends_where_aiobotocore_s_loop_ends() -> None:
    DICE.seed(8)

    async def compare() -> int:
        ended = 0
        for service, name in SHIPPED:
            document, goal = shipped(service)[name], accepted(service, name)
            several = answers(document)
            verdicts = [goal.verdict(each) for each in several]
            end = next((n for n, verdict in enumerate(verdicts, 1) if verdict is not Verdict.PENDING), len(several))
            assert await asynchronously(Config(document), several) == (verdicts[end - 1], end), (service, name)
            ended += end < len(several)
        return ended

    assert asyncio.run(compare()) > 300


def line(matcher: str, expected: Any, argument: str = "", state: str = "success") -> dict[str, Any]:
    return {"state": state, "matcher": matcher, "expected": expected, **({"argument": argument} if argument else {})}


FAULT = {"Error": {"Code": "Gone", "Message": "no more"}, "ResponseMetadata": {"HTTPStatusCode": 404}}
FINE = {"ResponseMetadata": {"HTTPStatusCode": 200}}
ODD: list[tuple[list[dict[str, Any]], dict[str, Any]]] = [
    ([line("error", True)], FAULT),
    ([line("error", True)], FINE),
    ([line("error", False)], FAULT),
    ([line("error", False)], FINE),
    ([line("error", "Gone", state="retry")], FAULT),
    ([line("error", "", state="failure")], FINE),
    ([line("error", "Gone", state="failure"), line("error", True)], FAULT),
    ([line("error", True), line("error", "Gone", state="failure")], FAULT),
    ([line("status", 404)], FAULT),
    ([line("status", 404)], {}),
    ([line("path", None, "A")], FINE),
    ([line("path", None, "A")], FAULT),
    ([line("path", True, "A")], {"A": 1}),
    ([line("path", 1, "A")], {"A": True}),
    ([line("path", ["x"], "A")], {"A": ["x"]}),
    ([line("path", {"b": 1}, "A")], {"A": {"b": 1}}),
    ([line("pathAll", "x", "A")], {"A": "x"}),
    ([line("pathAll", "x", "A")], {"A": []}),
    ([line("pathAll", "x", "A[]")], {"A": ["x", "x"]}),
    ([line("pathAny", "x", "A[]")], {"A": ["y", "x"]}),
    ([line("pathAny", "x", "A[]", "retry"), line("pathAny", "y", "A[]")], {"A": ["y", "x"]}),
    ([line("pathAny", "x", "A")], {"A": {"x": "x"}}),
    ([line("path", True, "length(A) > `0`"), line("path", 1, "B", "failure")], {"B": 1}),
    ([line("path", "x", "A")], {"A": "x", "Error": {"Code": "an answer that looks like an error"}}),
    ([line("path", "x", "A")], {"A": "x", "Error": "a word"}),
]


@pytest.mark.parametrize(("lines", "answer"), ODD)
def test_odd_acceptors_and_answers(lines: list[dict[str, Any]], answer: dict[str, Any]) -> None:
    made = Accepted("odd", tuple(Acceptor(**each) for each in lines))
    config = Config({"operation": "O", "delay": 1, "maxAttempts": 1, "acceptors": lines})
    assert made.verdict(answer) is theirs(config, answer)


@pytest.mark.parametrize(
    ("service", "name", "answer", "state"),
    [
        ("ec2", "instance_running", {"Reservations": [{"Instances": [{"State": {"Name": "running"}}]}]}, "running"),
        (
            "ec2",
            "instance_running",
            {
                "Reservations": [
                    {"Instances": [{"State": {"Name": name}} for name in ("pending", "running", "pending")]}
                ]
            },
            "pending, running",
        ),
        (
            "ec2",
            "instance_running",
            {"Reservations": [{"Instances": [{"State": {"Name": name}} for name in ("running", "stopping")]}]},
            "stopping",
        ),
        ("ec2", "instance_running", {"Reservations": []}, "nothing at Reservations[].Instances[].State.Name"),
        ("ec2", "instance_exists", {"Reservations": [{}]}, "length(Reservations[]) > `0` is true"),
        ("ec2", "instance_exists", {"Reservations": []}, "length(Reservations[]) > `0` is false"),
        ("ec2", "instance_exists", FAULT, "Gone"),
        ("s3", "bucket_exists", FINE, "HTTP 200"),
        ("s3", "bucket_exists", {"Error": {"Code": "404"}, "ResponseMetadata": {"HTTPStatusCode": 404}}, "HTTP 404"),
        ("ecs", "services_stable", {"services": [{"status": "ACTIVE", "deployments": []}]}, "ACTIVE"),
        ("sagemaker", "endpoint_in_service", {"EndpointStatus": "Updating"}, "Updating"),
        ("dynamodb", "table_exists", {}, "nothing at Table.TableStatus"),
    ],
)
def test_a_state_is_what_a_person_would_say(service: str, name: str, answer: dict[str, Any], state: str) -> None:
    assert accepted(service, name).state(answer) == state
