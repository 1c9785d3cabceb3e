"""What directives and documents get while Sphinx reads and resolves them.

========================  ========================================================================
``equation_numbers``      the lecture's equations as on the slides, the book's own by letters
``listings``              a listing shows signature, one line, shapes and code, and leads to the rest
``api``                   the descriptions of the package's functions, read from their sources
``recorded``              what the record says of a claim, in a chapter's words
``claims_table``          the table of claims, filled from the record and from what other pages have measured
``slide_map``             the map of the lecture's slides, read from the book's own labels
``glossary``              the page of terms, and the link at a term's first use in each chapter
``build_facts``           version, date and data of the build, and how to cite it
``picture_descriptions``  warns about a picture without a description
``tables``                builds a table of nodes
========================  ========================================================================
"""
