"""Explorer of measured accuracies: how often the worse of two networks looks better."""

from collections.abc import Sequence

import altair as alt

from traindnn.interactive import Figure, readout, slider, told_apart

# Variance of a measured accuracy, in points², and the chance of the wrong order, as the browser evaluates
# them. A test compares both with a simulation.
VARIANCE = "10000 * {a} * (1 - {a}) / n * (shared + (1 - shared) / seeds) + pow(spread, 2) / seeds"
DEVIATIONS = {
    "the better network": f"sqrt({VARIANCE.format(a='a')})",
    "the worse network": f"sqrt({VARIANCE.format(a='(a - gap / 100)')})",
}
MEANS = {"the better network": "0", "the worse network": "-gap"}
WRONG = "cumulativeNormal(-gap / sqrt(pow(datum.sd0, 2) + pow(datum.sd1, 2)))"
LIMIT = 6


def accuracy_explorer() -> Figure:
    """The densities of two measured accuracies, and the chance that their order is the wrong one.

    Returns:
        Figure, with sliders for the better network's true accuracy a, the lead over the other in percentage
        points, the number n of test images, the standard deviation between seeds, the number r of seeds that
        are averaged, and the share ρ of the images' variance that all seeds have in common.

    Source: a (1 - a) / n · (ρ + (1 - ρ) / r) + τ² / r; chapter "Motivating example".
    """
    parameters = [
        slider("a", "True accuracy of the better", 0.87, 0.55, 0.99, 0.01),
        slider("gap", "Its lead, in points", 1, 0, 4, 0.1),
        slider("n", "Test images n", 2000, 500, 20000, 500),
        slider("spread", "sd between seeds, in points", 0.6, 0, 2, 0.1),
        slider("seeds", "Seeds averaged", 1, 1, 10, 1),
        slider("shared", "Share ρ common to all seeds", 0.6, 0, 1, 0.05),
    ]
    return Figure(
        (densities(parameters) + chance()).properties(height=260),
        "Two bell curves: how the measured accuracies of a better and of a worse network scatter about their "
        "true values, and the chance that the worse one looks better. Sliders set the true accuracy, the "
        "lead, the number of test images, the standard deviation between seeds, the number of seeds and the "
        "share of the images' variance that all seeds have in common.",
    )


def densities(parameters: Sequence[alt.Parameter]) -> alt.Chart:
    """A curve for each network, over the measured accuracy."""
    heights = {
        name: f"densityNormal(datum.x, {MEANS[name]}, {deviation})" for name, deviation in DEVIATIONS.items()
    }
    chart: alt.Chart = (
        alt.Chart(alt.sequence(-LIMIT, LIMIT + 0.01, 0.05, as_="x"))
        .transform_calculate(**heights)
        .transform_fold(list(heights), as_=["network", "density"])
        .mark_line(strokeWidth=2.5, clip=True)
        .encode(
            x=alt.X(
                "x:Q",
                title="measured accuracy, points above the better network's true one",
                scale=alt.Scale(domain=[-LIMIT, LIMIT], nice=False),
            ),
            y=alt.Y("density:Q", title="density, per point"),
            **told_apart("network", heights, alt.Legend(title=None, orient="top")),
        )
        .add_params(*parameters)
    )
    return chart


def chance() -> alt.Chart:
    """The chance of the wrong order, in a corner."""
    sd0, sd1 = DEVIATIONS.values()
    return readout(
        alt.Chart(alt.InlineData(values=[{}]))
        .transform_calculate(sd0=sd0, sd1=sd1)
        .transform_calculate(wrong=WRONG)
        .transform_calculate(text="'the worse looks better in ' + format(datum.wrong, '.0%') + ' of cases'")
    )
