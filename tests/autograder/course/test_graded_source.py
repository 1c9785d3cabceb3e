"""What an instructor writes and what students are graded by: generated tests, old metadata, headers."""

import json
import shutil

import pytest
from plain_course import (
    STUB,
    check,
    code,
    essay,
    given,
    hand_in,
    marked,
    notebook,
    plain_course,
    scores,
    solution,
    text,
    write,
)

from autograder.course.errors import CourseError
from autograder.course.folders import open_course
from autograder.course.graded_source import graded_sources, remarks
from autograder.course.nbgrader_compat import autotest_templates
from autograder.course.release import release
from autograder.grading.run import grade
from autograder.records import Settings

TRIPLE = "def triple(n):\n    return 3 * n"
GENERATED = [
    given("import math"),
    solution(TRIPLE),
    check("### AUTOTEST triple(4)", "shown"),
    check("### HASHED AUTOTEST triple(5); triple(-1)", "hashed"),
    check(
        "assert triple(1) == 3\n### BEGIN HIDDEN TESTS\n### AUTOTEST triple(1234)\n### END HIDDEN TESTS",
        "hidden",
    ),
]


def released_text(course, name="small"):
    return (course.path("release", name) / f"{name}.ipynb").read_text(encoding="utf-8")


def sources_of(data: bytes) -> dict[str, str]:
    """Text of the named cells of a notebook."""
    cells = json.loads(data)["cells"]
    return {c["metadata"]["nbgrader"]["grade_id"]: c["source"] for c in cells if "nbgrader" in c["metadata"]}


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """A set with generated tests, released, handed in and graded."""
    root = tmp_path_factory.mktemp("generated")
    shutil.copy(autotest_templates(), root / "autotests.yml")
    course = plain_course(root, GENERATED)
    release(course, "small")
    hand_in(course, "right", {"mine": TRIPLE})
    hand_in(course, "wrong", {"mine": "def triple(n):\n    return n - 1"})
    hand_in(course, "nearly", {"mine": "def triple(n):\n    return 3 * n if n < 100 else 0"})
    hand_in(course, "untouched", {})
    grade(course, "small", Settings())
    return course


def test_generated_tests_give_marks_to_the_right_answer_alone(generated):
    full = {"shown": 1, "hashed": 1, "hidden": 1}
    assert scores(generated) == {
        "right": full,
        "nearly": full | {"hidden": 0},
        "wrong": dict.fromkeys(full, 0),
        "untouched": dict.fromkeys(full, 0),
    }


def test_generated_tests_are_released_as_nbgrader_writes_them_and_the_hidden_ones_are_not(generated):
    text = released_text(generated)
    assert 'assert str(triple(4)) == \\"\\"\\"12\\"\\"\\"' in text
    assert "sha1(" in text
    for secret in ("AUTOTEST", "1234", "3702", "return 3 * n"):
        assert secret not in text


def test_what_is_graded_is_what_nbgrader_put_into_its_gradebook(generated):
    with generated.gradebook() as gradebook:
        cells = gradebook.find_notebook("small", "small").source_cells
        kept = {cell.name: cell.source for cell in cells if cell.name != "mine"}
    graded = sources_of(graded_sources(generated, "small")["small"])
    assert {name: graded[name] for name in kept} == kept


def test_generated_tests_are_kept_until_something_changes(generated, tmp_path, monkeypatch):
    from autograder.course import graded_source

    root = shutil.copytree(generated.root, tmp_path / "copy")
    course = open_course(root)
    before = graded_sources(course, "small")
    with monkeypatch.context() as patch:
        patch.setattr(graded_source, "instantiated", None)
        assert graded_sources(course, "small") == before
    path = root / "source/small/small.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("triple(4)", "triple(6)"), encoding="utf-8")
    assert "triple(6)" in sources_of(graded_sources(course, "small")["small"])["shown"]


def test_without_templates_the_set_is_refused_and_the_file_named(tmp_path):
    course = plain_course(tmp_path, GENERATED)
    with pytest.raises(CourseError, match=r"cell shown has `AUTOTEST` .*Expected autotests\.yml in .*Copy"):
        release(course, "small")
    assert not course.path("release", "small").exists()


@pytest.mark.parametrize(
    ("fault", "named"),
    [("python3: {}\n", "KeyError: 'templates'"), ("python3: [\n", "ParserError"), ("R: {}\n", "'python3'")],
)
def test_faults_of_the_templates_are_told_in_one_line(tmp_path, fault, named):
    course = plain_course(tmp_path, GENERATED)
    (tmp_path / "autotests.yml").write_text(fault, encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        release(course, "small")
    assert named in str(caught.value)
    assert "autotests.yml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_model_answer_that_fails_is_told(tmp_path):
    shutil.copy(autotest_templates(), tmp_path / "autotests.yml")
    course = plain_course(tmp_path, [solution("1 / 0"), *GENERATED[2:]])
    with pytest.raises(CourseError, match=r"cannot be generated.*ZeroDivisionError"):
        release(course, "small")


def test_a_comment_that_only_speaks_of_autotest_lines_starts_no_kernel(tmp_path, monkeypatch):
    from autograder.course import graded_source

    monkeypatch.setattr(graded_source, "instantiated", None)
    course = plain_course(tmp_path, [text("About AUTOTEST"), solution(TRIPLE), check("assert triple", "t")])
    release(course, "small")
    assert "About AUTOTEST" in released_text(course)
    (path,) = course.notebooks("small")
    assert [graded_sources(course, "small")["small"] for _ in range(2)] == [path.read_bytes()] * 2


OLD = {
    "no schema": {"grade_id": "t", "grade": True, "locked": True, "points": "1"},
    "schema 1": {
        **marked("t", grade=True, locked=True, points=1)["nbgrader"],
        "schema_version": 1,
        "unknown": 5,
    },
    "schema 2": {**marked("t", grade=True, locked=True, points=1)["nbgrader"], "schema_version": 2},
}


@pytest.mark.parametrize("version", OLD)
def test_old_metadata_is_converted_and_said_once(tmp_path, version):
    tests = [
        code("assert triple(2) == 6", {"nbgrader": OLD[version] | {"grade_id": f"t{i}"}}) for i in range(9)
    ]
    course = plain_course(tmp_path, [solution(TRIPLE), *tests])
    path = course.path("source", "small") / "small.ipynb"
    before = path.read_bytes()
    release(course, "small")
    hand_in(course, "anna", {"mine": TRIPLE})
    grade(course, "small", Settings())
    assert scores(course) == {"anna": {f"t{i}": 1 for i in range(9)}}
    (said,) = remarks(course, "small")
    assert f"({version})" in said
    assert "nbgrader update" in said
    assert path.read_bytes() == before


def test_an_old_notebook_with_a_schema_of_none_is_like_one_without(tmp_path):
    fields = OLD["no schema"] | {"schema_version": None}
    course = plain_course(tmp_path, [solution(TRIPLE), code("assert triple", {"nbgrader": fields})])
    release(course, "small")
    assert '"schema_version": 3' in released_text(course)


def test_header_and_footer_are_graded_with_the_notebook(tmp_path):
    config = 'c.IncludeHeaderFooter.header = "source/header.ipynb"\n'
    course = plain_course(
        tmp_path, [solution("area = tau * 4"), check("assert area > 25", "t")], config=config
    )
    write(tmp_path / "source/header.ipynb", [given("from math import tau", "header")])
    release(course, "small")
    hand_in(course, "anna", {"mine": "area = tau * 4", "header": "tau = 0"})
    grade(course, "small", Settings())
    assert scores(course) == {"anna": {"t": 1}}


def test_a_notebook_to_read_beside_a_graded_one_is_released_and_worth_nothing(tmp_path):
    course = plain_course(tmp_path, [solution(TRIPLE), check("assert triple(2) == 6", "t")])
    write(tmp_path / "source/small/read-first.ipynb", [text("Read me first."), code("1 + 1")])
    release(course, "small")
    assert "Read me first." in released_text(course).join(
        path.read_text(encoding="utf-8") for path in course.path("release", "small").glob("read*.ipynb")
    )
    hand_in(course, "anna", {"mine": TRIPLE})
    grade(course, "small", Settings())
    assert scores(course) == {"anna": {"t": 1}}
    assert list(remarks(course, "small")) == [
        "read-first.ipynb: no cell has points; it is released to be read, and worth nothing."
    ]


def test_what_holds_only_the_stub_is_released(tmp_path):
    free = code(STUB, marked("free", grade=True, solution=True, points=1))
    cells = [free, essay("YOUR ANSWER HERE"), solution(TRIPLE), check("assert triple(2) == 6", "t")]
    course = plain_course(tmp_path, cells)
    release(course, "small")
    assert "return 3 * n" not in released_text(course)
    assert released_text(course).count("raise NotImplementedError()") == 2


def test_a_stray_end_hides_nothing_and_is_said(tmp_path):
    course = plain_course(tmp_path, [solution(TRIPLE), check("assert triple\n### END HIDDEN TESTS", "t")])
    release(course, "small")
    (said,) = remarks(course, "small")
    assert said.startswith("small.ipynb: cell t: `END HIDDEN TESTS` has no `BEGIN HIDDEN TESTS` before it")


@pytest.mark.parametrize("last", ["triple(1)", "triple(1) == 3", "'well done'"])
def test_a_last_line_that_tests_nothing_is_said(tmp_path, last):
    course = plain_course(tmp_path, [solution(TRIPLE), check(f"assert triple\n{last}", "t")])
    assert list(remarks(course, "small")) == [
        f"small.ipynb: cell t: it ends with `{last}`, which tests nothing; is an `assert` missing?"
    ]


@pytest.mark.parametrize("last", ["print('well done')", "x = triple(1)", "0.5", "assert triple(1) == 3"])
def test_other_last_lines_are_not(tmp_path, last):
    course = plain_course(tmp_path, [solution(TRIPLE), check(f"assert triple\n{last}", "t")])
    assert list(remarks(course, "small")) == []


def test_a_set_without_points_is_released_with_a_word(tmp_path):
    course = plain_course(tmp_path, [text("only to read")])
    release(course, "small")
    assert list(remarks(course, "small")) == [
        "no cell of the set has points: there will be nothing to grade."
    ]


@pytest.mark.parametrize("name", ["übung 1", "a.b, c", "it's", "練習", "{x}", "100%", "a=b&c"])
def test_sets_of_unusual_names_work(tmp_path, name):
    course = plain_course(tmp_path, [solution(TRIPLE), check("assert triple(2) == 6", "t")], name)
    release(course, name)
    hand_in(course, "anna", {"mine": TRIPLE}, name)
    grade(course, name, Settings())
    assert scores(course, name) == {"anna": {"t": 1}}


@pytest.mark.parametrize("name", ["a+b", "12 [ab]", "what?", "all*", " blank"])
def test_names_that_nbgrader_refuses_are_refused_with_its_reason(tmp_path, name):
    course = plain_course(tmp_path, [solution(TRIPLE), check("assert triple(2) == 6", "t")], name)
    with pytest.raises(CourseError, match=r"nbgrader cannot work on a problem set whose name .* Rename"):
        release(course, name)


def test_what_nbgrader_refuses_is_refused(tmp_path):
    """One set for each rule of nbgrader's own validator that release takes over, in words of its own."""
    from nbgrader.nbgraderformat import MetadataValidator

    faulty = [
        check("pass", "with a blank"),
        code("pass", marked("", solution=True)),
        text("words", marked("t", grade=True, points=1)),
        code("pass", marked("t", task=True, points=1)),
        {**check("pass", "t"), "metadata": marked("t", grade=True, locked=True)},
    ]
    for number, cell in enumerate(faulty):
        course = plain_course(tmp_path / str(number), [solution(TRIPLE), cell])
        import nbformat

        with pytest.raises(Exception, match=r".+"):
            MetadataValidator().validate_nb(nbformat.from_dict(notebook([solution(TRIPLE), cell])))
        with pytest.raises(CourseError, match="cannot be used"):
            release(course, "small")
