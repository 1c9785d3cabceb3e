"""What can be read in the pages' HTML without a browser."""

import re
from collections import Counter

from site_pages import SITE, pages

ID = re.compile(r"""<[a-z][^>]*? id="([^"]*)\"""")


def test_no_two_elements_of_a_page_have_one_name():
    for name in pages():
        found = Counter(ID.findall((SITE / name).read_text("utf-8")))
        assert [twice for twice, number in found.items() if number > 1] == [], name
