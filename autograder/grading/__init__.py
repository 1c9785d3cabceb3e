"""One submission to its result, a class to its results, results into the gradebook.

====================  ==========================================================================
``run``               a class: what has changed is graded, several at a time
``isolation``         the one boundary between the submissions of a run
``jobs``              submissions as they are to be graded, with a fingerprint
``notebook``          one submission: bytes in, result out
``restore``           the instructor's cells put back into a submission
``matching``          which cell of a submission is which of the source's
``order``             the order in which a restored notebook runs
``instructors_code``  which of the instructor's code runs in the judge, and whose a name is
``name_uses``         which names a cell binds, reads and changes in place
``preload``           what a set's cells import, for the warm process
``calibration``       which tests run beside the student's code, by the set's own solution
``constructs``        what in a test needs the student's own process
``decisions``         what calibration decided, kept with the release
``verdicts``          verdict, score and sentence of each test
``same_cause``        of several tests that fail for one reason, the first says it
``explain``           what was returned and what was expected, as a table
``known_words``       what a student may read of a text made while a hidden test ran
``outputs``           outputs and cells of the executed notebook
``ledger``            takes finished results and enters them, batch by batch
``journal``           what a run has finished, safe on disk
``autograded``        nbgrader's autograded folder of a submission
``gradebook``         results into nbgrader's gradebook, in one transaction
``gradebook_rows``    the rows behind it
``deadlines``         when a set is due, and for whom later
``late_policy``       the course's rule for late submissions
``best_attempt``      of several attempts the one that earns most
``regrade``           some test cells graded again, the others as they were
``penalties``         late penalties, computed anew in every run
``check``             one notebook, for a student before handing in
====================  ==========================================================================
"""
