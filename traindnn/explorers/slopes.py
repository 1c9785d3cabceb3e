"""Explorer of activations: the curve, its slope, and where the net inputs lie."""

import altair as alt

from traindnn.activations import SELU_ALPHA, SELU_SCALE
from traindnn.interactive import Figure, readout, slider, told_apart

MISH_GATE = "(1 - 2 / (pow(1 + exp(datum.x), 2) + 1))"  # tanh(ln(1 + e^x))
# f and f' as the browser evaluates them, over datum.x and alpha. A test compares them with `activations`.
FORMULAS = {
    "sigmoid": ("1 / (1 + exp(-datum.x))", "exp(-datum.x) / pow(1 + exp(-datum.x), 2)"),
    "tanh": ("2 / (1 + exp(-2 * datum.x)) - 1", "4 * exp(-2 * datum.x) / pow(1 + exp(-2 * datum.x), 2)"),
    "ReLU": ("max(datum.x, 0)", "if(datum.x > 0, 1, 0)"),
    "leaky ReLU": ("if(datum.x > 0, datum.x, alpha * datum.x)", "if(datum.x > 0, 1, alpha)"),
    "ELU": (
        "if(datum.x > 0, datum.x, alpha * (exp(datum.x) - 1))",
        "if(datum.x > 0, 1, alpha * exp(datum.x))",
    ),
    "SELU": (
        f"{SELU_SCALE!r} * if(datum.x > 0, datum.x, {SELU_ALPHA!r} * (exp(datum.x) - 1))",
        f"{SELU_SCALE!r} * if(datum.x > 0, 1, {SELU_ALPHA!r} * exp(datum.x))",
    ),
    "GELU": (
        "datum.x * cumulativeNormal(datum.x)",
        "cumulativeNormal(datum.x) + datum.x * densityNormal(datum.x)",
    ),
    "Swish": (
        "datum.x / (1 + exp(-datum.x))",
        "(1 + datum.x * exp(-datum.x) / (1 + exp(-datum.x))) / (1 + exp(-datum.x))",
    ),
    "Mish": (
        f"datum.x * {MISH_GATE}",
        f"{MISH_GATE} + datum.x * (1 - pow({MISH_GATE}, 2)) / (1 + exp(-datum.x))",
    ),
}
LEGEND = alt.Legend(title=None, orient="top")
SERIES = ("activation f", "slope f′", "net inputs")


def chosen_formula(part: int) -> str:
    """The Vega expression of f (part 0) or f' (part 1) of whichever activation is chosen."""
    cases = [f"chosen == '{label}' ? ({formulas[part]}) : " for label, formulas in FORMULAS.items()]
    return "".join(cases) + "NaN"


def slope_explorer(start: str = "ELU") -> Figure:
    """An activation and its slope, and the mean squares that a layer of a given spread gets from them.

    Args:
        start: label of the activation that is chosen at first, a key of ``FORMULAS``.

    Returns:
        Figure: f, f' and the density of the net inputs against the net input, to choose the activation, α of
        leaky ReLU and ELU, and the standard deviation of the net inputs; with the means of f² and f'².

    Source: lecture, eqs. (11) to (14).
    """
    parameters = [
        alt.param(
            name="chosen", value=start, bind=alt.binding_select(options=list(FORMULAS), name="Activation")
        ),
        slider("alpha", "α (leaky ReLU, ELU)", 1, 0, 2, 0.05),
        slider("sigma", "Standard deviation of the net inputs", 1, 0.1, 5, 0.1),
    ]
    f, slope = chosen_formula(0), chosen_formula(1)
    lines = (
        alt.Chart(alt.sequence(-6, 6.01, 0.02, as_="x"))
        .transform_calculate(
            **dict(zip(SERIES, (f, slope, "densityNormal(datum.x / sigma) / sigma"), strict=True))
        )
        .transform_fold(list(SERIES), as_=["curve", "height"])
        .mark_line(strokeWidth=2.5, clip=True)
        .encode(
            x=alt.X("x:Q", title="net input n", scale=alt.Scale(domain=[-6, 6], nice=False)),
            y=alt.Y("height:Q", title="f(n), f′(n), density", scale=alt.Scale(domain=[-2, 3])),
            **told_apart("curve", SERIES, LEGEND),
        )
        .add_params(*parameters)
    )
    means = readout(
        alt.Chart(alt.sequence(-7.995, 8, 0.01, as_="z"))
        .transform_calculate(x="sigma * datum.z", weight="0.01 * densityNormal(datum.z)")
        .transform_calculate(f2=f"datum.weight * pow({f}, 2)", slope2=f"datum.weight * pow({slope}, 2)")
        .transform_aggregate(f2="sum(f2)", slope2="sum(slope2)")
        .transform_calculate(
            text="'mean f² = ' + format(datum.f2, '.3f') + '|mean f′² = ' + format(datum.slope2, '.3f')"
        )
    )
    return Figure(
        (lines + means).properties(height=280),
        "An activation, its slope and the density of the net inputs against the net input, with the means of "
        "the squared activation and of the squared slope. A list chooses the activation, sliders set α and "
        "the standard deviation of the net inputs.",
    )
