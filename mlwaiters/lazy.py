"""Names of a package that are imported when first used, each from the module that it lives in."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def names(
    package: str, homes: Mapping[str, tuple[str, ...]]
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Make the `__getattr__`, the `__dir__` and the `__all__` of a package.

    `homes` gives the names that live in each module, by what comes after the package's own name.
    """
    home_of = {name: f"{package}.{home}" for home, living in homes.items() for name in living}
    scope = vars(sys.modules[package])

    def __getattr__(name: str) -> Any:  # noqa: N807 - a module's own
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        scope[name] = getattr(import_module(home_of[name]), name)
        return scope[name]

    def __dir__() -> list[str]:  # noqa: N807
        return [*scope, *home_of]

    return __getattr__, __dir__, sorted(home_of)
