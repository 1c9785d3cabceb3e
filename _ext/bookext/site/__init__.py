"""What happens to the site as a whole, most of it when all pages are written.

=====================  ============================================================================
``addresses``          settings that follow from the site's address
``parallel_writing``   pages are written by two processes
``vega``               Vega, so that figures to play with need nothing from elsewhere
``style_sheet``        one style sheet, with the rules that the site uses and no others
``icon_fonts``         the theme's fonts of icons, with the icons that the site shows
``formula_fonts``      MathJax's fonts, with the letters that the site shows
``small_fonts``        a font with some of the letters of another
``theme_script``       the theme's script, which measures nothing while a page loads
``dark_mode_figures``  the text of Matplotlib's figures follows the theme of the page
``entry_page``         the site's entry page leads to the book's first
``whole_site``         pages are written anew for what they show of others; what is left over goes
``sitemap``            the sitemap lists every page
``search_index``       the search: its texts, and the library that finds in them
=====================  ============================================================================
"""
