"""Explorer of momentum: the path down a bowl that is steep in one direction and flat in the other."""

import altair as alt

from traindnn.interactive import Figure, readout, slider
from traindnn.palette import of_page

STEPS = 100
START = (-10.0, 1.0)
RINGS = (0.35, 0.7, 1.05, 1.4)
"""where contours of the loss cross the axis of the steep direction"""
# On ½hθ² the parameter follows θ_(t+1) = S θ_t - P θ_(t-1) with θ_1 = F θ_0. Two roots S/2 ± √(S²/4 - P),
# real or complex, solve it; the browser has no loops, and needs none. A test compares with `optimizers`.
SUM = "if(nesterov, (1 + beta) * (1 - {a}), 1 + beta - {a})"
PRODUCT = "if(nesterov, beta * (1 - {a}), beta)"
FIRST = "if(nesterov, 1 - {a} - beta * {a}, 1 - {a})"
WAVE = (
    "pow({p}, datum.t / 2) * (cos(datum.w{i} * datum.t)"
    " + ({f} - {s} / 2) / datum.q{i} * sin(datum.w{i} * datum.t))"
)
DECAY = (
    "datum.share{i} * pow({s} / 2 + datum.q{i}, datum.t)"
    " + (1 - datum.share{i}) * pow({s} / 2 - datum.q{i}, datum.t)"
)
CURVATURES = ("1 / kappa", "1")
"""of the flat and of the steep direction; κ is their ratio"""


def formulas(i: int) -> dict[str, str]:
    """Vega expressions for coordinate ``i`` at step ``datum.t``, each built on those before.

    Args:
        i: 0 for the flat direction, 1 for the steep one.

    Returns:
        dict from the name of a column to its formula; ``x`` is the coordinate, ``factor`` the factor by which
        a late step shrinks it.
    """
    a = f"(rate * ({CURVATURES[i]}))"
    s, p, f = (text.format(a=a) for text in (SUM, PRODUCT, FIRST))
    wave, decay = (text.format(i=i, s=s, p=p, f=f) for text in (WAVE, DECAY))
    return {
        f"d{i}": f"pow({s}, 2) / 4 - {p}",
        f"q{i}": f"sqrt(max(abs(datum.d{i}), 1e-12))",
        f"w{i}": f"atan2(datum.q{i}, {s} / 2)",
        f"share{i}": f"({f} - {s} / 2 + datum.q{i}) / (2 * datum.q{i})",
        f"x{i}": f"{START[i]!r} * if(datum.d{i} < 0, {wave}, {decay})",
        f"factor{i}": f"if(datum.d{i} < 0, sqrt({p}), abs({s}) / 2 + datum.q{i})",
    }


def momentum_explorer(rate: float = 1.9, beta: float = 0.0, kappa: float = 25) -> Figure:
    """The path of momentum in a bowl, with the factors by which it shrinks both directions.

    Args:
        rate: learning rate at first, in units of 1 / (curvature of the steep direction).
        beta: share of the step before at first; 0 is plain descent.
        kappa: at first, how many times as steep the steep direction is.

    Returns:
        Figure: the path of 100 steps over contours of the loss; with the factor of a late step in each
        direction, and how far from the minimum the path ends.

    Source: `traindnn.optimizers.momentum` and `nesterov`; chapter "Optimizers".
    """
    parameters = [
        slider("rate", "Learning rate η (steep curvature 1)", rate, 0.02, 4, 0.02),
        slider("beta", "Momentum β", beta, 0, 0.99, 0.01),
        slider("kappa", "Steep over flat curvature κ", kappa, 1, 100, 1),
        alt.param(name="nesterov", value=False, bind=alt.binding_checkbox(name="Nesterov")),
    ]
    x = alt.X("x0:Q", title="flat direction θ₁", scale=alt.Scale(domain=[-12, 12], nice=False))
    y = alt.Y("x1:Q", title="steep direction θ₂", scale=alt.Scale(domain=[-2, 2], nice=False))
    contours = alt.layer(
        *(
            alt.Chart(alt.sequence(0, 6.4, 0.1, as_="angle"))
            .transform_calculate(
                x0=f"{ring} * sqrt(kappa) * cos(datum.angle)", x1=f"{ring} * sin(datum.angle)"
            )
            .mark_line(strokeWidth=1, opacity=0.45, color="currentColor", clip=True)
            .encode(x=x, y=y, order="angle:Q")
            for ring in RINGS
        )
    )
    path = alt.Chart(alt.sequence(0, STEPS + 1, as_="t"))
    for i in (0, 1):
        for name, formula in formulas(i).items():
            path = path.transform_calculate(**{name: formula})
    shown = path.transform_filter("abs(datum.x0) < 1e3 && abs(datum.x1) < 1e3")
    line = (
        shown.mark_line(
            strokeWidth=2, clip=True, color=of_page(1), point=alt.OverlayMarkDef(size=22, color=of_page(1))
        )
        .encode(x=x, y=y, order="t:Q")
        .add_params(*parameters)
    )
    factors = readout(
        path.transform_filter(f"datum.t == {STEPS}")
        .transform_calculate(left="sqrt((pow(datum.x0, 2) + pow(datum.x1, 2)) / 101)")
        .transform_calculate(
            text="'factor of a late step: flat ' + format(datum.factor0, '.3f') + ', steep ' + "
            f"format(datum.factor1, '.3f') + '|after {STEPS} steps ' + "
            "(datum.left < 10 ? format(datum.left, '.1e') + ' of the way is left' : 'it is lost')"
        )
    )
    return Figure(
        (contours + line + factors).properties(height=300),
        "The path of gradient descent with momentum over the oval contours of a bowl, with the factor by "
        "which a late step shrinks each direction. Sliders set learning rate, momentum, and how many times "
        "as steep one direction is as the other; a box switches to Nesterov's momentum.",
    )
