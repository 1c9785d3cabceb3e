"""What happens to one HTML page.

===================  =============================================================================
``page_scripts``     scripts that only some pages need
``accessible_html``  repairs for readers who use a keyboard or a screen reader
``line_breaks``      a number and its ± stay on one line
``number_tables``      tables that cells have printed: alignment, heads, minus signs
``formulas``         typesets formulas with MathJax when a page is written
``loading_order``    a page shows its text before its scripts run
``without_scripts``    a page that runs no scripts has its colours too
``running_text``     the text of a page, told apart from tags, scripts and code
``search_texts``       the sections of a page, for the search
``html_tags``        single elements with their places, to be changed while all else stays
===================  =============================================================================
"""
