"""What directives and documents get while Sphinx reads and resolves them.

========================  ========================================================================
``equation_numbers``      the lecture's equations as on the slides, the book's own by letters
``claims_table``          the table of claims, filled from what other pages have measured
``slide_map``             the map of the lecture's slides, read from the book's own labels
``glossary``              the page of terms, and the link at a term's first use in each chapter
``build_facts``           version, date and data of the build, and how to cite it
``picture_descriptions``  warns about a picture without a description
``tables``                builds a table of nodes
========================  ========================================================================
"""
