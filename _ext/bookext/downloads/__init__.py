"""What a reader takes away.

=====================  ===========================================================================
``page_downloads``     writes each page's notebook into the site, and the menus that lead to it
``notebooks``          a page as a notebook that runs as downloaded
``plain_markdown``     MyST Markdown as plain Jupyter and Colab show it
``site_words``         the words that the site shows for a label
``launch_links``       where a notebook can be opened, and what pip installs for it
``problem_set_table``  the table of the problem sets, with their student versions to download
``problem_sets``       titles, facts and student versions of the problem sets
=====================  ===========================================================================
"""
