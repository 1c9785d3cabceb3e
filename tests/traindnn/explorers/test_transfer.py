"""The freeze map: the roles of the package, the counts, and what was measured."""

import pytest

from traindnn import freezing
from traindnn.explorers.transfer import LEARNS, ROLE, UNMEASURED, freeze_map

SIZES = {"conv 1": 448, "conv 2": 4640, "conv 3": 18496, "output": 130}
SETTINGS = [(r, u) for r in range(4) for u in range(4)]


def evaluate(formula, k, reuse, unfrozen):
    """Evaluate a Vega expression of nested choices."""
    if " ? " not in formula:
        datum = type("Datum", (), {"k": k})
        return eval(formula, {"datum": datum, "min": min, "reuse": reuse, "unfrozen": unfrozen})
    condition, rest = formula.split(" ? ", 1)
    yes, no = rest.split(" : ", 1)
    return evaluate(yes if evaluate(condition, k, reuse, unfrozen) else no, k, reuse, unfrozen)


@pytest.mark.parametrize(("reuse", "unfrozen"), SETTINGS)
def test_roles_are_those_of_the_package(reuse, unfrozen):
    expected = freezing.roles(4, reuse, min(unfrozen, reuse))
    assert [evaluate(ROLE, k, reuse, unfrozen) for k in range(4)] == [role.name for role in expected]
    assert [evaluate(LEARNS, k, reuse, unfrozen) for k in range(4)] == [role.trainable for role in expected]


@pytest.mark.parametrize(("reuse", "unfrozen"), [s for s in SETTINGS if s[1] <= s[0]])
def test_picture_counts_what_learns_and_shows_what_was_measured(reuse, unfrozen):
    still = freeze_map(SIZES, {(3, 1): "accuracy 0.71 ± 0.02"}, start=(reuse, unfrozen)).still()
    learning = freezing.count_trainable(list(SIZES.values()), reuse, unfrozen)
    assert f"{learning:,} of 23,714 parameters learn" in still
    assert ("accuracy 0.71 ± 0.02" in still) == ((reuse, unfrozen) == (3, 1))
    assert (UNMEASURED in still) == ((reuse, unfrozen) != (3, 1))


def test_every_slider_has_a_label():
    bound = {p["name"]: p["bind"]["name"] for p in freeze_map(SIZES, {}).spec()["params"] if "bind" in p}
    assert bound == {"reuse": "Layers reused", "unfrozen": "Layers unfrozen"}
