"""A problem set goes round in JupyterLab with nbgrader's extensions: fetched, solved, marked, given back."""

from contextlib import ExitStack

from course import answers, make_course, make_student, person, run
from lab import server, sources
from playwright.sync_api import expect

NAME = "ps1-schedules"
IN_WORDS = (
    "When the noise of the mini-batches keeps the loss from falling.\n\nA smaller rate averages over it."
)
COMMENT = "Good. What does the noise come from?"


class Assignments:
    """The list of assignments of nbgrader's, in a student's JupyterLab."""

    def __init__(self, lab):
        self.lab = lab
        lab.menu("Nbgrader", "Assignment List")

    def row(self, status):
        """The one assignment that is "released", "fetched" or "submitted"."""
        return self.lab.page.locator(f"#{status}_assignments_list > .list_item")

    def press(self, status, button):
        """Press a button of an assignment."""
        self.row(status).locator("button", has_text=button).first.click()

    def open_notebook(self):
        """Open the notebook of the fetched assignment."""
        self.row("fetched").locator(".assignment-notebooks-link").click()
        self.row("fetched").locator(".assignment-notebooks .item_name a").click()
        self.lab.wait_for_kernel()

    def refresh(self):
        """Look again."""
        self.lab.page.locator("#refresh_assignments_list").click()


class Formgrader:
    """Formgrader, in an instructor's JupyterLab."""

    def __init__(self, lab):
        self.lab = lab
        lab.menu("Nbgrader", "Formgrader")
        self.frame = lab.page.frame_locator("iframe[src*=formgrader]")

    def press(self, icon):
        """Press an icon in the row of the problem set; return what formgrader says then."""
        manage = self.frame.get_by_role("link", name="Manage Assignments")
        if not manage.is_visible():  # on the page of a submission
            self.frame.get_by_role("link", name="Manual Grading").click()
        manage.click()
        self.frame.locator(f"tr td.{icon} a").click()
        said = self.frame.locator(".modal.in .modal-body")
        said.wait_for()
        text = said.inner_text()
        self.frame.locator(".modal.in .modal-footer .close").click()
        said.wait_for(state="detached")
        return text

    def open_submission(self):
        """Open the one submission, as a person does who marks by hand."""
        self.frame.get_by_role("link", name="Manual Grading").click()
        for link in (NAME, NAME, "Submission #1"):
            self.frame.locator("table a:visible", has_text=link).first.click()
        self.frame.locator("#notebook").first.wait_for()

    def mark(self, cell, points, comment):
        """Give points and a comment; return when both are saved."""
        for field, value in ((f"#{cell}", points), (f"#{cell}-comment", comment)):
            self.frame.locator(field).fill(value)
            with self.lab.page.expect_response(lambda told: told.request.method == "PUT" and told.ok):
                self.frame.locator(field).press("Tab")


def stripped(source):
    """Lines without blanks at their ends: the editor leaves some in empty lines."""
    return [line.rstrip() for line in source.split("\n")]


def test_a_problem_set_goes_round(tmp_path, lab, picture):
    teacher, student = make_course(tmp_path, NAME, written=True), make_student(tmp_path)
    run(teacher, "autograder", "release", NAME)
    run(teacher, "nbgrader", "release_assignment", NAME)
    with ExitStack() as stack:
        address = stack.enter_context(server(student, student))
        of_student = stack.enter_context(lab(address))

        assignments = Assignments(of_student)
        assignments.press("released", "Fetch")
        assignments.row("fetched").wait_for()
        picture(of_student, "fetched")
        assignments.open_notebook()
        for begins, parts, _ in answers(NAME).values():
            of_student.answer(begins, parts)
        of_student.answer_in_words(IN_WORDS)
        of_student.save()
        picture(of_student, "solved")
        typed = sources(student / NAME / f"{NAME}.ipynb")
        for cell, (_, _, whole) in answers(NAME).items():
            assert stripped(typed[cell]) == stripped(whole)
        assert typed["in-words"] == IN_WORDS

        of_student.notebook.locator(".validate-button").click()
        assert "Success! Your notebook passes all the tests." in of_student.dialog()
        of_student.tab("Assignments")
        assignments.press("fetched", "Submit")
        assignments.row("submitted").wait_for()

        of_teacher = stack.enter_context(lab(stack.enter_context(server(teacher, teacher))))
        formgrader = Formgrader(of_teacher)
        assert "Collecting submission" in formgrader.press("collect")
        picture(of_teacher, "collected")
        assert "Graded 1 of 1 submission" in run(teacher, "autograder", "grade", NAME)
        assert "in-words" in run(teacher, "autograder", "todo", status=1)
        formgrader.open_submission()
        answer = formgrader.frame.locator(".nbgrader_cell", has_text="A smaller rate averages over it.")
        answer.scroll_into_view_if_needed()
        expect(formgrader.frame.get_by_text("names the noise of the mini-batches")).to_be_visible()
        formgrader.mark("in-words", "3", COMMENT)
        picture(of_teacher, "marked")
        run(teacher, "autograder", "todo")
        assert "1 unchanged" in run(teacher, "autograder", "grade", NAME)
        run(teacher, "autograder", "feedback", NAME)
        assert "Feedback released" in formgrader.press("release-feedback")

        assignments.refresh()
        assignments.press("submitted", "Fetch Feedback")
        of_student.page.locator("a", has_text="(view feedback)").click()
        of_student.page.locator(".jp-DirListing-item", has_text=f"{NAME}.html").dblclick()
        page = of_student.page.frame_locator(".jp-HTMLViewer iframe")
        expect(page.locator("body")).to_contain_text("23 of 24")
        expect(page.locator("body")).to_contain_text(COMMENT)
        assert "students do not see this" not in page.locator("body").inner_text()
        picture(of_student, "feedback")
        assert person() in {path.name for path in (teacher / "course" / "submitted").iterdir()}
