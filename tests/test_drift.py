"""News: what botocore has that the catalogue hasn't, and what it has changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mlwaiters.aws.introspection import operation_of
from mlwaiters.aws.models import service_model
from mlwaiters.resources import catalogue
from mlwaiters.resources.glue import Crawler, JobRun, MLTaskRun
from tools.drift import LEFT_OUT, main, missing, news, report

if TYPE_CHECKING:
    import pytest


def test_operation_without_a_table_is_told() -> None:
    found = {one.operation for one in missing("glue", [JobRun, MLTaskRun])}
    assert "GetCrawler" in found
    assert not {"GetJobRun", "GetJobRuns", "GetMLTaskRun"} & found


def test_another_way_to_see_the_same_thing_is_no_news() -> None:
    found = {one.operation for one in missing("glue", [Crawler])}
    assert not {"GetCrawler", "GetCrawlers", "BatchGetCrawlers"} & found


def test_state_without_a_table_is_told() -> None:
    rows = tuple(replace(row, fail=()) for row in JobRun.requests)
    told = "\n".join(report([news("glue", [replace(JobRun, requests=rows)])]))
    assert "  JobRun: describe: EXPIRED is in the model alone" in told
    assert "  no table: GetCrawler (Crawler.State: READY, RUNNING, STOPPING)" in told


def test_nothing_new() -> None:
    one = replace(news("glue", catalogue("glue").values()), missing=())
    assert list(report([one]))[1:] == ["the catalogue has all that botocore shows"]


def test_command_judges_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["glue", "polly"]) == 0
    told = capsys.readouterr().out
    assert "2 services" in told
    assert "  no table: GetSpeechSynthesisTask" in told


def test_what_is_left_out_is_there() -> None:
    for service, operations in LEFT_OUT.items():
        assert all(operation_of(service_model(service), name) is not None for name in operations)
