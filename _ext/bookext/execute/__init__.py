"""Pages are executed ahead of Sphinx's reading: read → key → look up in the cache → execute → store → report.

===================  =============================================================================
``stages``           the order of these steps, hooked into Sphinx; begin to read here
``page``             a page as it is read, once: text, front matter, cells, imports, key
``book_pages``       the pages of the book that is being built
``imports``          what code imports, followed through the book's own package
``keys``             what a page's results depend on besides its cells, as one hash
``cache``            which pages have run as they are, and storing those that run now
``runs``             runs pages, several at a time
``progress``         what a build shows of itself
``forked_kernels``   Jupyter kernels from the standard library's fork server
``kernel_preload``   what that server imports when it starts
``kernel_process``   how a forked process becomes a kernel
``failures``         what is said about a page whose cells failed
``processors``       how many processors there are, and how many threads a kernel computes with
===================  =============================================================================
"""
