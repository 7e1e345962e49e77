"""The short notation of faults, for the command line: `Describe*=throttle@20%,List*=reset@1m-11m`."""

from __future__ import annotations

import re
from typing import Any, Final

NOTATION: Final = """\
  OPERATION=KIND[:OPTION=VALUE]...[@WHEN]..., several with commas between them; a script in place of a KIND is such as
  throttle+ok+reset. OPERATION is a name, or a pattern such as 'List*', 'sagemaker:Describe*' or '*'. WHEN is one of
    20%      this share of the calls        20%x5    the same, in runs of 5 calls
    x3       the next 3 calls               10m      for 10 minutes from now
    1m-11m   from 1 to 11 minutes from now  30s/5m   for 30 seconds of every 5 minutes
  and all that are given hold together. Time passes at the world's speed. The same seed and calls give the same faults.
"""
"""What `--help` says of it."""

_SPAN = r"[0-9.][0-9.a-z]*"
_WHEN: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<percent>[0-9.]+)%(?:x(?P<burst>[0-9]+))?",
        r"x(?P<times>[0-9]+)",
        rf"(?P<for>{_SPAN})/(?P<every>{_SPAN})",
        rf"(?P<from>{_SPAN})?-(?P<until>{_SPAN})?",
        rf"(?P<for>{_SPAN})",
    )
)
_EXAMPLE: Final = "expected one such as 'Describe*=throttle@20%'"


def read_faults(text: str) -> list[dict[str, Any]]:
    """Read faults as objects, such as a scenario has; what they say is not yet judged.

    Raises:
        ValueError: naming the part that can't be read.
    """
    return [_fault(part.strip()) for part in text.split(",")]


def _fault(text: str) -> dict[str, Any]:
    operation, equals, rest = text.partition("=")
    what, *times = rest.split("@")
    if not equals or not operation.strip() or not what.strip():
        raise ValueError(f"{text!r} is no fault; {_EXAMPLE}")
    steps = [_failure(step.strip(), text) for step in what.split("+")]
    said: dict[str, Any] = {"operation": operation.strip()}
    said |= {"script": steps} if len(steps) > 1 else steps[0]
    for when in times:
        for name, value in _when(when.strip(), text).items():
            if name in said:
                raise ValueError(f"{text!r}: {name} is said twice")
            said[name] = value
    return said


def _failure(text: str, whole: str) -> dict[str, Any]:
    kind, *options = text.split(":")
    said: dict[str, Any] = {"kind": kind}
    for option in options:
        name, equals, value = option.partition("=")
        if not equals:
            raise ValueError(f"{whole!r}: {option!r} is no option; expected one such as 'code=ValidationException'")
        if name in said:
            raise ValueError(f"{whole!r}: {name} is said twice")
        said[name] = int(value) if name == "status" and value.isascii() and value.isdigit() else value
    return said


def _when(text: str, whole: str) -> dict[str, Any]:
    for pattern in _WHEN:
        match = pattern.fullmatch(text)
        if match and any(match.groups()):
            return dict(_value(name, value) for name, value in match.groupdict().items() if value is not None)
    raise ValueError(f"{whole!r}: {text!r} is no time; expected one such as 20%, x3, 10m, 1m-11m or 30s/5m")


def _value(name: str, value: str) -> tuple[str, Any]:
    if name == "percent":
        try:
            return "rate", float(value) / 100
        except ValueError:
            raise ValueError(f"{value}% is no share of the calls; expected one such as 20%") from None
    return name, int(value) if name in ("burst", "times") else value
