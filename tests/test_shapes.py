"""What a model has against a value: of botocore's own shapes, and of every pattern there is in them."""

import re
import warnings
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.model import DenormalizedStructureBuilder
from botocore.session import Session

from mlwaiters.shapes import Violation, compiled, violations

SAGEMAKER = Session().get_service_model("sagemaker")
GLUE = Session().get_service_model("glue")


def shape(**members: Any) -> Any:
    return DenormalizedStructureBuilder().with_members(members).build_model()


def found(members: dict[str, Any], value: Any) -> list[tuple[str, str]]:
    return [(violation.path, violation.constraint) for violation in violations(shape(**members), value)]


def test_valid_value_has_none() -> None:
    wanted = SAGEMAKER.operation_model("DescribeCompilationJob").input_shape
    assert list(violations(wanted, {"CompilationJobName": "churn-7"})) == []
    assert list(violations(wanted, {"CompilationJobName": "churn-7", "Unknown": 1})) == []


def test_everything_wrong_is_told_with_its_path_and_value() -> None:
    wanted = SAGEMAKER.operation_model("CreateCompilationJob").input_shape
    told = list(
        violations(
            wanted,
            {
                "CompilationJobName": "a b",
                "RoleArn": "short",
                "OutputConfig": {"S3OutputLocation": "s3://b", "TargetDevice": "toaster"},
                "StoppingCondition": {"MaxRuntimeInSeconds": 0},
                "Tags": [{"Key": "k"}],
            },
        )
    )
    assert Violation("Tags.1.member.Value", None, "Member must not be null") in told
    paths = {violation.path for violation in told}
    assert {"CompilationJobName", "RoleArn", "OutputConfig.TargetDevice"} <= paths
    assert "StoppingCondition.MaxRuntimeInSeconds" in paths
    assert len([violation for violation in told if violation.path == "RoleArn"]) == 2


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("string", "", 1),
        ("string", "x", True),
        ("integer", 1, "1"),
        ("integer", 0, True),
        ("integer", -1, 1.5),
        ("long", 2**40, "x"),
        ("double", 1, "1"),
        ("float", 1.5, False),
        ("boolean", True, 1),
        ("timestamp", 1.5, {}),
        ("timestamp", datetime.now(UTC), True),
        ("timestamp", "2026-01-01", []),
        ("blob", b"x", 1),
    ],
)
def test_types(kind: str, good: object, bad: object) -> None:
    members = {"It": {"type": kind}}
    assert found(members, {"It": good}) == []
    assert found(members, {"It": bad}) == [("It", f"Member must be a {kind}")]


def test_structure_list_and_map_refuse_what_they_are_not() -> None:
    wanted = SAGEMAKER.operation_model("CreateTrainingJob").input_shape
    given = {"OutputDataConfig": [], "InputDataConfig": {}, "HyperParameters": "x", "TrainingJobName": "t"}
    told = {violation.path: violation.constraint for violation in violations(wanted, given)}
    assert told["OutputDataConfig"] == "Member must be a structure"
    assert told["InputDataConfig"] == "Member must be a list"
    assert told["HyperParameters"] == "Member must be a map"
    assert [violation.constraint for violation in violations(wanted, [])] == ["Member must be a structure"]


def test_map_is_read_by_key_and_value() -> None:
    wanted = SAGEMAKER.operation_model("CreateTrainingJob").input_shape.members["HyperParameters"]
    told = [violation.path for violation in violations(wanted, {"k" * 300: "v", "a": "v" * 3000}, "HyperParameters")]
    assert told == ["HyperParameters.key", "HyperParameters.a"]


def test_bounds() -> None:
    wanted = SAGEMAKER.shape_for("MaxResults")
    assert [violation.constraint for violation in violations(wanted, 0)] == [
        "Member must have value greater than or equal to 1"
    ]
    assert [violation.constraint for violation in violations(wanted, 101)] == [
        "Member must have value less than or equal to 100"
    ]
    told = [violation.constraint for violation in violations(GLUE.shape_for("NameString"), "x" * 256)]
    assert told == ["Member must have length less than or equal to 255"]


def test_words_of_an_enum() -> None:
    (told,) = violations(SAGEMAKER.shape_for("SortOrder"), "ascending", "SortOrder")
    assert told == Violation("SortOrder", "ascending", "Member must satisfy enum value set: [Ascending, Descending]")


@pytest.mark.parametrize(
    ("text", "good"), [("tfm-1", True), ("a\tb", True), ("a\nb", False), ("😀", True), ("\x07", False)]
)
def test_pattern_with_surrogates_takes_what_lies_beyond_the_basic_plane(text: str, good: bool) -> None:  # noqa: FBT001
    assert (list(violations(GLUE.shape_for("HashString"), text)) == []) is good


@pytest.mark.parametrize("text", ["x", "xaby", "ab\n", "\nab"])
def test_pattern_means_the_whole_string(text: str) -> None:
    assert found({"It": {"type": "string", "pattern": "ab"}}, {"It": text})
    assert not found({"It": {"type": "string", "pattern": "ab"}}, {"It": "ab"})


def test_digits_are_those_of_java() -> None:
    assert found({"It": {"type": "string", "pattern": r"\d+"}}, {"It": "١٢"})


def test_pattern_that_python_cannot_read_is_skipped() -> None:
    assert found({"It": {"type": "string", "pattern": r"[\p{L}]+"}}, {"It": "!"}) == []


def test_every_pattern_of_the_services_is_compiled_without_a_warning() -> None:
    skipped = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for model in (SAGEMAKER, GLUE):
            for name in model.shape_names:
                pattern = model.shape_for(name).metadata.get("pattern")
                skipped += pattern is not None and compiled(pattern) is None
    assert skipped < 25


def test_pattern_is_compiled_once() -> None:
    assert compiled("ab+c") is compiled("ab+c")
    assert isinstance(compiled("ab+c"), re.Pattern)
