"""The playable figures and the questions: right formulas, safe HTML, a picture where no script runs."""

import json
import math
import re
from types import SimpleNamespace

import altair as alt
import numpy as np
import pytest

from traindnn import interactive, schedules, selfcheck


def evaluate(formula, t, **parameters):
    """Evaluate a Vega expression that is valid Python too."""
    return eval(formula, {"pow": math.pow, "floor": math.floor, "datum": SimpleNamespace(t=t), **parameters})


@pytest.fixture
def figure():
    chart = alt.Chart(alt.sequence(0, 3, as_="t")).mark_line().encode(x="t:Q", y="t:Q")
    return interactive.Figure(chart, "A <rising> line.")


@pytest.mark.parametrize("t", [0, 1, 49, 50, 51, 400])
@pytest.mark.parametrize(("s", "c", "factor"), [(50, 1, 0.1), (10, 0, 0.9), (120, 2.5, 0.5)])
def test_explorer_evaluates_the_schedules_of_the_package(t, s, c, factor):
    parameters = {"lr0": 0.3, "s": s, "c": c, "factor": factor}
    shown = {name: evaluate(formula, t, **parameters) for name, formula in interactive.SCHEDULES.items()}
    assert shown["power"] == pytest.approx(float(schedules.power(t, 0.3, s, c)))
    assert shown["exponential"] == pytest.approx(float(schedules.exponential(t, 0.3, s, factor)))
    assert shown["performance"] == pytest.approx(0.3 * factor ** (t // s))


def test_performance_meets_the_exponential_schedule_at_each_drop():
    parameters = {"lr0": 0.3, "s": 40, "c": 1, "factor": 0.5}
    for t in np.arange(0, 400, 40):
        rates = {name: evaluate(formula, t, **parameters) for name, formula in interactive.SCHEDULES.items()}
        assert rates["performance"] == pytest.approx(rates["exponential"])


def test_explorer_has_a_named_slider_for_each_symbol():
    parameters = {p["name"]: p["bind"] for p in interactive.schedule_explorer().spec()["params"]}
    assert {"lr0", "s", "c", "factor"} <= set(parameters)
    for name in ("lr0", "s", "c", "factor"):
        assert parameters[name]["input"] == "range"
        assert parameters[name]["name"].strip()


def test_spec_stands_in_the_page_as_json_that_cannot_end_its_element(figure):
    html = figure.to_html()
    spec = re.search(r'<script type="application/json">(.*?)</script>', html, re.S)[1]
    assert json.loads(spec)["width"] == "container"
    assert "<" not in spec


def test_description_is_escaped_and_given_once(figure):
    assert figure.to_html().count('aria-label="A &lt;rising&gt; line."') == 1


def test_still_picture_is_hidden_from_screen_readers_and_has_the_curve(figure):
    still = figure.still()
    assert still.startswith("<svg") or "<svg" in still
    assert 'aria-hidden="true"' in still
    assert "<path" in still


def test_colours_of_the_site_follow_the_page(figure):
    html = figure.to_html()
    assert "currentColor" in html
    assert "var(--figure-1" in html


def test_names_inside_two_still_pictures_differ():
    explorer = interactive.schedule_explorer()
    other = interactive.schedule_explorer(last_step=100)
    names = [set(re.findall(r'\bid="([^"]+)"', f.still())) for f in (explorer, other)]
    assert names[0].isdisjoint(names[1])


def test_same_figure_gives_the_same_html():
    assert interactive.schedule_explorer().to_html() == interactive.schedule_explorer().to_html()


def test_place_decides_the_form(figure, monkeypatch):
    monkeypatch.setenv("TRAINDNN_SITE", "1")
    assert "vega-figure" in figure._repr_mimebundle_()["text/html"]
    monkeypatch.delenv("TRAINDNN_SITE")
    bundle = figure._repr_mimebundle_()
    assert "vega-figure" not in json.dumps(bundle, default=str)


def test_figure_needs_a_description(figure):
    with pytest.raises(ValueError, match=r"Expected a description of the figure. Received: description=' '"):
        interactive.Figure(figure.chart, " ")


QUESTION = selfcheck.Question("Is $1 < 2$ in `C`?", {"yes": "Right & good.", "no": "Look again."}, "yes")


def test_formulas_and_code_are_marked_and_the_rest_is_escaped():
    html = QUESTION.to_html()
    assert r"\(1 &lt; 2\)" in html
    assert "<code>C</code>" in html
    assert "Right &amp; good." in html


def test_one_answer_gives_radio_buttons_and_a_set_gives_boxes():
    several = selfcheck.Question("Which?", {"a": "", "b": "", "c": ""}, {"a", "b"})
    assert QUESTION.to_html().count('type="radio"') == 2
    assert several.to_html().count('type="checkbox"') == 3
    assert several.to_html().count('data-right="true"') == 2


@pytest.mark.parametrize(
    ("choice", "label"),
    [(r"$\eta_0/2$", 'aria-label="eta_0/2"'), ("$1 < 2$.", 'aria-label="1 &lt; 2 ."'), ("at $t = s$", None)],
)
def test_choice_that_is_a_formula_has_a_name_in_letters(choice, label):
    html = selfcheck.Question("Which?", {choice: "", "none": ""}, choice).to_html()
    assert html.count("aria-label") == (label is not None)
    assert (label or "") in html


def test_answer_is_there_without_a_script():
    answer = re.search(r"<details>(.*)</details>", QUESTION.to_html(), re.S)[1]
    assert "yes" in answer
    assert "Look again" not in answer


@pytest.mark.parametrize("answer", ["maybe", {"yes", "maybe"}, set()])
def test_answer_must_be_among_the_choices(answer):
    with pytest.raises(ValueError, match=r"Expected an answer among .* Received: answer="):
        selfcheck.Question("?", {"yes": "", "no": ""}, answer)


def test_ask_takes_questions_only():
    with pytest.raises(TypeError, match="Question"):
        selfcheck.ask("Is it?")


def test_powers_of_ten_are_written_as_powers():
    rows = [{"k": k} for k in (-20, -13, -4, 0, 1, 10)]
    chart = (
        alt.Chart(alt.Data(values=rows))
        .transform_calculate(label=interactive.power_of_ten("datum.k"))
        .mark_text()
        .encode(y="k:O", text="label:N")
    )
    svg = interactive.Figure(chart, "Powers of ten.").to_html()
    labels = ("10⁻²⁰", "10⁻¹³", "10⁻⁴", "10⁰", "10¹", "10¹⁰")
    assert [label for label in labels if f">{label}<" not in svg] == []
