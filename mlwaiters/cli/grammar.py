"""The command line's grammar: what each command takes, and its help. Nothing here looks at a resource type's table.

The commands that wait have no positional arguments of argparse's: which options they take depends on the first two
words, and argparse can't mix options that it doesn't know with words. See `mlwaiters.cli.arguments`.
"""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, NoReturn, TypeVar

from mlwaiters.budget import parse_budget
from mlwaiters.cli.exits import exit_table
from mlwaiters.cli.output import write
from mlwaiters.pace import backoff
from mlwaiters.text import parse_duration, printable, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import SupportsWrite

    from mlwaiters.pace import Pace

Read = TypeVar("Read")

USAGE = "{command} SERVICE RESOURCE [NAME ...] [--AWS-PARAMETER VALUE ...] [option ...]"

OVERVIEW = """\
Has it happened yet? Waits for the asynchronous resources of AWS's machine-learning services.

  mlwaiters wait sagemaker compilation-job churn-7 --timeout 15m
  mlwaiters watch glue ml-task-run --transform-id tfm-1
  mlwaiters states sagemaker mlflow-tracking-server
"""

WAIT = """\
Wait until all the named things have reached the goal, or can't reach it any more.

SERVICE and RESOURCE are those of `mlwaiters resources`. Things are named by NAME, where one identifier is enough, by
AWS's own parameters, or by a file of references; --all takes everything that isn't settled yet in a listing, which
AWS's own filters may narrow. `mlwaiters wait SERVICE RESOURCE --help` adds the parameters of that resource.

  mlwaiters wait sagemaker mlflow-tracking-server experiments --until created --timeout 45m
  mlwaiters wait glue ml-task-run --transform-id tfm-1 --task-run-id tsk-1 --task-run-id tsk-2
  mlwaiters wait sagemaker training-job --all --name-contains churn -o jsonl
  mlwaiters wait --resume churn.journal

What happens more than once (an update, a start, a run of the same name) needs to be told from the time before: look
first, make the request, and wait for what comes after that look.

  mlwaiters status sagemaker endpoint churn -o json > before.json
  mlwaiters wait sagemaker endpoint churn --until ready --after before.json

With --waiter it waits as a waiter of botocore's does, of any service, or of your own in the same format: for what its
acceptors take for success, with the waiter's own delay and number of attempts, unless --interval and --timeout say
other. AWS's parameters of its operation are options: `mlwaiters wait --waiter SERVICE NAME --help` lists them.

  mlwaiters wait --waiter ec2 instance_running --instance-ids i-0123456789abcdef0
"""

WATCH = """\
Tell every change of the named things, or of all that a listing shows, until all of them are at rest.

Nothing named means the whole listing; one that hangs below a parent (the runs of a transform) is read for every parent
of the account. Things that appear meanwhile are watched too, and so are those that have come to rest and move again.
What is already at rest when a listing is first read is left out, unless --history asks for it. A run that fails, or is
stopped, decides the exit status; things without a run only have to settle.

  mlwaiters watch glue ml-task-run --transform-id tfm-1
  mlwaiters watch glue ml-task-run --journal runs.journal

With --waiter it tells every change of what the acceptors of a waiter find, as a wait with --waiter does, but ends at
none: it goes on until it is interrupted, or --timeout is over.

  mlwaiters watch --waiter ec2 instance_running --instance-ids i-0123456789abcdef0
"""

STATUS = """\
Look once, at the named things or at all that a listing shows, and say what their states mean for the goal.

Exits with 0 unless something has failed, was stopped, isn't there, or AWS can't be asked: what is still on its way, or
off it, is no failure. With -o json its output is what `mlwaiters wait --after` takes.

  mlwaiters status sagemaker endpoint churn fraud -o json
"""

RESOURCES = """\
List the resource types, with the identifiers that name one thing and the goals that can be waited for.

  mlwaiters resources glue
  mlwaiters resources --search StopTrainingJob
  mlwaiters resources --waiters ec2
"""

STATES = """\
Show a resource type's state machine: what can be asked of it, the states on the way, and what they mean for each goal.

  mlwaiters states sagemaker mlflow-tracking-server -o mermaid
"""

EXPLAIN = """\
Explain one state: what it means for each goal, whether it moves or rests, what leads to it and what can follow.

  mlwaiters explain sagemaker endpoint RollingBack
"""

CHECK = """\
Check tables of your own against themselves and against AWS's model of the service, before `--table` uses them.

Tells what is wrong, with its line, and exits with 2; with 0 where nothing is.

  mlwaiters check athena.toml
"""

SIMULATE = """\
Serve a simulated AWS endpoint for the resource types of this package, to try things out without an account.

It serves every type by its table, and those of your own tables, over whatever protocol the service speaks.

  mlwaiters simulate --port 4599 --speed 60
"""


class _Once(argparse.Action):
    """What is stored, and refused where it is given again."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - as every action
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,  # noqa: ARG002
    ) -> None:
        """Store the values."""
        stored = vars(namespace).setdefault("stored", set())
        if self.dest in stored:
            raise argparse.ArgumentError(self, "given more than once; it takes one value")
        stored.add(self.dest)
        setattr(namespace, self.dest, values)


class Parser(argparse.ArgumentParser):
    """A parser without abbreviations, which takes one value once, keeps its help as written, and escapes complaints."""

    def __init__(
        self, command: str = "", *, usage: str, description: str, exits: bool = False, add_help: bool = True
    ) -> None:
        super().__init__(
            prog=f"mlwaiters {command}".rstrip(),
            usage=f"mlwaiters {usage}",
            description=description,
            epilog=exit_table() if exits else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
            add_help=add_help,
        )
        for name in (None, "store"):
            self.register("action", name, _Once)

    @property
    def options(self) -> list[str]:
        """The options that it knows, by their long names."""
        return [option for option in self._option_string_actions if option.startswith("--")]

    def given(self, options: argparse.Namespace) -> dict[str, str]:
        """Which options are other than left out, by their names here, and how they are spelled."""
        return {
            action.dest: action.option_strings[-1]
            for action in self._actions
            if action.option_strings and getattr(options, action.dest) != self.get_default(action.dest)
        }

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Print the help; unlike argparse's own, not in vain."""
        if file is None:
            write(self.format_help())
        else:
            super().print_help(file)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line, and exit with the status of bad usage."""
        super().error(printable(message))


def overview(commands: dict[str, str]) -> Parser:
    """The parser of `mlwaiters` itself, for its help: `commands` maps each command to a line about it."""
    width = max(map(len, commands))
    listed = "".join(f"  {command:{width}}  {about}\n" for command, about in commands.items())
    parser = Parser(
        usage="COMMAND ...",
        description=f"{OVERVIEW}\ncommands (each has its own --help):\n{listed}",
        exits=True,
    )
    parser.add_argument("--version", action="store_true", help="show the version and exit")
    return parser


def selecting(command: str) -> Parser:
    """The parser of the options that `wait`, `watch` and `status` take of every resource."""
    about = {"wait": WAIT, "watch": WATCH, "status": STATUS}[command]
    parser = Parser(command, usage=USAGE.format(command=command), description=about, exits=True, add_help=False)
    _add_selection(parser, command)
    _add_terms(parser, command)
    if command != "status":
        _add_endurance(parser)
    _add_connection(parser)
    _add_output(parser, command)
    parser.set_defaults(own=())
    return parser


def resources() -> Parser:
    """The parser of `mlwaiters resources`."""
    usage = "resources [SERVICE] [--search WORD] [--waiters] [-o text|json]"
    parser = Parser("resources", usage=usage, description=RESOURCES)
    parser.add_argument("service", nargs="?", metavar="SERVICE", help="of this service only")
    parser.add_argument("--search", metavar="WORD", help="with this in a name, an operation or a state")
    parser.add_argument("--waiters", action="store_true", help="the waiters that botocore has instead, for `--waiter`")
    _add_table(parser)
    parser.add_argument("-o", "--output", choices=("text", "json"), default="text", help="default: text")
    return parser


def states() -> Parser:
    """The parser of `mlwaiters states`."""
    parser = Parser("states", usage="states SERVICE RESOURCE [-o text|json|mermaid|svg]", description=STATES)
    parser.add_argument("service", metavar="SERVICE")
    parser.add_argument("resource", metavar="RESOURCE")
    _add_table(parser)
    parser.add_argument(
        "-o", "--output", choices=("text", "json", "mermaid", "svg"), default="text", help="default: text"
    )
    return parser


def explain() -> Parser:
    """The parser of `mlwaiters explain`."""
    parser = Parser("explain", usage="explain SERVICE RESOURCE STATE [-o text|json]", description=EXPLAIN)
    parser.add_argument("service", metavar="SERVICE")
    parser.add_argument("resource", metavar="RESOURCE")
    parser.add_argument("state", metavar="STATE", help="as AWS spells it, in any case; GONE for not found")
    _add_table(parser)
    parser.add_argument("-o", "--output", choices=("text", "json"), default="text", help="default: text")
    return parser


def check() -> Parser:
    """The parser of `mlwaiters check`."""
    parser = Parser("check", usage="check FILE [FILE ...]", description=CHECK)
    parser.add_argument("files", nargs="+", metavar="FILE", help="a TOML file of tables")
    return parser


def simulate() -> Parser:
    """The parser of `mlwaiters simulate`, still without its arguments."""
    return Parser("simulate", usage="simulate [option ...]", description=SIMULATE)


def _add_table(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--table", action="append", metavar="FILE", help="a TOML file with tables of your own; may be given again"
    )


def _add_selection(parser: Parser, command: str) -> None:
    group = parser.add_argument_group("what")
    group.add_argument("-h", "--help", action="store_true", help="show this help and exit")
    _add_table(group)
    group.add_argument("--from-file", metavar="FILE", help="one JSON reference a line; - for standard input")
    everything = "everything that isn't settled in the listing" if command == "wait" else "everything in the listing"
    group.add_argument("--all", action="store_true", dest="everything", help=everything)
    group.add_argument(
        "--waiter", nargs=2, metavar=("SERVICE", "NAME"), help="one of botocore's waiters, whose acceptors judge"
    )
    group.add_argument("--waiter-file", metavar="FILE", help="where that waiter stands, if it isn't botocore's own")
    if command == "watch":
        group.add_argument("--history", action="store_true", help="tell of what is already at rest too")


def _add_terms(parser: Parser, command: str) -> None:
    group = parser.add_argument_group("goal")
    group.add_argument("--until", metavar="GOAL", help="a goal, state=STATE[,STATE] or updated=CONFIGURATION")
    group.add_argument("--allow-partial", action="store_true", help="a run of which only some succeeded is no failure")
    if command == "status":
        return
    if command == "wait":
        group.add_argument(
            "--after", metavar="FILE", help="what `status -o json` wrote before the request: an old success is none"
        )
    default = "no deadline" if command == "watch" else "that of the resource type"
    group.add_argument(
        "--timeout", type=_duration, metavar="TIME", help=f"such as 90s, 15m or 1h30m; default: {default}"
    )
    group.add_argument(
        "--interval",
        type=_interval,
        metavar="TIME",
        help="between looks; default: backoff, from 5s, growing to 60s; a waiter's own delay",
    )
    group.add_argument("--grace", type=_duration, metavar="TIME", help="for a thing that isn't there yet, or astray")
    group.add_argument("--fail-fast", action="store_true", help="stop at the first failure")
    group.add_argument("--strict", action="store_true", help="a state that the table doesn't have is an error")


def _add_endurance(parser: Parser) -> None:
    group = parser.add_argument_group("interruptions")
    group.add_argument(
        "--journal", metavar="FILE", help="keep in a new FILE what is needed to go on, however this ends"
    )
    group.add_argument("--resume", metavar="FILE", help="go on with what a journal holds; takes no things and no goal")
    group.add_argument(
        "--stop-on-interrupt",
        action="store_true",
        help="ask the things themselves to stop when interrupted or terminated; only what is named, and can be stopped",
    )


def _add_connection(parser: Parser) -> None:
    group = parser.add_argument_group("AWS, where not as the environment and the config file say")
    group.add_argument("--region", type=_word)
    group.add_argument("--profile", type=_word)
    group.add_argument("--endpoint-url", type=_url, metavar="URL")
    group.add_argument(
        "--budget",
        type=_budget,
        metavar="CALLS",
        help="the most calls per second of each operation, such as 2, or DescribeTrainingJob=2,List*=0.5;"
        " default: half of what AWS publishes at first, less when it throttles, more when it doesn't",
    )


def _add_output(parser: Parser, command: str) -> None:
    group = parser.add_argument_group("output")
    lines = "one thing a line, at the end" if command == "status" else "one event a line, as it happens"
    group.add_argument(
        "-o",
        "--output",
        choices=("text", "json", "jsonl"),
        default="text",
        help=f"text: a table; json: one document at the end; jsonl: {lines}",
    )
    if command != "status":
        group.add_argument("-q", "--quiet", action="store_true", help="no progress on standard error")


def _duration(text: str) -> float:
    return _checked(parse_duration, text)


def _interval(text: str) -> float | Pace:
    return backoff() if text == "backoff" else _duration(text)


def _budget(text: str) -> float | dict[str, float]:
    return _checked(parse_budget, text)


def _word(text: str) -> str:
    if not text or re.search(r"[\s\x00]", text):
        raise argparse.ArgumentTypeError(f"{quoted(text)} is no name")
    return text


def _url(text: str) -> str:
    from urllib.parse import urlsplit  # noqa: PLC0415 - not needed for help

    try:
        url = urlsplit(text)
        good = url.scheme in ("http", "https") and url.hostname and url.port != 0 and not re.search(r"[\s\x00]", text)
    except ValueError:  # a port that is none, brackets that don't close
        good = False
    if not good:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is no URL; expected one such as http://localhost:4599")
    return text


def _checked(read: Callable[[str], Read], text: str) -> Read:
    try:
        return read(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
