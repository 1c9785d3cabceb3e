"""The grader: student code in a jail, tests out of its reach, results in nbgrader's gradebook.

Five rooms: ``course → sandbox → grading → report → audit``. A module imports from its own room and from rooms
to the left; ``sandbox`` imports nothing else of the package.

===========  ==========================================================================================
``course``   problem sets and their sources; releasing them; collecting what students hand in
``sandbox``  what encloses and runs code: jail, warm processes, worker, judge, and the bridge between
``grading``  one submission to its result, a class to its results, results into the gradebook
``report``   what people get: feedback pages, tables of marks, CSV files
``audit``    are the hidden tests right: a set's bank of answers and mutants, graded
===========  ==========================================================================================

On top stands ``cli``, the command ``autograder``; below all, ``records``: what a graded submission leaves.
The package works on any nbgrader course: a folder with ``nbgrader_config.py``, or with ``source/`` alone.
Importing it loads nothing; each command loads what it needs.
"""
