"""A page about the class: how it did, in which tests and why, and what a teacher should look at.

The page is one file without scripts; nothing comes from the network.

==============  =================================================================================
``facts``       what stands on the page of a set
``items``       tests as instruments: how hard each is, and how much it tells
``mistakes``    the most frequent mistakes, by the faults of the set's bank
``similarity``  submissions that look alike, side by side
``term``        what stands on the page of the term
``charts``      figures, drawn by Vega
``page``        the pages as HTML
==============  =================================================================================
"""
