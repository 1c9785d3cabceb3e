"""After any change a build leaves the site that a build from nothing would leave."""

import shutil

import pytest
from small_book import PLAIN, build, write_book

PAGES = {
    "start": "# Start\n\nSee {ref}`the aim <aim>`, {numref}`one` and {eq}`eq-a`.\n",
    "first": "# First\n\n## Section\n\nText.\n",
    "second": "(aim)=\n# Second\n\n```{figure} dot.png\n:name: one\n:alt: A dot.\nA dot.\n```\n",
    "third": "# Third\n\n```{math}\n:label: eq-a\na = 1\n```\n",
    "fourth": PLAIN,
}


def toc(folder, *names):
    root, *others = names
    lines = "".join(f"  - file: book/{name}\n" for name in others)
    (folder / "_toc.yml").write_text(
        f"format: jb-book\nroot: book/{root}\nparts:\n- caption: All\n  numbered: true\n  chapters:\n{lines}"
    )


def draw(path, grey):
    """A picture of one pixel."""
    from matplotlib import image

    image.imsave(path, [[[grey] * 3]])


def files(folder):
    """The site, by path; what Sphinx keeps for itself apart."""
    site = folder / "_build" / "html"
    own = (".buildinfo", "environment.pickle")
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file() and path.name not in own
    }


def order(folder):
    toc(folder, "start", "third", "first", "second", "fourth")


def renamed(folder):
    (folder / "book/first.md").rename(folder / "book/foremost.md")
    toc(folder, "start", "third", "foremost", "second", "fourth")


def removed(folder):
    (folder / "book/fourth.md").unlink()
    toc(folder, "start", "third", "foremost", "second")


def retitled(folder):
    page = folder / "book/second.md"
    page.write_text(page.read_text().replace("# Second", "# The aim of it"))


def relabelled(folder):
    page = folder / "book/third.md"
    page.write_text(page.read_text().replace("# Third", "# Third\n\n```{math}\n:label: eq-b\nb = 1\n```"))


def repainted(folder):
    draw(folder / "book/dot.png", 0.2)
    shutil.move(folder / "book/dot.png", folder / "book/spot.png")
    page = folder / "book/second.md"
    page.write_text(page.read_text().replace("dot.png", "spot.png"))


CHANGES = ((order, retitled, relabelled), (renamed, removed, repainted))


@pytest.fixture(scope="module")
def book(tmp_path_factory, vega):
    folder = tmp_path_factory.mktemp("changing")
    write_book(folder, PAGES, vega=vega)
    toc(folder, *PAGES)
    draw(folder / "book/dot.png", 0.8)
    return folder


def settled(folder):
    status, output = build(folder)
    assert status == 0, output
    return files(folder)


@pytest.mark.slow
def test_every_page_shows_every_change(book, tmp_path_factory, vega):
    settled(book)
    for changes in CHANGES:
        for change in changes:
            change(book)
        now = settled(book)
    pages = {name: text.decode() for name, text in now.items() if name.startswith("book/")}
    assert set(pages) == {f"book/{name}.html" for name in ("start", "third", "foremost", "second")}
    assert all("2. Foremost" not in text and "2. First" in text for text in pages.values())
    assert all("3. The aim of it" in text for text in pages.values())
    assert 'rel="next" title="2. First"' in pages["book/third.html"]
    assert [name for name in now if name.startswith("_images/")] == ["_images/spot.png"]

    anew = tmp_path_factory.mktemp("anew")
    write_book(anew, {}, vega=vega)
    for name in ("book", "_toc.yml"):
        source = book / name
        if source.is_dir():
            shutil.rmtree(anew / name)
            shutil.copytree(source, anew / name, symlinks=True)
        else:
            shutil.copy(source, anew / name)
    fresh = settled(anew)
    assert sorted(now) == sorted(fresh)
    assert [name for name in now if now[name] != fresh[name]] == []
