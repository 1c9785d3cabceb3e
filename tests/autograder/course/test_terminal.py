"""Printed text on a page is what a terminal shows at its end."""

import html
import re

import pytest

from autograder.course.plain_text import one_line, visible, without_escapes
from autograder.report import terminal
from autograder.report.terminal import MOST_CHARACTERS, MOST_LINES, as_html

BAR = "".join(f"\rEpoch {i}/500 [{'=' * (i // 50):10}] loss {500 - i}" for i in range(501))


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("a\nb\n", "a\nb\n"),
        ("a\r\nb", "a\nb"),
        (BAR + "\ndone", "Epoch 500/500 [==========] loss 000\ndone"),
        ("loading\rdone", "doneing"),
        ("loading\r\x1b[Kdone", "done"),
        ("12%\b\b\b34%", "34%"),
        ("one\ntwo\n\x1b[2A1st\x1b[B\r2nd", "1st\n2nd\n"),
        ("a\x1b[3Cb", "a   b"),
        ("abc\x1b[1G>", ">bc"),
        ("gone\x1b[2J\x1b[Hleft", "left"),
        ("\x1b[1mbold\x1b[0m \x1b[38;5;9mred\x1b[39m", "bold red"),
        ("\x1b]0;title\x07x\x1b]8;;http://a\x1b\\y\x1b]8;;\x1b\\", "xy"),
    ],
)
def test_a_line_that_is_written_over_is_shown_in_its_last_state(printed, shown):
    assert html.unescape(re.sub("<[^>]+>", "", as_html(printed))) == shown


def test_colours_are_classes_and_no_escape_is_left():
    made = as_html("\x1b[1;31merror\x1b[0m <b> \x1b[4m\x1b[42mx\x1b[24my\x1b[49mz")
    assert made == (
        '<span class="t-bold t-red">error</span> &lt;b&gt; <span class="t-underline t-on-green">x</span>'
        '<span class="t-on-green">y</span>z'
    )


def test_control_characters_and_what_turns_the_order_are_seen():
    assert as_html("a\x07b\x00") == "a␇b␀"
    assert as_html("a\u202eb\u200b") == "a\\u202eb\\u200b"


@pytest.mark.parametrize(
    "text", ["x" * 2_000_000, "x\n" * 1_000_000, "\rx" * 300_000, "\x1b[1mx\x1b[0m" * 90_000]
)
def test_what_is_too_long_is_cut_with_a_note(text):
    made = as_html(text)
    assert made.count("\n") <= MOST_LINES + 1
    assert len(re.sub("<[^>]+>", "", made)) <= MOST_CHARACTERS + 200
    assert ("[cut: " in made) == (not text.startswith("\r"))


@pytest.mark.parametrize("piece", ["ab\x1b[1K", "ab\x1b[2K", "x\r\x1b[999Cy\n", "\x1b[999C\rx\x1b[999Cy"])
def test_the_blanks_that_sequences_ask_for_are_bounded(piece):
    lines = terminal._screen(piece * 20_000)
    assert sum(len(part.text) for line in lines for part in line) < 2 * terminal._MOST_READ


@pytest.mark.parametrize(
    "escape", ["\x1b[999999999C", "\x1b[999999999B", "\x1b[999999999;999999999H", "\x1b[9999G"]
)
def test_a_movement_far_away_makes_no_large_page(escape):
    assert len(as_html(f"a{escape}b" * 100)) < 200_000


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("anna", "anna"),
        ("Jörg Müller-Łódź", "Jörg Müller-Łódź"),
        ("李 雷", "李 雷"),
        ("[anna]*?", "[anna]*?"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("a\u202eb\u2066\u200b", "a\\u202eb\\u2066\\u200b"),
        ("a\ud800b", "a\\ud800b"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 4),
    ],
)
def test_a_name_is_shown_in_one_line_with_every_character_in_sight(name, shown):
    assert one_line(name) == shown


def test_a_name_of_megabytes_is_cut_before_it_is_read():
    assert len(one_line("x" * 5_000_000)) == 200
    assert one_line("x" * 5_000_000).endswith("…")


def test_what_is_kept_stays_and_escapes_go():
    assert visible("a\n\tb", keep="\n\t") == "a\n\tb"
    assert without_escapes("\x1b[1mException\x1b[0m: x") == "Exception: x"
