"""The arguments of the commands that wait: the first two words decide which of AWS's parameters are options.

Parsed twice: by the options that every resource takes, to find the words; then with the resource's own parameters.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from mlwaiters.budget import Budgets
from mlwaiters.cli import grammar, waiter_options
from mlwaiters.cli.baselines import read_baselines
from mlwaiters.cli.targets import Selection, UsageError, parameters, select, unknown_option
from mlwaiters.errors import InvalidRequestError, UnknownNameError
from mlwaiters.goals import parse_goal
from mlwaiters.model import Listing
from mlwaiters.resources import catalogue, find
from mlwaiters.text import quoted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from mlwaiters.cli.grammar import Parser
    from mlwaiters.model import Ref, ResourceType

_ANEW = {
    "resume", "journal", "stop_on_interrupt", "table", "region", "profile", "endpoint_url", "budget", "output", "quiet",
}  # fmt: skip
"""The options that can be given beside a journal, which holds all others for good."""


def read(command: str, argv: Sequence[str]) -> tuple[Parser, argparse.Namespace, list[Ref | Listing]]:
    """Read the arguments of `wait`, `watch` or `status`: the options, and what they are to be applied to.

    The parser that has read them comes first, for its help: where that is asked for, nothing else is looked at.

    Raises:
        SystemExit: of argparse's, after it has said what is wrong.
    """
    parser = grammar.selecting(command)
    try:
        options, targets = _read(command, parser, argv)
        if not options.help:
            options.tables = [*options.own, *dict.fromkeys(target.type for target in targets)]
            _check_calls(options, targets)
    except (UsageError, ValueError, TypeError, InvalidRequestError) as error:
        parser.error(str(error))
    return parser, options, targets


def _read(command: str, parser: Parser, argv: Sequence[str]) -> tuple[argparse.Namespace, list[Ref | Listing]]:
    before, names = _split(argv)
    options, rest = parser.parse_known_args(before)
    if waiter_options.is_asked_for(options):
        return waiter_options.read(parser, options, [*before, *names])
    own = own_tables(options.table)
    parser.set_defaults(own=own)
    if command != "status" and options.resume is not None and not options.help:
        return _resumed(command, parser, before, [*rest, *names], own)
    kind = _kind(rest, options, own)
    if kind is not None:
        _add_parameters(parser, kind)
        options, rest = parser.parse_known_args(before)
    if options.help:
        return options, []
    targets = _targets(command, options, [*_words(rest, parser)[2:], *names], kind, own)
    for each in dict.fromkeys(target.type for target in targets):
        parse_goal(each, "settled" if options.until is None else options.until)
    if command != "status":
        _check_endurance(options, targets)
    if command == "wait" and options.after is not None:
        options.after = read_baselines(options.after, targets, own)
    return options, targets


def _check_calls(options: argparse.Namespace, targets: Iterable[Ref | Listing]) -> None:
    """Refuse what names no call, and what AWS's own model of the service refuses.

    Raises:
        UsageError, InvalidRequestError: naming it.
    """
    try:
        Budgets(options.budget, tables=options.tables)
    except UnknownNameError as error:
        raise UsageError(f"argument --budget: {error}") from None
    from mlwaiters.aws import check  # noqa: PLC0415 - the client of AWS, which a command line that is wrong can do without

    for target in targets:
        check(target)


def own_tables(files: Sequence[str] | None) -> list[ResourceType]:
    """Read the tables of the user's own files.

    Raises:
        TableError: one can't be used.
    """
    if not files:
        return []
    from mlwaiters.aws.tables import load_tables  # noqa: PLC0415 - AWS's models, for the few who have tables

    return [kind for file in files for kind in load_tables(file)]


def _resumed(
    command: str, parser: Parser, argv: Sequence[str], rest: Sequence[str], own: Sequence[ResourceType]
) -> tuple[argparse.Namespace, list[Ref | Listing]]:
    """Go on with a journal: it holds the things and their goals, and whatever option isn't given anew."""
    from mlwaiters.cli.journal import Journal  # noqa: PLC0415 - slow to import, and few commands need it

    options = parser.parse_known_args(argv)[0]
    given = [spelling for name, spelling in parser.given(options).items() if name not in _ANEW]
    for word in [*rest, *given]:
        raise UsageError(f"--resume goes on with what the journal holds; leave out {quoted(word)}")
    if options.journal not in (None, options.resume):
        raise UsageError("--resume writes on in its own journal; leave out --journal")
    journal = Journal.open(options.resume, command, own)
    parser.set_defaults(**journal.options, resumed=journal)
    options = parser.parse_args(argv)
    going = journal.going
    listings = [sweep.listing for sweep, _ in going.sweeps]
    _check_endurance(options, [*(wait.ref for wait in going.waits if wait.outcome is None), *listings])
    return options, [*(wait.ref for wait in going.waits), *listings]


def _check_endurance(options: argparse.Namespace, targets: Sequence[Ref | Listing]) -> None:
    if getattr(options, "history", False) and not any(isinstance(target, Listing) for target in targets):
        raise UsageError("--history tells of what a listing shows; leave it out where things are named")
    for target in targets:
        listed = isinstance(target, Listing)
        if options.stop_on_interrupt and listed:
            raise UsageError("--stop-on-interrupt stops what is named; a listing may show what is somebody else's")
        if options.stop_on_interrupt and target.type.request("stop") is None:
            raise UsageError(f"--stop-on-interrupt: {target.type.service} {target.type.resource} has no stop request")


def _split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split at `--`: what follows it is names, whatever it looks like."""
    arguments = iter(argv)
    return list(itertools.takewhile(lambda word: word != "--", arguments)), list(arguments)


def _kind(rest: Sequence[str], options: argparse.Namespace, own: Sequence[ResourceType]) -> ResourceType | None:
    """Find the resource type that the first two words name, passing over options yet unknown, and their values.

    None where it isn't needed: for help in general, or where a file names things in full.
    """
    words: list[str] = []
    skip = False
    for word in rest:
        if _is_option(word):
            skip = "=" not in word
        elif skip:
            skip = False
        else:
            words.append(word)
    if len(words) >= 2:
        return find(words[0], words[1], own)
    if words and not options.help:
        resources = ", ".join(catalogue(words[0], own))
        raise UsageError(f"RESOURCE is missing; {words[0]} has: {resources}")
    if options.help or options.from_file is not None:
        return None
    raise UsageError("SERVICE and RESOURCE are missing; `mlwaiters resources` lists them")


def _add_parameters(parser: Parser, kind: ResourceType) -> None:
    group = parser.add_argument_group(f"AWS's parameters for {kind.service} {kind.resource}")
    for each in parameters(kind):
        group.add_argument(each.option, dest=each.name, action="append", metavar=each.placeholder, help=each.meaning)


def _words(rest: Sequence[str], parser: Parser) -> list[str]:
    for word in rest:
        if _is_option(word):
            raise unknown_option(word, parser.options)
    return list(rest)


def _targets(
    command: str,
    options: argparse.Namespace,
    names: Sequence[str],
    kind: ResourceType | None,
    own: Sequence[ResourceType],
) -> list[Ref | Listing]:
    values = {each.name: getattr(options, each.name) or () for each in parameters(kind)} if kind else {}
    selection = Selection(kind, names, values, options.everything, options.from_file, own)
    return select(selection, listing_by_default=command != "wait")


def _is_option(word: str) -> bool:
    return word.startswith("-") and word != "-"
