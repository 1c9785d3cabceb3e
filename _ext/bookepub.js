// Makes the chapters of a book that `bookpdf.js` has made into pages of an EPUB.
//
// Returns { files: [{ name, title, part, level, body, mathml, svg }], pictures: { name in the EPUB: address } }.
() => {
  const book = document.querySelector("article.book");
  const element = (name, ...children) => {
    const made = document.createElement(name);
    made.append(...children);
    return made;
  };
  const text = (node) => node.textContent.replace(/\s+/g, " ").trim();

  // Reading systems know MathML, and neither the fonts nor the elements with which a browser draws formulas.
  for (const formula of book.querySelectorAll("mjx-container")) {
    const math = formula.querySelector("mjx-assistive-mml > math");
    math.querySelectorAll("*").forEach((part) => {
      for (const { name } of [...part.attributes]) if (name.startsWith("data-")) part.removeAttribute(name);
    });
    if (formula.getAttribute("display") === "true") math.setAttribute("display", "block");
    formula.replaceWith(math);
  }
  for (const input of book.querySelectorAll("input")) input.replaceWith(input.type === "radio" ? "○ " : "☐ ");
  for (const label of book.querySelectorAll("label, fieldset, legend, details, summary"))
    label.replaceWith(element(label.matches("label") ? "span" : label.matches("legend") ? "p" : "div", ...label.childNodes));
  const pictures = {};
  for (const image of book.querySelectorAll("img")) {
    const name = `images/${image.src.split(/[?#]/)[0].split("/").pop()}`;
    pictures[name] = image.src;
    for (const { name: attribute } of [...image.attributes])
      if (!["alt", "src"].includes(attribute)) image.removeAttribute(attribute);
    image.setAttribute("src", name);
  }
  for (const styled of book.querySelectorAll("[style]")) if (!styled.closest("svg")) styled.removeAttribute("style");
  for (const part of book.querySelectorAll("*"))
    for (const name of ["data-page", "align", "border", "target", "rel", "tabindex", "width", "height", "valign"])
      if (!part.closest("svg, math")) part.removeAttribute(name);
  for (const part of book.querySelectorAll("section, nav, div, span, p, figure, table"))
    for (const name of ["aria-label", "aria-level", "role"]) part.removeAttribute(name);
  for (const picture of book.querySelectorAll("svg")) {
    picture.removeAttribute("focusable");
    picture.querySelectorAll("*").forEach((part) => {
      for (const { name } of [...part.attributes]) if (/^(aria|role)/.test(name)) part.removeAttribute(name);
    });
  }

  const chapters = [...book.querySelectorAll(":scope > .book-chapter")];
  const fileOf = new Map();
  for (const [number, chapter] of chapters.entries()) {
    const name = `chapter-${String(number).padStart(2, "0")}.xhtml`;
    for (const place of [chapter, ...chapter.querySelectorAll("[id]")]) fileOf.set(place.id, name);
  }
  for (const link of book.querySelectorAll('.book-chapter a[href^="#"]')) {
    const id = link.getAttribute("href").slice(1);
    if (fileOf.has(id)) link.setAttribute("href", `${fileOf.get(id)}#${id}`);
    else link.replaceWith(...link.childNodes);
  }
  const write = new XMLSerializer();
  const page = (name, title, node, more) => ({
    name, title, ...more, body: write.serializeToString(node),
    mathml: node.querySelector("math") !== null, svg: node.querySelector("svg") !== null,
  });
  const sections = (chapter) =>
    [...chapter.querySelectorAll(":scope > section")].map((section) => [section.id, text(section.querySelector("h1, h2, h3"))]);
  const parts = new Map();
  let part = "";
  for (const item of book.querySelector(".book-contents").children) {
    if (item.matches(".book-part")) part = text(item);
    for (const link of item.querySelectorAll("li.book-of-chapter a")) parts.set(link.getAttribute("href").slice(1), part);
  }
  return {
    files: [
      page("cover.xhtml", "Cover", book.querySelector(".book-cover"), { part: "", sections: [] }),
      page("imprint.xhtml", "Imprint", book.querySelector(".book-imprint"), { part: "", sections: [] }),
      ...chapters.map((chapter) =>
        page(fileOf.get(chapter.id), text(chapter.querySelector("h1")), chapter, { part: parts.get(chapter.id), sections: sections(chapter) })),
    ],
    pictures,
  };
}
