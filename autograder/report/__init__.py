"""What people get, read from the gradebook and the journal.

====================  ============================================================================
``marks``             one record for a mark: score, verdict and message together
``feedback``          a page for each student
``page``              what stands on it, made safe
``export``            a CSV file of the class
``tables``            what the command prints
``nbconvert_compat``  what nbconvert does not promise to keep
====================  ============================================================================
"""
