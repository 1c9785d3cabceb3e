"""The grader: student code in a jail, tests out of its reach, results in nbgrader's gradebook.

A pipeline, one module a stage. A module stands on a floor and imports only from floors below it.

=====  ===============================  ==========================================================
floor  module                           what it does
=====  ===============================  ==========================================================
6      ``cli``                          the command ``autograder``: options, progress, tables
5      ``demo``, ``audit``              a class made from a problem set's bank, graded
4      ``engine``, ``check``            grading mapped over the submissions; one notebook for a student
3      ``grading``                      one submission: bytes in, result out
3      ``feedback, report, export``     what people get, read from the gradebook
2      ``sanitize, worker, judge``      the instructor's cells restored; student code; test cells
2      ``gradebook``                    results into nbgrader's gradebook, one writer
2      ``release``, ``collect``         source to student version; archives and folders to submissions
1      ``course``, ``bank``             the problem sets and where they lie; their banks of answers
1      ``bridge``, ``jail``             the wire between worker and judge; what encloses the worker
0      ``record``                       the result of one submission
=====  ===============================  ==========================================================

The package works on any nbgrader course: a folder with ``nbgrader_config.py``, or with ``source/`` alone.
Importing it loads nothing; each command loads what it needs.
"""
