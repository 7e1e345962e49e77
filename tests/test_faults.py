"""Faults: which calls they befall, on a clock of one's own; how they are written; what is refused."""

import contextlib
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlwaiters.testing import Fault, Scenario, SimulatedAWS
from mlwaiters.testing.delivery import REWRITTEN, SENT
from mlwaiters.testing.distortions import PAGES, STATUSES
from mlwaiters.testing.failures import KINDS, OPTIONS, UNDONE, Failure
from mlwaiters.testing.faults import Faults, parse_faults
from mlwaiters.testing.served import IDENTITY
from mlwaiters.testing.shorthand import read_faults
from mlwaiters.testing.wire import Asked

DESCRIBE = Asked("sagemaker", "DescribeCompilationJob", {"CompilationJobName": "c"})
LIST = Asked("sagemaker", "ListCompilationJobs", {})
NEXT = Asked("sagemaker", "ListCompilationJobs", {"NextToken": "t"})
RUN = Asked("glue", "GetMLTaskRun", {"TransformId": "t", "TaskRunId": "r"})
CALLER = Asked(*IDENTITY, {})


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def kinds(faults: Faults, asked: Asked, calls: int, key: str = "") -> list[str]:
    """What befalls the next calls: a kind each, "" where they go well."""
    failures = [faults.next(asked, key) for _ in range(calls)]
    return [failure.kind if failure else "" for failure in failures]


# --- which calls -----------------------------------------------------------------------------------------------------


def test_no_fault_befalls_nothing(clock: Clock) -> None:
    assert kinds(Faults(None, clock), DESCRIBE, 3) == ["", "", ""]


def test_fault_without_more_befalls_every_call_of_its_operations(clock: Clock) -> None:
    faults = Faults(["sagemaker:Describe*=reset"], clock)
    assert [kinds(faults, asked, 2) for asked in (DESCRIBE, LIST, RUN)] == [["reset"] * 2, [""] * 2, [""] * 2]
    assert kinds(Faults(["*=denied"], clock), CALLER, 1) == ["denied"]
    assert kinds(Faults(["sts:*=denied"], clock), DESCRIBE, 1) == [""]


def test_so_many_calls_and_no_more(clock: Clock) -> None:
    faults = Faults([{"operation": "*", "kind": "hang", "times": 2}], clock)
    assert kinds(faults, DESCRIBE, 1) + kinds(faults, LIST, 3) == ["hang", "hang", "", ""]


def test_script_is_followed_once(clock: Clock) -> None:
    faults = Faults([{"operation": "Get*", "script": ["throttle", "ok", {"kind": "html", "status": 502}]}], clock)
    assert kinds(faults, RUN, 5) == ["throttle", "", "html", "", ""]


def test_script_that_is_to_last_begins_again(clock: Clock) -> None:
    faults = Faults(["Get*=throttle+ok@x5"], clock)
    assert kinds(faults, RUN, 7) == ["throttle", "", "throttle", "", "throttle", "", ""]


def test_own_name_goes_before_pattern_and_the_first_before_the_second(clock: Clock) -> None:
    faults = Faults(["*=hang,Describe*=reset,DescribeCompilationJob=ok@x1,DescribeCompilationJob=slow@x1"], clock)
    assert kinds(faults, DESCRIBE, 4) == ["", "slow", "reset", "reset"]
    assert kinds(faults, LIST, 1) == ["hang"]


def test_window_and_period_are_of_the_worlds_time(clock: Clock) -> None:
    faults = Faults(["Describe*=throttle@1m-11m,List*=reset@30s/5m,Get*=hang@10m"], clock, speed=60)
    seen = []
    for minute in range(13):
        clock.now = 1_000.0 + minute
        seen.append([kinds(faults, asked, 1)[0] for asked in (DESCRIBE, LIST, RUN)])
    assert [row[0] for row in seen] == [""] + ["throttle"] * 10 + ["", ""]
    assert [minute for minute, row in enumerate(seen) if row[1]] == [0, 5, 10]
    assert [row[2] for row in seen] == ["hang"] * 10 + [""] * 3


def test_period_begins_where_the_window_does(clock: Clock) -> None:
    faults = Faults([{"kind": "reset", "from": 10, "until": 40, "every": "10s", "for": "2s"}], clock)
    active = []
    for second in range(50):
        clock.now = 1_000.0 + second
        active += [second] * (kinds(faults, DESCRIBE, 1) == ["reset"])
    assert active == [10, 11, 20, 21, 30, 31]


@pytest.mark.parametrize(("burst", "least"), [(1, 1), (5, 5)])
def test_rate_is_a_share_of_the_calls_in_runs(clock: Clock, burst: int, least: int) -> None:
    faults = Faults([{"kind": "throttle", "rate": 0.2, "burst": burst}], clock)
    seen = kinds(faults, DESCRIBE, 5_000)
    assert 0.17 < Counter(seen)["throttle"] / 5_000 < 0.23
    runs = [len(run) for run in "".join(kind[:1] or " " for kind in seen[:-5]).split()]
    assert min(runs[:-1]) == least


def test_same_seed_and_calls_meet_with_the_same_faults_whatever_others_do(clock: Clock) -> None:
    given = ["*=throttle@30%,List*=reset@10%x3"]
    first, second, other = (Faults(given, clock, seed=seed) for seed in (1, 1, 2))
    alone = kinds(first, LIST, 100)
    mixed = [kinds(second, DESCRIBE, 2) and kinds(second, LIST, 1)[0] for _ in range(100)]
    assert alone == mixed != kinds(other, LIST, 100)
    assert {*alone} == {"", "throttle", "reset"}


def test_two_alike_are_drawn_apart(clock: Clock) -> None:
    faults = Faults(["*=hang@50%,*=reset@50%"], clock)
    assert {*kinds(faults, DESCRIBE, 50)} == {"hang", "reset", ""}


def test_rotated_key_is_the_one_that_comes_first(clock: Clock) -> None:
    faults = Faults(["*=rotated"], clock)
    seen = [kinds(faults, DESCRIBE, 1, key)[0] for key in ("old", "new", "old", "newer")]
    assert seen == ["rotated", "", "rotated", ""]


def test_fault_waits_for_a_call_that_it_can_befall(clock: Clock) -> None:
    faults = Faults(["*=token-refused@x1"], clock)
    assert kinds(faults, DESCRIBE, 1) + kinds(faults, LIST, 2) + kinds(faults, NEXT, 2) == [
        "", "", "", "token-refused", "",
    ]  # fmt: skip
    assert kinds(Faults(["*=pages-endless"], clock), DESCRIBE, 1) == [""]
    assert kinds(Faults(["*=pages-shuffled"], clock), NEXT, 1) == [""]
    assert kinds(Faults(["*=status-null"], clock), Asked("glue", "StartCrawler", {"Name": "c"}), 1) == [""]
    assert kinds(Faults(["*=status-null"], clock), CALLER, 1) == [""]


def test_each_kind_is_made_in_one_place() -> None:
    refused = {name for name, kind in KINDS.items() if kind.code or name == "error"}
    places = [refused, {*REWRITTEN}, {*SENT}, {*PAGES}, {*STATUSES}]
    assert Counter(name for place in places for name in place) == Counter([*KINDS])
    assert {*REWRITTEN, *SENT} >= UNDONE
    assert {*Failure.__slots__} == {"kind", *OPTIONS}


# --- how they are written --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DescribeCompilationJob=throttle@20%", {"kind": "throttle", "rate": 0.2}),
        ("*=throttle@20%x5@10m", {"kind": "throttle", "rate": 0.2, "burst": 5, "for": "10m"}),
        ("*=hang@x3", {"kind": "hang", "times": 3}),
        ("*=hang@1m-11m", {"kind": "hang", "from": "1m", "until": "11m"}),
        ("*=hang@1h30m-", {"kind": "hang", "from": "1h30m"}),
        ("*=hang@-90", {"kind": "hang", "until": "90"}),
        ("* = hang @ 30s/5m ", {"kind": "hang", "for": "30s", "every": "5m"}),
        ("*=html:status=502:retry_after=3", {"kind": "html", "status": 502, "retry_after": "3"}),
        ("*=throttle+ok", {"script": [{"kind": "throttle"}, {"kind": "ok"}]}),
    ],
)
def test_short_notation_says_what_an_object_does(text: str, expected: dict[str, Any]) -> None:
    (fault,) = read_faults(text)
    operation = fault.pop("operation")
    assert fault == expected
    assert parse_faults([text]) == [Fault.parse({"operation": operation, **expected})]


def test_many_faults_in_one_text() -> None:
    assert [fault.operation for fault in parse_faults(["List*=hang,Describe*=reset", "*=slow:seconds=2s"])] == [
        "List*", "Describe*", "*",
    ]  # fmt: skip
    assert parse_faults(["*=slow:seconds=2s"])[0].script == (Failure("slow", seconds=2.0),)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ("*=throtle", "unknown kind of fault 'throtle'; did you mean 'throttle'"),
        ("ListJob=throttle", "unknown operation 'ListJob'; did you mean 'ListJobs'"),
        ("DescribeEndpoint=pages-endless", "pages-endless befalls only listings, not DescribeEndpoint"),
        ("CreateEndpoint=status-null", "status-null befalls only describes and listings, not CreateEndpoint"),
        ("throttle", "'throttle' is no fault; expected one such as 'Describe*=throttle@20%'"),
        ("=throttle", "'=throttle' is no fault"),
        ("*=", "'*=' is no fault"),
        ("", "'' is no fault"),
        ("*=hang,", "'' is no fault"),
        ("*=hang@soon", "'soon' is no time; expected one such as 20%, x3, 10m, 1m-11m or 30s/5m"),
        ("*=hang@", "'' is no time"),
        ("*=hang@-", "'-' is no time"),
        ("*=hang@0%", "rate must be a share of the calls, above 0 and at most 1, not 0.0"),
        ("*=hang@101%", "rate must be a share of the calls, above 0 and at most 1, not 1.01"),
        ("*=hang@1.2.3%", "1.2.3% is no share of the calls"),
        ("*=hang@x0", "times must be a whole number of calls, 1 or more, not 0"),
        ("*=hang@20%x0", "burst must be a whole number of calls, 1 or more, not 0"),
        ("*=hang@2m-1m", "until must be later than from (120 s), not 60 s"),
        ("*=hang@5m/5m", "every 300 s needs a for that is shorter"),
        ("*=hang@0s", "for must be above 0"),
        ("*=hang@1x", "for: '1x' is no duration"),
        ("*=hang@x3@x4", "times is said twice"),
        ("*=html:502", "'502' is no option; expected one such as 'code=ValidationException'"),
        ("*=html:statsu=502", "unknown key 'statsu'; did you mean 'status'"),
        ("*=html:status=abc", "html: status must be the HTTP status of an error, not 'abc'"),
        ("*=html:status=200", "html: status must be the HTTP status of an error, not 200"),
        ("*=hang:status=500", "hang: unknown option 'status'"),
        ("*=error", "error: code must be the code of an error, not ''"),
        ("*=error:code=a\nb", "error: code must be the code of an error"),
        ("*=slow:seconds=0", "slow: seconds must be a number of seconds above 0, not 0.0"),
        ("*=throttle:retry_after=never", "retry_after: 'never' is no duration"),
        ({"kind": "hang", "when": 1}, "unknown key 'when'"),
        ({"operation": 5, "kind": "hang"}, "operation must be a name or a pattern, not 5"),
        ({"operation": "*"}, "expected a kind of fault, or an object with a kind"),
        ({"script": []}, "script must be a list of at least one kind of fault, not []"),
        ({"script": "hang"}, "script must be a list"),
        ({"script": ["hang"], "kind": "reset"}, "a fault has a script or a kind, not both"),
        ({"script": [{"kind": "hang", "rate": 1}]}, "unknown option 'rate'"),
        ({"script": [5]}, "expected a kind of fault, or an object with a kind, not 5"),
        ({"kind": "hang", "rate": True}, "rate must be a share of the calls"),
        ({"kind": "hang", "rate": "20%"}, "rate must be a share of the calls"),
        ({"kind": "hang", "times": 1.5}, "times must be a whole number"),
        ({"kind": "hang", "from": None}, "from must be a duration such as '5s', not None"),
        ({"kind": "hang", "from": -1}, "from must be a duration"),
        ({"kind": "hang", "until": float("nan")}, "until must be a duration"),
        ({"kind": "hang", "every": 5}, "every 5 s needs a for"),
        ({"kind": "hang", "for": 5, "until": 9}, "for must be above 0, and is said in place of until"),
        ({"kind": "error", "code": "X", "message": 5}, "error: message must be a string, not 5"),
        (5, "a fault must be an object or a string, not 5"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_name(given: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)):
        parse_faults([given])


@pytest.mark.parametrize("given", ["*=hang", {"kind": "hang"}, 5, True])
def test_faults_are_a_list(given: Any) -> None:
    with pytest.raises(ValueError, match="faults must be a list, not"):
        parse_faults(given)


def test_complaint_about_one_of_many_says_which() -> None:
    with pytest.raises(ValueError, match=r"^faults: faults\[1\]: unknown kind of fault 'hung'; did you mean 'hang'"):
        Scenario.parse({"faults": [{"kind": "hang"}, {"kind": "hung"}]})


def test_fault_in_python_is_checked_likewise() -> None:
    with pytest.raises(ValueError, match="a script needs at least one call"):
        Fault("*", ())
    with pytest.raises(ValueError, match="until must be a duration, not 'x'"):
        Fault("*", (Failure("hang"),), until="x")  # type: ignore[arg-type] # on purpose
    assert parse_faults([Fault("*", (None,))])[0].script == (None,)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([*KINDS, "ok", "*=hang@1%"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["operation", "kind", "script", "rate", "burst", "times", "from", "until", "every", "for"])
            | st.sampled_from(sorted(OPTIONS))
            | st.text(),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(JSON)
def test_any_json_is_read_or_refused(value: Any) -> None:
    with contextlib.suppress(ValueError):
        assert all(isinstance(fault, Fault) for fault in parse_faults([value]))


@given(st.text("abLit*=@%x-/:.,+019smh ", max_size=20) | st.text(max_size=10))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse_faults(["*=hang@" + text])


def test_scenarios_faults_hold_unless_others_are_given() -> None:
    scenario = {"faults": [{"operation": "*", "kind": "hang"}]}
    for faults, kind in ((["*=reset"], "reset"), ([], "")):
        assert kinds(SimulatedAWS(scenario, faults=faults)._faults, DESCRIBE, 1) == [kind]
    aws = SimulatedAWS(scenario)
    assert kinds(aws._faults, DESCRIBE, 1) == ["hang"]
    aws.set_faults(None)
    assert kinds(aws._faults, DESCRIBE, 1) == [""]
    aws.populate(scenario)
    assert kinds(aws._faults, DESCRIBE, 1) == ["hang"]
    aws.populate({})
    assert kinds(aws._faults, DESCRIBE, 1) == ["hang"]
    aws.clear()
    assert kinds(aws._faults, DESCRIBE, 1) == [""]
