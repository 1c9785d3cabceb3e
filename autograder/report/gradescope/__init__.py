"""The grader on Gradescope: an archive that it takes as an autograder, and what that writes for it.

==============  ================================================================================
``package``     the archive: the set, the grader, ``setup.sh`` and ``run_autograder``
``run``         one submission in Gradescope's folders, to its ``results.json``
``results``     verdicts in the form of ``results.json``
==============  ================================================================================

Gradescope unpacks the archive into ``/autograder/source`` and runs ``setup.sh`` once; for each submission it
copies ``run_autograder`` to ``/autograder``, puts the files into ``/autograder/submission``, and reads
``/autograder/results/results.json`` (https://gradescope-autograders.readthedocs.io/en/latest/specs/).
"""
