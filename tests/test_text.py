"""Words for people: hostile text made printable, misspelt names beside their neighbours, durations there and back."""

from __future__ import annotations

import math
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mlwaiters.text import format_duration, nearest, parse_duration, printable, quoted, redacted, unknown

# --- printable -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("Échec: 模型 🚂 “fine”", "Échec: 模型 🚂 “fine”"),
        ("C:\\temp", "C:\\temp"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x9b31m", "\\x9b31m"),
        ("done\rFAILED", "done\\rFAILED"),
        ("one\ntwo\tthree", "one\\ntwo\\tthree"),
        ("\r\n::error::gotcha", "\\r\\n::error::gotcha"),
        ("a\x00b\x07c\x08d\x7f", "a\\x00b\\x07c\\x08d\\x7f"),
        ("a\u0085b\u2028c\u2029d", "a\\x85b\\u2028c\\u2029d"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\u2066a\u2069\u200f\u200e\u061c", "\\u2066a\\u2069\\u200f\\u200e\\u061c"),
        ("zero\u200bwidth\ufeff\u2060", "zero\\u200bwidth\\ufeff\\u2060"),
        ("half \ud83d and \udc00", "half \\ud83d and \\udc00"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_printable_cuts_a_megabyte() -> None:
    assert printable("x" * 1_000_000) == "x" * 1000 + "… (999000 more characters)"
    assert printable("\x1b" * 1_000_000) == "\\x1b" * 1000 + "… (999000 more characters)"


@pytest.mark.parametrize(("length", "cut"), [(9, False), (10, False), (11, True)])
def test_printable_cuts_above_the_limit_only(length: int, *, cut: bool) -> None:
    text = "0123456789abc"[:length]
    assert printable(text, 10) == ("0123456789… (1 more characters)" if cut else text)


INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"  # and yet letters or marks
SELECTORS = [chr(number) for number in range(0xE0100, 0xE01F0)]  # of variants: 240 ways to write what nobody sees


@given(st.text(st.characters()))
@example("\ud800")
def test_printable_is_one_line_that_any_log_takes(text: str) -> None:
    shown = printable(text)
    shown.encode("utf-8")
    assert len(shown.splitlines()) <= 1
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert not {*shown} & {*INVISIBLE, *SELECTORS}
    assert not [char for char in shown if unicodedata.bidirectional(char) in {
        "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
    }]  # fmt: skip


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters=[*INVISIBLE, *SELECTORS])))
def test_printable_leaves_plain_text_alone(text: str) -> None:
    assert printable(text) == text


# --- nearest, unknown ------------------------------------------------------------------------------------------------


def test_nearest() -> None:
    states = ["Creating", "Created", "InService", "Failed"]
    assert nearest("InServise", states) == ["InService"]
    assert nearest("inservice", states) == ["InService"]
    assert nearest("CREATED", states)[0] == "Created"
    assert nearest("xyzzy", states) == []
    assert nearest("Created", []) == []
    assert len(nearest("Create", ["Created", "Creates", "Creator", "CreateX", "Creatable"], most=2)) == 2


@pytest.mark.parametrize(
    ("word", "valid", "message"),
    [
        ("sagmaker", ["glue", "sagemaker"], "unknown service 'sagmaker'; did you mean 'sagemaker'?"),
        ("s3", ["glue", "sagemaker"], "unknown service 's3'; expected one of: glue, sagemaker"),
        ("s3", [], "unknown service 's3'; expected one of: none"),
    ],
)
def test_unknown(word: str, valid: list[str], message: str) -> None:
    assert unknown("service", word, valid) == message
    assert unknown("service", word, iter(valid)) == message


def test_unknown_names_several_neighbours() -> None:
    assert unknown("state", "Update", ["Updated", "Updates"]) in (
        "unknown state 'Update'; did you mean 'Updated' or 'Updates'?",
        "unknown state 'Update'; did you mean 'Updates' or 'Updated'?",
    )


def test_unknown_escapes_a_hostile_word() -> None:
    assert unknown("state", "\x1b[2J\n", ["A"]) == "unknown state '\\x1b[2J\\n'; expected one of: A"


# --- durations -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("90", 90.0),
        ("1.5", 1.5),
        ("0s", 0.0),
        ("90s", 90.0),
        ("15m", 900.0),
        ("1h30m", 5400.0),
        ("1.5h", 5400.0),
        (".5h", 1800.0),
        ("2d", 172800.0),
        ("1d2h3m4s", 93784.0),
        ("250ms", 0.25),
        ("1m500ms", 60.5),
    ],
)
def test_parse_duration(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "s", "m", "soon", "10 parsecs", "10parsecs", "-1", "-5m", "nan", "NaN", "inf", "-inf", "1e999",
        "9" * 400 + "h", "15m!", "!15m", "1h30", "h1", "1hh", "1 h 30", "1y", "15M", "1,5h", "1:30", "0x10",
    ],
)  # fmt: skip
def test_parse_duration_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration") as caught:
        parse_duration(text)
    assert quoted(text) in str(caught.value)


@given(st.text(st.characters()) | st.from_regex(r"\A\d+[smhd]\Z"))
@example("٣s")
def test_parse_duration_reads_or_refuses_any_text(text: str) -> None:
    try:
        seconds = parse_duration(text)
    except ValueError as error:
        assert "is no duration" in str(error)  # noqa: PT017 - anything but a refusal or a number is the failure
    else:
        assert math.isfinite(seconds)
        assert seconds >= 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.0s"),
        (0.04, "0.0s"),
        (0.4, "0.4s"),
        (9.94, "9.9s"),
        (10, "10s"),
        (12.3, "12s"),
        (59.4, "59s"),
        (59.6, "1m 00s"),
        (60, "1m 00s"),
        (185, "3m 05s"),
        (3599.4, "59m 59s"),
        (3599.6, "1h 00m"),
        (7800, "2h 10m"),
        (86399, "23h 59m"),
        (86400, "1d 00h"),
        (273600, "3d 04h"),
        (1e7, "115d 17h"),
    ],
)
def test_format_duration(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


def test_format_duration_rounds_up_to_the_next_form() -> None:
    assert format_duration(9.96) == "10s"


@pytest.mark.parametrize("seconds", [0.4, 7.5, 12.0, 60.0, 185.0, 3600.0, 7800.0, 86400.0, 273600.0])
def test_duration_there_and_back(seconds: float) -> None:
    assert parse_duration(format_duration(seconds).replace(" ", "")) == pytest.approx(seconds)


@pytest.mark.parametrize("seconds", [185.0, 7800.0, 273600.0])
def test_duration_is_read_as_it_is_written(seconds: float) -> None:
    assert parse_duration(format_duration(seconds)) == seconds


@given(st.floats(0, 1e9))
def test_duration_there_and_back_loses_little(seconds: float) -> None:
    back = parse_duration(format_duration(seconds).replace(" ", ""))
    lost = 0.051 if seconds < 10 else 0.51 if seconds < 3599.5 else 60.5 if seconds < 86399.5 else 3600.5
    assert abs(back - seconds) <= lost


@given(st.floats(0, 1e9))
def test_number_is_its_own_duration(seconds: float) -> None:
    assert parse_duration(repr(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::pwned", r"\x3a:error::pwned"),
        ("  ::add-mask::x", r"  \x3a:add-mask::x"),
        ("no such ##[error]x", r"no such \x23#[error]x"),
        ("###vso[task.setvariable variable=x]y", r"#\x23#vso[task.setvariable variable=x]y"),
        ("##teamcity[buildStop]", r"\x23#teamcity[buildStop]"),
        ("\u3000::set-output name=x::y", "\u3000\\x3a:set-output name=x::y"),
        ("## a heading", "## a heading"),
        ("arn:aws::x", "arn:aws::x"),
        ("tfm-1/::x", "tfm-1/::x"),
    ],
)
def test_no_text_gives_orders_to_a_log(text: str, shown: str) -> None:
    assert printable(text) == shown


# --- credentials -----------------------------------------------------------------------------------------------------

SECRET = "tHiS/iS+tHe=="


@pytest.mark.parametrize(
    "text",
    [
        "The canonical string is 'POST\n/\nx-amz-security-token:{}\n\nhost'",
        "AWS4-HMAC-SHA256 Credential={}, SignedHeaders=host, Signature={}",
        "https://b.s3.amazonaws.com/k?X-Amz-Credential={}&X-Amz-Security-Token={}&X-Amz-Expires=60&X-Amz-Signature={}",
        "https://t-x.eu-west-1.experiments.sagemaker.aws/auth?authToken={}",
        "aws_secret_access_key = {}",
        "AWS_SESSION_TOKEN={} AWS_ACCESS_KEY_ID={}",
        '{{"AccessKeyId": "{}", "SecretAccessKey": "{}", "SessionToken": "{}"}}',
        '"{{\\"SecretAccessKey\\": \\"{}\\"}}"',
    ],
)
def test_credentials_are_left_out(text: str) -> None:
    told = text.replace("{}", SECRET).replace("{{", "{").replace("}}", "}")
    assert "tHiS" not in printable(told)
    assert "tHiS" not in redacted(told)
    assert redacted(told) == text.replace("{}", "[redacted]").replace("{{", "{").replace("}}", "}")


def test_credentials_are_known_by_their_form() -> None:
    assert redacted("http://somebody:s3%20cret!@localhost:1/x") == "http://somebody:[redacted]@localhost:1/x"
    assert printable("the key ASIAQWERTYUIOPASDFGH is not known") == "the key ASIA[redacted] is not known"


@pytest.mark.parametrize(
    "text",
    [
        "Signature expired: 20260101T120000Z is now earlier than 20260101T120500Z",
        "Credential should be scoped to a valid region.",
        "The security token included in the request is expired",
        "User: arn:aws:sts::123456789012:assumed-role/ml/ci is not authorized to perform: glue:GetMLTaskRun",
        "see https://docs.aws.amazon.com/sagemaker@latest and http://localhost:4599/x",
    ],
)
def test_what_only_speaks_of_credentials_stays(text: str) -> None:
    assert printable(text) == text
