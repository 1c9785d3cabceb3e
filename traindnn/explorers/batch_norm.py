"""Explorer of batch normalization: one feature of a mini-batch, before and after."""

import altair as alt

from traindnn.interactive import Figure, slider

# Places of the first seven samples within the batch, in units of its spread: mean 0, variance 1. The eighth
# has a slider for its own.
BASE = (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5)
ROWS = ("x, before", "y, standardized", "z, scaled and shifted")
SAMPLE = "centre + spread * (datum.moved ? last : datum.base)"
STANDARDIZED = "(datum.x - datum.mean) / sqrt(datum.variance + pow(10, logeps))"
RANGE = alt.Scale(domain=[-8, 8], nice=False)


def batch_norm_explorer() -> Figure:
    """Eight samples of one feature as dots on three rows: x, y and z, with mean and variance of each row.

    Returns:
        Figure, with sliders for the whole mini-batch (its centre and its spread), for one sample of it, and
        for γ, β and ε.

    Source: lecture, eqs. (15) to (18); chapter "Batch normalization".
    """
    parameters = [
        slider("centre", "Shift the whole batch", 2, -4, 4, 0.1),
        slider("spread", "Stretch the whole batch", 1.5, 0, 2, 0.05),
        slider("last", "Move one sample in it", 2, -3, 3, 0.1),
        slider("gamma", "Scale γ", 1, -3, 3, 0.1),
        slider("beta", "Shift β", 0, -5, 5, 0.1),
        slider("logeps", "Smoothing term ε, as a power of 10", -3, -5, 1, 0.5),
    ]
    batch = normalized_batch()
    dots = batch.mark_point(size=110, filled=True, opacity=0.85, clip=True).encode(
        x=alt.X("value:Q", title="value of the feature", scale=RANGE),
        y=alt.Y("row:N", title=None, sort=list(ROWS), axis=alt.Axis(grid=True)),
        color=alt.Color("row:N", scale=alt.Scale(domain=list(ROWS)), legend=None),
        shape=alt.Shape(
            "moved:N", scale=alt.Scale(domain=[False, True], range=["circle", "diamond"]), legend=None
        ),
    )
    texts = (
        batch.transform_aggregate(mean="mean(value)", variance="variancep(value)", groupby=["row"])
        .transform_calculate(
            text="'mean ' + format(datum.mean, '.2f') + ', variance ' + format(datum.variance, '.3f')"
        )
        .mark_text(dy=-24, fontSize=13, align="left", color="currentColor")
        .encode(x=alt.value(8), y=alt.Y("row:N", sort=list(ROWS)), text="text:N")
    )
    return Figure(
        (dots + texts).add_params(*parameters).properties(height=260),
        "Eight samples of one feature on three rows: as they come in, standardized, and scaled and shifted, "
        "with the mean and the variance of each row. Sliders shift and stretch the whole batch, move one "
        "sample in it, and set the scale gamma, the shift beta and the smoothing term epsilon.",
    )


def normalized_batch() -> alt.Chart:
    """The chart's data: for each sample the values x, y and z, one below the other."""
    samples = [{"base": b, "moved": False} for b in BASE] + [{"base": 0.0, "moved": True}]
    return (
        alt.Chart(alt.InlineData(values=samples))
        .transform_calculate(x=SAMPLE)
        .transform_joinaggregate(mean="mean(x)", variance="variancep(x)")
        .transform_calculate(y=STANDARDIZED)
        .transform_calculate(z="gamma * datum.y + beta")
        .transform_calculate(**dict(zip(ROWS, ("datum.x", "datum.y", "datum.z"), strict=True)))
        .transform_fold(list(ROWS), as_=["row", "value"])
    )
