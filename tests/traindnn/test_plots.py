import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from colour_vision import BACKGROUNDS, VISION, cielab, contrast, linear

from traindnn import plots
from traindnn.plots import theme


@pytest.fixture(autouse=True)
def book_style():
    with mpl.rc_context(), plt.ioff():
        mpl.use("agg")
        plots.style()
        yield
        plt.close("all")


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("background", BACKGROUNDS.values(), ids=BACKGROUNDS)
def test_lines_have_a_contrast_of_three_and_text_of_more_than_four(background):
    for color in plots.COLORS.values():
        assert contrast(color, background) >= 3
    assert contrast(plots.INK, background) >= 4.2


@pytest.mark.parametrize("page", BACKGROUNDS)
def test_adapted_text_has_the_contrast_that_wcag_asks_for(page):
    assert contrast(theme.INK_BY_THEME[page], BACKGROUNDS[page]) >= 4.5


@pytest.mark.parametrize("matrix", VISION.values(), ids=VISION)
def test_colours_stay_apart_for_the_colour_blind(matrix):
    seen = [cielab(np.array(matrix) @ linear(color)) for color in plots.COLORS.values()]
    distances = [np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[:i]]
    assert min(distances) > 20  # CIE 1976; 2 can just be seen


@pytest.mark.parametrize("ink", theme.INK_BY_THEME.values(), ids=theme.INK_BY_THEME)
@pytest.mark.parametrize("matrix", VISION.values(), ids=VISION)
def test_the_adapted_ink_stays_apart_from_the_colours_for_the_colour_blind(matrix, ink):
    seen = [cielab(np.array(matrix) @ linear(color)) for color in (ink, *plots.COLORS.values())]
    assert min(np.linalg.norm(seen[0] - color) for color in seen[1:]) > 20


def test_six_series_have_six_colours():
    assert len({plots.look(i)["color"] for i in range(6)}) == 6


def test_the_first_twenty_series_look_different_without_their_markers():
    assert len({(plots.look(i)["color"], plots.look(i)["linestyle"]) for i in range(20)}) == 20


def test_neighbours_differ_in_line_style_and_marker():
    for i in range(20):
        assert plots.look(i)["linestyle"] != plots.look(i + 1)["linestyle"]
        assert plots.look(i)["marker"] != plots.look(i + 1)["marker"]


@pytest.mark.parametrize(("x", "whole"), [(np.arange(1, 6), True), (np.linspace(1, 5, 5), False)])
def test_what_is_counted_has_whole_ticks(x, whole):
    ax = plots.curves(x, {"a": x}, xlabel="layer", ylabel="y")
    assert all(tick == round(tick) for tick in ax.get_xticks()) == whole


def svg_of(ax, tmp_path):
    ax.figure.savefig(tmp_path / "figure.svg")
    return (tmp_path / "figure.svg").read_text(encoding="utf-8")


def test_a_figure_is_transparent_and_its_ink_adapts(tmp_path):
    svg = svg_of(plots.curves([0, 1], {"a": [0, 1]}, xlabel="x", ylabel="y"), tmp_path)
    assert "#ffffff" not in svg
    assert "#000000" not in svg
    adapted = plots.adapt_svg(svg)
    for page, ink in theme.INK_BY_THEME.items():
        rule = f'prefers-color-scheme: {page}) {{[style*="fill: {plots.INK}"] {{fill: {ink} !important}}'
        assert rule in adapted
    assert f"fill: {plots.INK}" in svg  # what the rule is written for
    assert f"stroke: {plots.INK}" in svg


class Run:
    def curve(self, metric):
        return np.array([3.0, 2.0, 1.0])


class Runs:
    def curves(self, metric):
        return np.array([[1.5, 1.25], [2.5, 1.75]])


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_learning_curves_count_epochs_from_1_and_band_several_seeds():
    ax = plt.subplots()[1]
    assert plots.learning_curves({"one": Run(), "many": Runs()}, "val_accuracy", ax) is ax
    one, many = ax.lines
    np.testing.assert_array_equal(one.get_xdata(), [1, 2, 3])
    np.testing.assert_array_equal(many.get_ydata(), [2, 1.5])
    (band,) = ax.collections
    assert band.get_datalim(ax.transData).intervaly == pytest.approx((1.25, 2.5))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "validation accuracy")
    assert legend(ax) == ["one", "many"]


@pytest.mark.parametrize(
    ("metric", "label"),
    [
        ("val_loss", "validation loss (nats)"),
        ("loss", "training loss (nats)"),
        ("val_accuracy", "validation accuracy"),
    ],
)
def test_metrics_are_named_with_part_and_unit(metric, label):
    assert plots.learning_curves({"a": Run()}, metric).get_ylabel() == label


def test_one_series_needs_no_legend():
    assert plots.learning_curves({"a": Run()}).get_legend() is None


def test_schedules_of_different_length_share_one_axis():
    ax = plots.schedules({"a": [0.1, 0.05], "b": [0.1] * 5}, steps_per_epoch=2, log=True)
    np.testing.assert_allclose(ax.lines[1].get_xdata(), [0, 0.5, 1, 1.5, 2])
    assert np.isnan(ax.lines[0].get_ydata()).sum() == 3
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == ("epoch", "learning rate η", "log")
    assert plots.schedules({"a": [1.0, 2.0]}).get_xlabel() == "step t"


@pytest.mark.parametrize(
    ("draw", "ylabel"), [(plots.activations, "activation f(n)"), (plots.slopes, "slope f′(n)")]
)
def test_activations_and_slopes_stand_over_the_net_input(draw, ylabel):
    ax = plt.subplots()[1]
    assert draw([-1, 0, 1], {"ReLU": [0, 0, 1], "tanh": [-0.76, 0, 0.76]}, ax) is ax
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [0, 0, 1])
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("net input n", ylabel)


def test_gradient_norms_are_averaged_as_exponents():
    ax = plots.gradient_norms({"one": [1.0, 2.0], "many": [[1e-4, 1.0], [1e-2, 1.0]]})
    np.testing.assert_allclose(ax.lines[1].get_ydata(), [1e-3, 1])
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [1, 2])
    assert ax.get_yscale() == "log"


def test_histograms_share_bins_and_have_area_1():
    values = {"a": np.linspace(0, 1, 50).reshape(5, 10), "b": np.linspace(0, 4, 99)}
    ax = plots.histogram(values, xlabel="net input n", bins=8)
    first, second = (patch.get_data() for patch in ax.patches)
    np.testing.assert_array_equal(first.edges, second.edges)
    for drawn in (first, second):
        assert (drawn.values * np.diff(drawn.edges)).sum() == pytest.approx(1)


def test_a_comparison_reads_from_top_to_bottom():
    ax = plots.comparison({"first": (0.8, 0.1), "second": (0.9, 0.05)}, xlabel="accuracy")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["first", "second"]
    assert ax.yaxis_inverted()
    dots, _, (bars,) = ax.containers[0]
    assert dots.get_xdata() == pytest.approx([0.8])
    assert bars.get_segments()[0][:, 0] == pytest.approx([0.7, 0.9])


class Found:
    lr = np.array([1e-3, 1e-2, 1e-1])
    loss = np.array([2.0, 1.0, 9.0])
    smooth_loss = np.array([2.0, 1.5, 5.0])


def test_a_range_test_has_a_logarithmic_rate():
    ax = plots.range_test(Found)
    assert ax.get_xscale() == "log"
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), Found.smooth_loss)
    assert legend(ax) == ["mini-batch", "moving average"]


@pytest.mark.parametrize("shape", [(5, 4, 4), (5, 4, 4, 3)])
def test_a_sample_grid_shows_every_image_below_its_title(shape):
    ax = plots.sample_grid(np.zeros(shape, "uint8"), list("abcde"), columns=3)
    assert len(ax.images) == 5
    assert [text.get_text() for text in ax.texts] == list("abcde")
    for image, text in zip(ax.images, ax.texts, strict=True):
        left, right, _, top = image.get_extent()
        assert left < text.get_position()[0] < right
        assert text.get_position()[1] < top
    boxes = [image.get_extent() for image in ax.images]
    assert boxes[0][1] < boxes[1][0]  # side by side
    assert boxes[0][2] < boxes[3][3]  # the fourth starts the next row


def test_black_is_black_in_every_image_of_a_grid():
    images = np.stack([np.full((2, 2), 100, "uint8"), np.array([[0, 200], [0, 200]], "uint8")])
    ax = plots.sample_grid(images)
    assert {image.get_clim() for image in ax.images} == {(0, 255)}


def test_a_title_for_each_image_or_none():
    with pytest.raises(ValueError, match=r"a title for each image. Received: titles=1, images=2"):
        plots.sample_grid(np.zeros((2, 4, 4)), ["only"])


def test_confusion_gives_the_share_of_each_true_class():
    ax = plots.confusion([[3, 1], [0, 0]], ["cat", "dog"])
    assert [text.get_text() for text in ax.texts] == ["75", "25", "0", "0"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["cat", "dog"]
    for text in ax.texts:
        column, row = text.get_position()
        cell = ax.images[0].to_rgba([[ax.images[0].get_array()[row, column]]])[0, 0, :3]
        assert contrast(tuple(cell), text.get_color()) >= 4.5


@pytest.mark.parametrize("share", [*range(0, 40, 10), *range(44, 52), *range(60, 101, 10)])
def test_numbers_in_cells_are_readable_at_every_share(share):
    ax = plots.confusion([[share, 100 - share], [0, 1]], ["cat", "dog"])
    cell = ax.images[0].to_rgba(np.array([[share]]))[0, 0, :3]
    assert contrast(tuple(cell), ax.texts[0].get_color()) >= 4.5


def test_confusion_needs_a_row_for_each_name():
    with pytest.raises(ValueError, match=r"shape=\(2, 2\), classes=3"):
        plots.confusion(np.eye(2), ["a", "b", "c"])


def test_functions_take_an_ax_and_return_it():
    for draw in (
        lambda ax: plots.gradient_norms({"a": [1.0, 2.0]}, ax),
        lambda ax: plots.histogram({"a": [1.0, 2.0]}, ax, xlabel="x"),
        lambda ax: plots.comparison({"a": (1.0, 0.1)}, ax, xlabel="x"),
        lambda ax: plots.range_test(Found, ax),
        lambda ax: plots.sample_grid(np.zeros((1, 2, 2)), ax=ax),
        lambda ax: plots.confusion(np.eye(2), "ab", ax),
    ):
        ax = plt.subplots()[1]
        assert draw(ax) is ax


@pytest.mark.parametrize(("n_reuse", "n_unfrozen"), [(3, 1), (3, 0), (2, 2), (0, 0)])
def test_transfer_stages_words_count_what_is_frozen_and_new(n_reuse, n_unfrozen):
    base = ["hidden 1", "hidden 2", "hidden 3", "output"]
    ax = plots.transfer_stages(base, ["fresh", "output"], n_reuse, n_unfrozen)
    words = [text.get_text().split("\n")[1] for text in ax.texts if "\n" in text.get_text()]
    assert words.count("frozen") == 2 * n_reuse - n_unfrozen
    assert words.count("trainable") == n_unfrozen
    assert words.count("new") == 4


def test_transfer_stages_refuse_to_copy_the_output():
    with pytest.raises(ValueError, match="Received: n_reuse=2"):
        plots.transfer_stages(["hidden", "output"], ["output"], 2, 0)
