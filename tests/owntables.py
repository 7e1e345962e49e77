"""Tables as a user writes them, in TOML: the example of the documentation, and one of a type that is simulated."""

from __future__ import annotations

from pathlib import Path

EXAMPLE = Path(__file__).parent.parent / "docs" / "athena.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")

JOB = """
[[resource]]
service = "sagemaker"
name = "Compilation"
identifiers = ["CompilationJobName"]
timeout = 900
requests = [
{name = "run", by = ["CreateCompilationJob"], via = ["STARTING", "INPROGRESS"], to = ["COMPLETED"], fail = ["FAILED"]},
{name = "stop", by = ["StopCompilationJob"], via = ["STOPPING"], to = ["STOPPED"]},
]

[resource.describe]
operation = "DescribeCompilationJob"
fields = {status = "CompilationJobStatus", reason = ["FailureReason"], created = "CreationTime"}

[resource.lists]
operation = "ListCompilationJobs"
items = "CompilationJobSummaries"
identifiers.CompilationJobName = "CompilationJobName"
limit = 100
page = 10
fields.status = "CompilationJobStatus"

[[resource.absent]]
code = "ResourceNotFound"
"""  # fmt: skip


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)
