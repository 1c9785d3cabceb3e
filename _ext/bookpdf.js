// Makes a book of the site's pages: cover, imprint, contents, chapters with their solutions at the end. Runs in
// the site's first page; the others are read from where it lies.
//
// facts: { css, pages: the page of the book on which each anchor stands, empty in the first run,
//          address: where the site is published, licence: a sentence, mathml: whether formulas keep it }
// Returns { title, author, edition: the day, anchors: of all that the contents list }.
async (facts) => {
  const HEADINGS = "h1, h2, h3, h4, h5, h6";
  // What answers a click is of no use on paper, and neither is code that the site folds away.
  const LEFT_OUT = `details.hide, .headerlink, .copybtn, .toggle-button, .enlarge-button, script, .selfcheck-button,
    .selfcheck-verdict, .selfcheck-why, .selfcheck-hint, .toctree-wrapper, .chapter-map, .cover-controls, .cover-hint, .cover-verdict`;

  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };
  const pageOf = (address) => address.split(/[?#]/)[0].split("/").pop().replace(/\.html$/, "");
  const anchor = (page, id) => `${page}--${id}`.replace(/[^\w-]/g, "-");
  const text = (node) => node.textContent.replace(/\s+/g, " ").trim();
  const words = (heading) => {
    const copy = heading.cloneNode(true);
    copy.querySelectorAll("a, span[id]").forEach((part) => part.replaceWith(...part.childNodes));
    return [...copy.childNodes];
  };

  // The book's order is that of the side bar.
  const parts = [];
  for (const item of document.querySelectorAll("nav.bd-links :is(p.caption, li.toctree-l1 > a)")) {
    if (item.matches(".caption")) parts.push({ name: text(item), pages: [] });
    else parts.at(-1)?.pages.push(pageOf(item.href));
  }
  const first = pageOf(location.href);
  const known = new Set([first, ...parts.flatMap((part) => part.pages)]);
  const home = new URL("..", location.href).href;
  const styles = new Set();

  const read = async (page) => {
    const source = await (await fetch(`${page}.html`)).text();
    const parsed = new DOMParser().parseFromString(source, "text/html");
    // Each page has the rules of its formulas; most of them are the same on all pages.
    for (const style of parsed.head.querySelectorAll("style")) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style.textContent);
      for (const rule of sheet.cssRules) styles.add(rule.cssText);
    }
    const chapter = parsed.querySelector(".bd-article > section");
    chapter.querySelectorAll(LEFT_OUT).forEach((gone) => gone.remove());
    if (!facts.mathml) chapter.querySelectorAll("mjx-assistive-mml").forEach((gone) => gone.remove());
    for (const named of chapter.querySelectorAll("[id]")) if (!named.closest("svg")) named.id = anchor(page, named.id);
    chapter.id = anchor(page, chapter.id || "top");
    chapter.dataset.page = page;
    for (const link of chapter.querySelectorAll("a[href]")) {
      const target = new URL(link.getAttribute("href"), new URL(`${page}.html`, location.href));
      if (!target.href.startsWith(home)) continue;
      if (target.pathname.endsWith(".html") && known.has(pageOf(target.href)))
        link.setAttribute("href", `#${target.hash ? anchor(pageOf(target.href), decodeURIComponent(target.hash.slice(1))) : `${pageOf(target.href)}--`}`);
      else link.href = facts.address + target.href.slice(home.length);
    }
    for (const label of chapter.querySelectorAll("label[for]")) label.removeAttribute("for");
    chapter.querySelectorAll("details").forEach((fold) => (fold.open = true));
    return document.importNode(chapter, true);
  };

  // Solutions, and the answers to questions, stand at the end of their chapter.
  const collectSolutions = (chapter) => {
    const collected = element("section", "book-solutions", element("h2", "", "Solutions"));
    collected.id = `${chapter.dataset.page}--solutions-collected`;
    const answers = element("ol", "book-answers");
    chapter.querySelectorAll(".selfcheck").forEach((question, number) => {
      question.querySelector("legend")?.prepend(`${number + 1}. `);
      const given = question.querySelector("details");
      if (!given) return;
      const answer = element("li", "", ...given.querySelectorAll("li"));
      answer.querySelectorAll(":scope > li").forEach((line) => line.replaceWith(element("p", "", ...line.childNodes)));
      answers.append(answer);
      given.remove();
    });
    const solutions = [...chapter.querySelectorAll(".solution.admonition")];
    if (answers.children.length) collected.append(element("h3", "", "Self-check"), answers);
    if (solutions.length && answers.children.length) collected.append(element("h3", "", "Exercises"));
    for (const solution of solutions) solution.classList.remove("dropdown", "toggle", "toggle-hidden");
    collected.append(...solutions);
    if (collected.children.length > 1) chapter.append(collected);
  };

  const front = await read(first);
  const listed = [];
  const rules = [];
  const entry = (section, heading, className) => {
    listed.push(section.id);
    const name = element("span", "book-name", ...words(heading));
    const link = element("a", "", name, element("span", "book-page", String(facts.pages[section.id] ?? "000")));
    link.href = `#${section.id}`;
    return element("li", className, link);
  };
  const contents = element("nav", "book-contents", element("h1", "", "Contents"));
  const chapters = [];
  const add = (chapter, list) => {
    const heading = chapter.querySelector(":scope > h1");
    const name = text(heading).replace(/(["\\])/g, "\\$1");
    chapter.classList.add("book-chapter");
    chapter.style.page = `page-${chapters.length}`;
    rules.push(`@page page-${chapters.length} { @top-left { content: "${name}"; } }`);
    list.append(entry(chapter, heading, "book-of-chapter"));
    if (/^\d/.test(text(heading)))
      for (const section of chapter.querySelectorAll(":scope > section"))
        list.append(entry(section, section.querySelector(HEADINGS), ""));
    chapters.push(chapter);
  };

  // The first page becomes cover, imprint and an introduction.
  const title = text(front.querySelector(":scope > h1"));
  const author = text(document.querySelector(".component-author")).replace(/^By /, "");
  const values = Object.fromEntries(
    [...front.querySelectorAll(".build-facts dt")].map((name) => [
      text(name).replace(/:$/, ""),
      text(name.nextElementSibling),
    ]),
  );
  const picture = front.querySelector(".cover-figure svg");
  const cover = element("section", "book-cover");
  cover.append(
    element("p", "book-title", title),
    element("p", "book-subtitle", "The executable textbook"),
    ...(picture ? [picture] : []),
    element("p", "book-author", author),
    element("p", "book-edition", ["Version", "Date"].filter((name) => values[name]).map((name) => (name === "Version" ? `Version ${values[name]}` : values[name])).join(" · ")),
  );
  const imprint = element("section", "book-imprint", element("p", "book-imprint-title", title), element("p", "", author));
  imprint.append(...front.querySelectorAll(".build-facts, .build-facts ~ *"), element("p", "", facts.licence));
  const introduction = element("section", "");
  introduction.id = `${first}--introduction`;
  introduction.dataset.page = first;
  introduction.append(element("h1", "", "About this book"), ...(front.querySelector(".cover-words")?.childNodes ?? []));
  for (const section of front.querySelectorAll(":scope > section"))
    if (text(section) !== text(section.querySelector(HEADINGS))) introduction.append(section);
  const list = element("ol", "");
  add(introduction, list);
  contents.append(list);

  for (const part of parts) {
    const entries = element("ol", "");
    for (const page of part.pages) {
      const chapter = await read(page);
      collectSolutions(chapter);
      add(chapter, entries);
    }
    contents.append(element("p", "book-part", part.name), entries);
  }
  // A link to a page as a whole leads to its title.
  const book = element("article", "bd-article bd-content book", cover, imprint, contents, ...chapters);
  const tops = Object.fromEntries(chapters.map((chapter) => [`#${chapter.dataset.page}--`, `#${chapter.id}`]));
  for (const link of book.querySelectorAll('a[href^="#"]')) {
    const target = tops[link.getAttribute("href")];
    if (target) link.setAttribute("href", target);
  }

  document.documentElement.dataset.theme = "light";
  document.head.append(...[[...styles].join("\n"), facts.css, rules.join("\n")].map((rule) => element("style", "", rule)));
  document.body.replaceChildren(element("main", "bd-main", book));
  document.title = title;
  await document.fonts.ready;
  await Promise.all([...document.images].map((image) => image.decode().catch(() => image.remove())));
  return { title, author, edition: values.Date ?? "", anchors: listed };
}
