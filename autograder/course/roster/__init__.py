"""The list of the students: from a file of the learning management system into nbgrader's gradebook.

nbgrader keeps an id, a name, an address and one id of the system for each student. What else a list says is
kept beside it in ``.autograder/roster.json``: further names that systems have for somebody, extensions, and
the columns by which each system takes marks back.

==============  =========================================================================
``table``       a file of a system or of a spreadsheet: rows by the names of its columns
``columns``     which system wrote a table, and which column is what
``extensions``  what a list says of more time, in words
``kept``        what is known of the students beside the gradebook
``enter``       a list into the gradebook, and into what is kept beside it
==============  =========================================================================
"""
