"""A profile that isn't there, and a config file that is none: told of where they matter, and harmless elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from processes import finished

import mlwaiters
from mlwaiters.aws.models import loader
from mlwaiters.cli import main
from mlwaiters.errors import CredentialsError
from mlwaiters.resources.sagemaker import CompilationJob
from mlwaiters.testing import models

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mlwaiters.testing import SimulatedAWS

JOB = CompilationJob("churn-7")
WAIT = ("wait", "sagemaker", "compilation-job", "churn-7")


@pytest.fixture(params=["AWS_PROFILE", "AWS_CONFIG_FILE"])
def broken(
    request: pytest.FixtureRequest, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> dict[str, str]:
    """An environment of which one variable names nothing that can be used."""
    (tmp_path / "none").write_text("no section\n")
    environment[request.param] = "nope" if request.param == "AWS_PROFILE" else str(tmp_path / "none")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return environment


def test_the_command_says_so(broken: dict[str, str]) -> None:
    done = finished(broken, *WAIT)
    assert done.returncode == 4
    assert "could not be found" in done.stdout or "Unable to parse config file" in done.stdout


@pytest.mark.usefixtures("broken")
@pytest.mark.anyio
async def test_so_does_an_error() -> None:
    async with mlwaiters.connect() as poller:
        with pytest.raises(CredentialsError, match=r"could not be found|Unable to parse config file"):
            await poller.wait(JOB, timeout=5)


@pytest.mark.usefixtures("broken")
def test_models_are_read_all_the_same(job_file: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("mlwaiters.aws.models.loader", loader.__wrapped__)
    monkeypatch.setattr("mlwaiters.aws.waiters.loader", loader.__wrapped__)
    assert main(["check", job_file]) == 0
    assert main(["resources", "--waiters", "ec2"]) == 0
    monkeypatch.setattr(models, "_loader", models._loader.__wrapped__)
    assert models.service_model.__wrapped__("sts").service_name == "sts"
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    assert str(tmp_path) in loader.__wrapped__().search_paths


def test_a_right_profile_does(
    simulated_aws: Callable[..., SimulatedAWS], environment: dict[str, str], tmp_path: Path
) -> None:
    aws = simulated_aws()
    aws.world.add(JOB, "COMPLETED")
    (tmp_path / "config").write_text("[profile good]\naws_access_key_id = x\naws_secret_access_key = x\n")
    environment["AWS_PROFILE"] = "nope"
    assert finished(environment, *WAIT, "--profile", "good", "--endpoint-url", aws.url).returncode == 0
