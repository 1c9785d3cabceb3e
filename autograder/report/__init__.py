"""What people get, read from the gradebook and the journal.

====================  ============================================================================
``marks``             one record for a mark: score, verdict and message together
``feedback``          a page for each student
``page``              what stands on it
``bulk``              the pages in one archive, as a system takes them back
``prose``             text cells as HTML
``formulas``          formulas as MathML
``cell_outputs``      outputs as HTML
``terminal``          printed text as a terminal shows it
``pictures``          pictures, all of them within the page
``fitting``           a page that is small enough to send
``sanitize``          the border at which a student's HTML is made safe
``export``            a CSV file of the class
``lms_export``        marks as the learning management systems take them back
``rubric``            what stands below an answer where a person marks it
``comment``           what a student may read about marks, in a few sentences
``tables``            what the command prints
``todo``              what still waits for a person
``lateness``          who was late, and what it costs
``changes``           whose marks a run has changed, from what to what
``class_page``        a page about the class, and one about the term
``gradescope``        the grader on Gradescope
``formgrader_text``   text cells in nbgrader's formgrader
``desk_tables``       what the commands of the instructor's desk print
``nbconvert_compat``  what nbconvert does not promise to keep
====================  ============================================================================
"""
