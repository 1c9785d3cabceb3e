"""Explorer of transfer learning: which layers are copied, frozen and new, and how many parameters learn."""

from collections.abc import Mapping, Sequence

import altair as alt

from traindnn.freezing import FINE_TUNED, FROZEN, NEW
from traindnn.interactive import Channels, Figure, slider

# The role of layer k, counted from 0, as the browser evaluates it. A test compares it with `freezing.roles`.
UNFROZEN = "min(unfrozen, reuse)"
LEARNS = f"datum.k >= reuse - {UNFROZEN}"
ROLE = f"datum.k >= reuse ? '{NEW}' : {LEARNS} ? '{FINE_TUNED}' : '{FROZEN}'"
ROLES = (FROZEN, FINE_TUNED, NEW)
DASHES = [[1, 0], [1, 0], [6, 3]]  # new layers can be told apart without colour, too
UNMEASURED = "not measured on this page"


def freeze_map(
    sizes: Mapping[str, int], measured: Mapping[tuple[int, int], str], start: tuple[int, int] = (2, 1)
) -> Figure:
    """The layers of a network that reuses another's: a bar for each layer, filled where it learns.

    Args:
        sizes: mapping from the name of each layer with parameters, from the input, to their number; the
            last layer is the new output.
        measured: mapping from (layers reused, layers unfrozen) to a text, such as an accuracy.
        start: layers reused and unfrozen at first.

    Returns:
        Figure, with sliders for the layers reused and unfrozen, the number of parameters that learn, and
        what was measured at this setting.

    Source: lecture, slides 41 to 43; chapter "Transfer learning".
    """
    most = len(sizes) - 1
    parameters = [
        slider("reuse", "Layers reused", start[0], 0, most, 1),
        slider("unfrozen", "Layers unfrozen", start[1], 0, most, 1),
    ]
    rows = [{"layer": name, "k": k, "size": size} for k, (name, size) in enumerate(sizes.items())]
    layers = (
        alt.Chart(alt.InlineData(values=rows))
        .transform_calculate(role=ROLE, learning=f"{LEARNS} ? datum.size : 0")
        .transform_calculate(text="datum.role + ': ' + format(datum.size, ',')")
    )
    chart = bars(layers, list(sizes)[::-1]).add_params(*parameters) + labels(layers, list(sizes)[::-1])
    return Figure(
        (chart + counted(layers) + looked_up(measured, most)).properties(height=60 * len(sizes) + 50),
        "A bar for each layer of a network, as long as the square root of its number of parameters; it is "
        "filled where the layer learns, and labelled as copied and frozen, copied and trainable, or new. "
        "Sliders set how many layers are reused and unfrozen. A line counts the parameters that "
        "learn, another gives the accuracy that was measured.",
    )


def place(order: Sequence[str], size: str) -> Channels:
    """Channels of a bar: its layer, and a length in parameters."""
    scale = alt.Scale(type="sqrt", domainMin=0, nice=False)
    return {
        "y": alt.Y("layer:N", sort=order, title=None, scale=alt.Scale(paddingInner=0.5, paddingOuter=0.9)),
        "x": alt.X(
            f"{size}:Q", title="parameters (square-root scale)", scale=scale, axis=alt.Axis(tickCount=4)
        ),
    }


def bars(layers: alt.Chart, order: Sequence[str]) -> alt.LayerChart:
    """An outline for all parameters of a layer, and a filling for those that learn."""
    color = alt.Scale(domain=list(ROLES))  # no legend: each bar carries its role in words
    outline = layers.mark_bar(filled=False, strokeWidth=2).encode(
        **place(order, "size"),
        stroke=alt.Stroke("role:N", scale=color, legend=None),
        strokeDash=alt.StrokeDash("role:N", scale=alt.Scale(domain=list(ROLES), range=DASHES), legend=None),
    )
    filling = layers.mark_bar(opacity=0.45).encode(
        **place(order, "learning"), fill=alt.Fill("role:N", scale=color, legend=None)
    )
    chart: alt.LayerChart = filling + outline
    return chart


def labels(layers: alt.Chart, order: Sequence[str]) -> alt.Chart:
    """The role and the number of parameters, above each bar."""
    chart: alt.Chart = layers.mark_text(
        align="left", baseline="bottom", dy=-16, fontSize=12, color="currentColor"
    ).encode(y=alt.Y("layer:N", sort=order), x=alt.value(2), text="text:N")
    return chart


def counted(layers: alt.Chart) -> alt.Chart:
    """How many parameters learn, in a corner."""
    chart: alt.Chart = (
        layers.transform_aggregate(all="sum(size)", free="sum(learning)")
        .transform_calculate(
            text="format(datum.free, ',') + ' of ' + format(datum.all, ',') + ' parameters learn'"
        )
        .mark_text(align="right", baseline="top", fontSize=13, color="currentColor")
        .encode(x=alt.value("width"), y=alt.value(0), text="text:N")
    )
    return chart


def looked_up(measured: Mapping[tuple[int, int], str], most: int) -> alt.Chart:
    """What was measured at the chosen setting, below the count."""
    rows = [
        {"r": reuse, "u": unfrozen, "text": measured.get((reuse, unfrozen), UNMEASURED)}
        for reuse in range(most + 1)
        for unfrozen in range(reuse + 1)
    ]
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .transform_filter(f"datum.r == reuse && datum.u == {UNFROZEN}")
        .mark_text(align="right", baseline="top", fontSize=13, color="currentColor")
        .encode(x=alt.value("width"), y=alt.value(18), text="text:N")
    )
    return chart
