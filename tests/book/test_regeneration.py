"""What a change makes run again, and that two builds of the same book are the same."""

import numpy as np
import pytest
from small_book import PAGE, PLAIN, SECTION, build, executed, write_book

CODE = {
    "rates": "from traindnn import schedules\nprint(schedules.power(100, 0.5, 100))",
    "norms": "import numpy\nfrom traindnn import clipping\n"
    "print(clipping.clip_by_norm([numpy.ones(4)], 1.0))",
    "pictures": "from traindnn import data\n"
    'd = data.load("fashion_mnist", train=5, validation=5, test=5)\nprint(d.x_train.mean())',
    "scale": "from traindnn.lab import profile\nprint(profile.sizes())",
}
PAGES = {"index": PLAIN, **{name: PAGE.format(code=code) + SECTION for name, code in CODE.items()}}
EDITED = ("traindnn", "requirements.txt")


def built(folder, **environment):
    """Build; return what ran. A build that fails fails the test."""
    status, output = build(folder, **environment)
    assert status == 0, output[-3000:]
    return executed(output)


def append(path, text):
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, vega):
    """The book, built once."""
    folder = tmp_path_factory.mktemp("book")
    write_book(folder, PAGES, copied=EDITED, vega=vega)
    assert built(folder) == set(CODE)
    return folder


@pytest.mark.minutes
@pytest.mark.slow
def test_each_change_executes_the_pages_that_depend_on_it_and_no_others(folder, tmp_path):
    np.savez_compressed(
        tmp_path / "fashion_mnist.npz",
        x_train=np.zeros((60_000, 28, 28), np.uint8),
        y_train=np.arange(60_000) % 10,
        x_test=np.zeros((10_000, 28, 28), np.uint8),
        y_test=np.arange(10_000) % 10,
    )
    data = {"TRAINDNN_DATA": str(tmp_path)}

    assert built(folder) == set(), "nothing has changed"
    append(folder / "book" / "rates.md", "\nA sentence more.\n")
    assert built(folder) == set(), "prose has changed"
    append(folder / "traindnn" / "clipping.py", "\nMORE = 1\n")
    assert built(folder) == {"norms"}, "one numeric module has changed"
    assert built(folder, **data) == {"pictures"}, "the data have changed"
    assert "0.0" in (folder / "_build" / "html" / "book" / "pictures.html").read_text("utf-8")
    assert built(folder) == set(), "the data are the old ones again"
    assert built(folder, TRAINDNN_PROFILE="full") == {"scale"}, "the profile has changed"
    append(folder / "requirements.txt", "one-more-package==1.0\n")
    assert built(folder) == set(CODE), "a version has changed"


@pytest.mark.minutes
@pytest.mark.slow
def test_two_builds_from_nothing_are_the_same(tmp_path):
    write_book(tmp_path, PAGES, copied=EDITED)
    other = tmp_path.parent / "again"
    other.mkdir()
    write_book(other, PAGES, copied=EDITED)
    assert built(tmp_path) == built(other) == set(CODE)
    first, second = (
        {
            path.relative_to(site).as_posix(): path.read_bytes()
            for path in sorted(site.rglob("*"))
            if path.is_file() and path.name not in (".buildinfo", "environment.pickle")
        }
        for site in (tmp_path / "_build" / "html", other / "_build" / "html")
    )
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
