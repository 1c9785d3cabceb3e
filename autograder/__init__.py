"""The grader: student code in a jail, tests out of its reach, results in nbgrader's gradebook.

A pipeline, one module a stage. A module stands on a floor and imports only from floors below it.

=====  ==============================  ===========================================================
floor  module                          what it does
=====  ==============================  ===========================================================
6      ``cli``, ``tables``             the command ``autograder``: options, progress, tables
5      ``demo``, ``audit``             a class made from a problem set's bank, graded
4      ``engine``, ``check``           grading mapped over the submissions; one notebook for a student
3      ``grading``                     one submission: bytes in, result out
3      ``clerk``                       keeps finished results safe and enters them batch by batch
3      ``feedback, report, export``    what people get, read from the gradebook
2      ``sanitize, worker, judge``     the instructor's cells restored; student code; test cells
2      ``gradebook``                   results into nbgrader's gradebook, one writer
2      ``journal``                     what a run has finished, on disk until it is entered
2      ``release``, ``collect``        source to student version; archives and folders to submissions
2      ``submission``, ``bank``        one student's files; a problem set's bank of answers
2      ``pages``                       what stands on a feedback page, made safe
1      ``rows``, ``settings``          rows of nbgrader's tables; limits from the course's configuration
1      ``source``                      instructor notebooks as text, checked, for nbgrader's source folder
1      ``bridge``, ``jail``            the wire between worker and judge; what encloses the worker
0      ``course``, ``record``          where problem sets lie; settings and the result of one submission
=====  ==============================  ===========================================================

The package works on any nbgrader course: a folder with ``nbgrader_config.py``, or with ``source/`` alone.
Importing it loads nothing; each command loads what it needs.
"""
