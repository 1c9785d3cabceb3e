"""Questions that answer at once, as plain form controls: keyboard, screen reader and dark mode included.

On the book's site a small script of the site's own replies to a choice. Where no script runs (a printed
page, a notebook) the answer is folded away below each question.

This module is a leaf: only the book imports it.
"""

import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One question with the choices it offers.

    In all texts ``$...$`` is a formula and a pair of backticks makes code.
    """

    text: str
    """the question"""
    choices: dict[str, str]
    """each choice, and what to say to a reader who takes it"""
    answer: str | set[str]
    """the right choice; or the set of all right choices, where more may be ticked"""

    def __post_init__(self) -> None:
        missing = self.right - set(self.choices)
        if missing or not self.right:
            choices = list(self.choices)
            raise ValueError(
                f"Expected an answer among the choices {choices}. Received: answer={self.answer!r}"
            )

    @property
    def right(self) -> set[str]:
        """The set of right choices."""
        return {self.answer} if isinstance(self.answer, str) else set(self.answer)

    @property
    def several(self) -> bool:
        """Whether more than one choice may be ticked."""
        return not isinstance(self.answer, str)

    def to_html(self) -> str:
        """Return the question as a fieldset."""
        name = "q" + hashlib.sha256(f"{self.text}{list(self.choices)}".encode()).hexdigest()[:10]
        hint = ' <span class="selfcheck-hint">(tick all that apply)</span>' if self.several else ""
        choices = "".join(self._choice(name, number, text) for number, text in enumerate(self.choices))
        button = (
            '<button type="button" class="selfcheck-button" hidden>Check</button>' if self.several else ""
        )
        answer = "".join(
            f"<li>{marked_up(text)}: {marked_up(self.choices[text])}</li>" for text in self._sorted()
        )
        return (
            f"<fieldset><legend>{marked_up(self.text)}{hint}</legend>{choices}{button}"
            '<p class="selfcheck-verdict" role="status"></p>'
            f"<details><summary>Show the answer</summary><ul>{answer}</ul></details></fieldset>"
        )

    def _sorted(self) -> list[str]:
        return [text for text in self.choices if text in self.right]

    def _choice(self, name: str, number: int, text: str) -> str:
        kind = "checkbox" if self.several else "radio"
        right = "true" if text in self.right else "false"
        return (
            f'<div class="selfcheck-choice"><label><input type="{kind}" name="{name}" value="{number}" '
            f'data-right="{right}"{spoken(text)}><span>{marked_up(text)}</span></label>'
            f'<p class="selfcheck-why" hidden>{marked_up(self.choices[text])}</p></div>'
        )


class SelfCheck:
    """Questions to display together."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = questions

    def _repr_html_(self) -> str:
        body = "".join(question.to_html() for question in self.questions)
        return f'<div class="selfcheck mathjax_process">{body}</div>'

    def __repr__(self) -> str:
        return "\n".join(question.text for question in self.questions)


def ask(*questions: Question) -> SelfCheck:
    """Show questions that answer at once; the last line of a cell.

    Args:
        questions: one or more ``Question``.

    Returns:
        SelfCheck, which Jupyter and the book display.

    Raises:
        TypeError: if an argument is not a ``Question``.
    """
    for question in questions:
        if not isinstance(question, Question):
            raise TypeError(f"Expected Question objects. Received: {type(question).__name__}={question!r}")
    return SelfCheck(questions)


def spoken(text: str) -> str:
    """Return an ``aria-label`` for a choice that is nothing but a formula, else nothing.

    A formula is drawn without letters that a screen reader finds, so its source stands in for it.
    """
    if re.sub(r"\$[^$]+\$|[\s.,;]", "", text):
        return ""
    words = re.sub(r"[\s$\\{}]+", " ", text).strip()
    return f' aria-label="{html.escape(words)}"'


def marked_up(text: str) -> str:
    """Return ``text`` as HTML: special characters escaped, formulas and code marked."""
    text = html.escape(text, quote=False)
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
    return re.sub(r"\$([^$]+)\$", r"\\(\1\\)", text)
