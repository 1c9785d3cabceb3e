"""The figures to play with: alive where scripts run, a picture where none do."""

import pytest

from traindnn import schedules

# The marks of the data, without axes, legends and texts: their outlines, places and ends. A symbol moves by
# its ``transform``, a rule by its ``transform`` and ends, a line by its outline.
MARKS = ".vega-stage .role-mark :is(path, line, rect)"
DRAWN = f"""(figure) => [...figure.querySelectorAll("{MARKS}")]
  .map((m) => ["d", "transform", "x2", "y2", "width", "height"].map((name) => m.getAttribute(name)).join(" "))
  .join()"""
COLOURS = """(marks) => marks.map((m) => getComputedStyle(m)).map((style) => [style.stroke, style.fill])"""


def test_each_slider_has_a_name_and_changes_the_picture(tab, figure_page):
    with tab() as t:
        t.open(figure_page).enliven()
        for figure in t.page.locator(".vega-figure").all():
            handle = figure.element_handle()
            sliders = figure.locator("input[type=range]").all()
            assert sliders, "a figure to play with has at least one slider"
            for slider in sliders:
                assert slider.evaluate("(input) => input.labels[0].textContent").strip()
                before = t.page.evaluate(DRAWN, handle)
                slider.focus()
                t.page.keyboard.press(
                    "ArrowLeft" if slider.evaluate("(i) => i.value === i.max") else "ArrowRight"
                )
                t.page.wait_for_function(
                    f"([figure, before]) => ({DRAWN})(figure) !== before", arg=[handle, before]
                )


def test_a_button_draws_again_and_again(tab, shown, figure_page):
    specs = "".join(shown.page.locator(".vega-figure script").all_text_contents())
    if '"input": "number"' not in specs:
        pytest.skip("nothing is drawn at random on this page")
    with tab() as t:
        t.open(figure_page).enliven()
        button = t.page.locator(".vega-again")
        assert button.inner_text().strip()
        figure = t.page.locator(".vega-figure", has=button).element_handle()
        for _ in range(2):
            before = t.page.evaluate(DRAWN, figure)
            button.press("Enter")
            t.page.wait_for_function(
                f"([figure, before]) => ({DRAWN})(figure) !== before", arg=[figure, before]
            )


@pytest.mark.parametrize("width", [390, 1280])
def test_a_slider_is_as_wide_as_its_column_below_its_name_and_value(tab, figure_page, width):
    with tab(width=width) as t:
        t.open(figure_page).enliven()
        for label in t.page.locator(".vega-figure .vega-bind label:has(input[type=range])").all():
            name, slider, value = label.evaluate(
                "(l) => [...l.children].map((e) => e.getBoundingClientRect()).map((r) => r.toJSON())"
            )
            assert abs(name["y"] - value["y"]) < 12, label.inner_text()
            assert slider["y"] > name["y"]
            assert slider["width"] > 0.97 * label.bounding_box()["width"]
            assert slider["width"] > 250


def test_without_scripts_a_described_picture_stands_there(tab, figure_page):
    with tab(scripts=False) as t:
        t.page.goto(f"{t.address}/{figure_page}")
        for figure in t.page.locator(".vega-figure").all():
            assert figure.get_attribute("aria-label").strip()
            assert figure.locator(".vega-still svg path").count() > 0


def test_vega_is_loaded_when_a_figure_comes_into_view_and_not_before(tab, figure_page):
    with tab() as t:
        loaded = []
        t.page.on("request", lambda request: loaded.append(request.url))
        t.page.set_viewport_size({"width": 1280, "height": 60})
        t.open(figure_page)
        far = t.page.locator(".vega-figure").first.evaluate("(f) => f.getBoundingClientRect().top > 1000")
        assert not (far and any("vega/vega.js" in url for url in loaded))
        t.enliven()
        assert any("vega/vega.js" in url for url in loaded)


def test_figure_keeps_its_state_when_the_colour_mode_changes(tab, figure_page):
    with tab() as t:
        t.open(figure_page).enliven()
        figure = t.page.locator(".vega-figure").first
        slider = figure.locator("input[type=range]").first
        slider.focus()
        t.page.keyboard.press("End")
        light = figure.locator(MARKS).evaluate_all(COLOURS)
        t.page.evaluate("document.documentElement.dataset.theme = 'dark'")
        dark = figure.locator(MARKS).evaluate_all(COLOURS)
        assert light
        assert dark
        assert dark != light
        assert slider.evaluate("(i) => i.value === i.max")


def test_schedule_explorer_draws_the_schedules_of_the_package(tab, shown, figure_page):
    if shown.page.locator(".vega-figure", has_text="Decay steps").count() == 0:
        pytest.skip("another figure is on this page")
    with tab() as t:
        t.open(figure_page).enliven()
        figure = t.page.locator(".vega-figure", has_text="Decay steps")
        figure.get_by_label("Decay steps s").fill("50")
        figure.get_by_label("Power c").fill("2")
        rows = figure.evaluate(
            "async (figure) => (await figure.view.runAsync()).data('source_0')"
            ".map((row) => [row.schedule, row.t, row.rate])"
        )
        assert rows
        for name, step, rate in rows:
            expected = {
                "power": schedules.power(step, 0.3, 50, 2),
                "exponential": schedules.exponential(step, 0.3, 50, 0.1),
                "performance": schedules.exponential(step // 50 * 50, 0.3, 50, 0.1),
            }[name]
            assert rate == pytest.approx(float(expected), rel=1e-9)
