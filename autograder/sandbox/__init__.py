"""What encloses and runs code. Imports nothing else of the package: the jail mounts this room alone.

=================  ============================================================================
``protocol``       the messages between all processes: frozen, checked records
``channel``        messages over a socket
``jail``           what this machine can enclose, and how
``forkserver``     the warm process: imports once, forks workers, judges and judge servers
``watch``          limits that hold for all processes of a submission together
``family``         what these processes use up, read from ``/proc``
``cgroups``        the kernel's own limits for them, where this user may have such
``folders``        private folders on disk: what they hold, and how they go away
``processes``      these processes as the grader sees them
``registry``       processes that threads share, their users counted
``pool``           warm processes for each set of imports
``session``        worker and judge of one submission: started, restarted, ended
``patience``       how long a cell may take, whoever else needs the processor
``worker``         runs the student's cells and answers the judge
``given_names``    the instructor's names in the worker
``beside``         runs a test in the worker, in a fork, guarded
``guard``          what the student's code has replaced, put back before such a test
``scores``         the value of a test's last expression, as points
``judge``          runs the test cells
``bridge``         what a test sees of the student's objects
``shell``          runs one cell the way Jupyter does
``plain_cells``    cells of plain Python, which run without IPython
``ipython_shell``  what is used of IPython's inside
``recorder``       what a cell prints, shows and warns of
``hidden_lines``   whether a line that students never see is at work
``cell_errors``    where in the cells an exception comes from
=================  ============================================================================
"""
