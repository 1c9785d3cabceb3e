"""What we use of other packages beyond their documented interface: each package in one module.

=========================  ========================================================================
``sphinx_private``         steps on finished pages, writing in parallel, visitors, numbers and labels
``myst_nb_private``        its reader, its settings, and what it notes of the runs of each page
``jupyter_cache_private``  executing a notebook and storing it, as its own client does
``pybtex_private``         plugins are looked up once
``bibtex_private``         the entries of the bibliography
``sitemap_private``        the queue of pages to list
``theme_private``          the theme's buttons, and expressions for its script and style sheets
``releases``               what is said when a release no longer writes what we look for
=========================  ========================================================================

When a release changes one of them, ``tests/book/test_private_interfaces.py`` says what no longer works.
"""
