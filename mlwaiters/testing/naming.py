"""Names that a service makes up, and ARNs: such as its own model has nothing against."""

from __future__ import annotations

import hashlib
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any, Final

from mlwaiters.testing.facts import MINTED
from mlwaiters.testing.models import at, input_of, output_of, signing_name
from mlwaiters.testing.places import plain_names
from mlwaiters.testing.samples import fits, fitting, sample

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mlwaiters.model import Ref, ResourceType

DIGITS: Final = 12
"""Of the number at the end of a stranger's name, where there is room for so many."""

_FEWEST: Final = 3
_TRIES: Final = 20


def shape_of(kind: ResourceType, identifier: str) -> Any:
    """What the model says of an identifier."""
    operation = kind.describe.operation
    return at(input_of(kind.service, operation), kind.describe.sends.get(identifier, identifier))


def is_arn(kind: ResourceType, identifier: str) -> bool:
    """Whether an identifier is an ARN, by its own name or by that in the listing."""
    return any(name.lower().endswith("arn") for name in plain_names(kind, identifier))


def mint(kind: ResourceType, identifier: str, seed: str, *, region: str, account: str, parent: str = "") -> str:
    """Make up an identifier, as the service does.

    Args:
        kind: of the thing.
        identifier: which.
        seed: the same seed gives the same name.
        region: in an ARN.
        account: in an ARN.
        parent: the ARN of what the thing hangs below; empty for nothing.
    """
    digits = hashlib.sha512(seed.encode()).hexdigest()
    if identifier in MINTED:
        return MINTED[identifier].format(digits)
    bases = [f"{parent}/"] if parent else []
    bases += [
        f"arn:aws:{kind.service}:{region}:{account}:",
        f"arn:aws:{signing_name(kind.service)}:{region}:{account}:",
    ]
    found = _arns(kind, bases, digits[:12]) if is_arn(kind, identifier) else _plain(kind, digits)
    shape = shape_of(kind, identifier)
    if shape is None:
        return next(found)
    return next((name for name in found if fits(shape, name)), None) or _drawn(
        kind, identifier, shape, seed, region=region, account=account
    )


def _drawn(kind: ResourceType, identifier: str, shape: Any, seed: str, *, region: str, account: str) -> str:
    """A name of whatever form the model has nothing against; an ARN, where that is what it is in a listing."""
    random = Random(seed)  # noqa: S311 - a simulation
    names = [fitting(shape, random) for _ in range(_TRIES if is_arn(kind, identifier) else 1)]
    arn = next((name for name in names if name.startswith("arn:")), "")
    return _at_home(shape, arn, region, account) if arn else names[0]


@cache
def usual(kind: ResourceType, identifier: str) -> str:
    """A name for what nobody has named: `default`, where the model has nothing against it."""
    shape = shape_of(kind, identifier)
    if shape is None or fits(shape, "default"):
        return "default"
    return str(sample(shape))


def numbered(kind: ResourceType, identifier: str, like: str, number: int) -> str:
    """Name a stranger by its number, which is then the end of its name.

    Args:
        kind: of the stranger.
        identifier: the last of its type's.
        like: such a name as the service makes up.
        number: of the stranger.

    Raises:
        ValueError: no such name ends in a number.
    """
    stem, width = _stem(kind, identifier, like)
    return f"{stem}{number:0{width}}"


def number_at_end(text: str) -> int | None:
    """The number that a stranger's name ends in; None where it ends in none."""
    tail = text[len(text.rstrip("0123456789")) :][-DIGITS:]
    return int(tail) if tail.isascii() and tail else None


def arn(ref: Ref, region: str, account: str) -> str:
    """The ARN of a thing: of a form that the model has nothing against, where it says anything."""
    kind, last = ref.type, ref.values[-1]
    if last.startswith("arn:"):
        return last
    plain = f"arn:aws:{kind.service}:{region}:{account}:{kind.resource}/{ref.label}"
    shape = _arn_shape(kind)
    if shape is None or fits(shape, plain):
        return plain
    others = _arns(kind, [f"arn:aws:{signing_name(kind.service)}:{region}:{account}:"], ref.label)
    fit = next((each for each in others if fits(shape, each)), None)
    if fit is None:
        fit = _at_home(shape, fitting(shape, Random(plain)), region, account)  # noqa: S311 - a simulation
        named = f"{fit.rpartition('/')[0]}/{last}"
        return named if fits(shape, named) else fit
    return fit


def _at_home(shape: Any, drawn: str, region: str, account: str) -> str:
    """An ARN that was drawn, in the region and the account, if it may be there."""
    parts = drawn.split(":", 5)
    home = ":".join(["arn", "aws", parts[2], region, account, parts[-1]]) if len(parts) == 6 else drawn
    return home if fits(shape, home) else drawn


@cache
def _arn_shape(kind: ResourceType) -> Any:
    path = kind.describe.fields.arn
    if not path:
        return None
    within = at(output_of(kind.service, kind.describe.operation), kind.describe.within)
    shape = at(within, path)
    return shape if shape is not None and "pattern" in shape.metadata else None


def _arns(kind: ResourceType, bases: Iterable[str], name: str) -> Iterator[str]:
    words = kind.resource.split("-")
    short, shorter = "-".join(words[-2:]), words[-1]
    camel = kind.name[:1].lower() + kind.name[1:]
    for base in bases:
        below = base.endswith("/")  # what hangs below a pipeline is an execution, not a pipeline's execution
        kinds = (shorter, short, kind.resource, camel) if below else (kind.resource, short, shorter, camel)
        yield from (f"{base}{word}/{name}" for word in dict.fromkeys(kinds))
        yield f"{base}{kind.resource}:{name}"


def _plain(kind: ResourceType, digits: str) -> Iterator[str]:
    yield f"{kind.name.lower()}{digits[:10]}"
    yield digits[:12]
    yield digits[:10]
    yield digits[:32]
    yield f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:32]}"
    yield str(int(digits[:12], 16))[:10]


@cache
def _stem(kind: ResourceType, identifier: str, like: str) -> tuple[str, int]:
    """How a stranger's name begins, and how many digits follow."""
    shape = shape_of(kind, identifier)
    for width in range(DIGITS, _FEWEST - 1, -1):
        for stem in _stems(kind, identifier, like, width):
            ambiguous = stem[-1:].isdigit() and width < DIGITS
            if not ambiguous and (shape is None or all(fits(shape, stem + digit * width) for digit in "09")):
                return stem, width
    raise ValueError(f"{kind}: strangers are told apart by a number, and no {identifier} ends in one")


def _stems(kind: ResourceType, identifier: str, like: str, width: int) -> Iterator[str]:
    if is_arn(kind, identifier):
        yield like[: max(like.rfind("/"), like.rfind(":")) + 1]
    elif identifier in MINTED:
        yield MINTED[identifier].partition("{")[0]
    else:
        yield from ("stranger-", "stranger", "")
    yield like[:-width]
