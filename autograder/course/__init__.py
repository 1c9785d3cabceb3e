"""The course: its problem sets, their sources, and what students hand in.

===================  ============================================================================
``errors``           the one error for a mistake that a person can put right
``new_course``       a course folder of one's own, with an example set
``files``            files that appear whole or not at all
``kept_by_student``  JSON files of what the course keeps of each student
``folders``          which problem sets there are, and where their files lie
``settings``         what the configuration says: options, limits, delimiters
``markers``          nbgrader's marker of a cell, and the regions within one
``outside``          text and structure from outside: made encodable and bounded
``notebooks``        reading a notebook that anybody may have written
``unreadable``       why a file is no notebook, in words for the student
``source``           instructor notebooks: read, checked, made into nbgrader's source folder
``graded_source``    the instructor's notebooks as they are released and graded
``cell_names``       which names a cell binds and uses
``tasks``            the tasks of a set, as its text heads them
``release``          the student version, and the proof that nothing secret is in it
``roster``           the list of the students, from a file of an LMS into the gradebook
``collect``          what learning management systems export, to nbgrader's folder
``plain_text``       text from outside as a person may safely read it
``submission``       what one student handed in, read from disk
``renamed``          notebooks that were handed in under another name
``formgrader``       nbgrader's formgrader without the network
``nbgrader_compat``  what nbgrader and nbformat do not promise to keep
===================  ============================================================================
"""
