"""From what a learning management system exports, or a plain folder, to nbgrader's ``submitted/`` folder.

Whose work it is, is what the *system* wrote: the prefix or the folder that it puts round what a student hands
in, checked against the course's roster where there is one. Names that students choose, of files and of what
lies in their archives, say nothing about that. One stage each:

===================  ===============================================================================
``origin``           the files of an export, by name: a zip archive or a folder
``claims``           whose a file is, as the system says
``systems``          how each learning management system writes that
``gradescope_list``  Gradescope's list of an export
``layouts``          nbgrader's layout, plain folders and files, an expression of the instructor's
``detect``           which of the layouts an export has, decided once for the whole of it
``roster``           the course's students, from the gradebook and the configuration
``identify``         one id for each person of the export; two claims to one id are found out
``unpack``           what one student handed in, archives opened, within bounds
``archives``         zip and tar archives that a student made
``sort``             which file is which notebook of the set, and where the others lie
``foreign``          of which set a notebook is, by what is in it
``hand_in_times``    when everybody handed in, from a list apart from the files
``drafts``           what each student handed in, as it would lie in the course
``attempts``         every attempt of a student, and what is known of it
``place``            which of them counts, put in place
``workplace``        where a submission is made, on the disk on which it will lie
``write``            the submission in place of the earlier one, in one step
``report``           what was done, and what was not and why
``times``            times in the systems' names
``bounds``           the bounds
``names``            names from outside: shown, compared, written
``collecting``       the stages, one after the other
===================  ===============================================================================
"""

from autograder.course.collect.collecting import collect
from autograder.course.collect.report import Collected

__all__ = ["Collected", "collect"]
