// Search as the reader types: in the dialog of every page, and on the search page, which keeps the query in its
// address. Texts and library are loaded when somebody begins to search, as scripts, so that it works from a folder.
(() => {
  const here = new URL(".", document.currentScript.src); // _static/
  const site = new URL("..", here);
  let loading;

  const load = (name) =>
    new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: new URL(`search/${name}`, here), onload: resolve });
      script.onerror = () => reject(new Error(`${script.src} could not be loaded`));
      document.head.append(script);
    });
  const finder = () =>
    (loading ??= Promise.all([load("library.js"), load("texts.js")]).then(() => globalThis.BookSearch.over(globalThis.bookTexts)));

  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };

  function entry({ page, anchor, title, number, chapter, defined, snippet }) {
    const link = element("a", "search-hit-title", [number, title].filter(Boolean).join(" "));
    link.href = new URL(page + (anchor ? `#${anchor}` : ""), site);
    const where = anchor ? [element("span", "search-hit-chapter", chapter)] : [];
    const text = snippet.map(({ piece, found }) => (found ? element("mark", "", piece) : piece));
    const label = defined ? [element("span", "search-hit-kind", "Definition"), " "] : [];
    return element("li", "search-hit", link, ...where, element("p", "search-hit-text", ...label, ...text));
  }

  function attach(form, results, { most, onQuery }) {
    const input = form.querySelector("input");
    const status = element("p", "search-status");
    status.setAttribute("role", "status");
    const list = element("ol", "search-hits");
    results.append(status, list);
    let asked = 0;

    async function show() {
      const query = input.value.trim();
      const turn = ++asked;
      onQuery?.(query);
      if (query.length < 2) {
        status.textContent = "";
        list.replaceChildren();
        return;
      }
      const library = await finder();
      if (turn !== asked) return; // the reader has typed on
      const hits = library.find(query, most);
      status.textContent = hits.length
        ? ""
        : `Nothing in the book has all or some of these words. Try others, or look into the glossary.`;
      list.replaceChildren(...hits.map(entry));
      status.classList.toggle("search-found", hits.length > 0);
      if (hits.length) status.textContent = `${hits.length} ${hits.length === 1 ? "section" : "sections"}, the best first`;
    }

    input.addEventListener("focus", () => finder().catch(() => {}), { once: true });
    input.addEventListener("input", () => show().catch((error) => (status.textContent = `The search does not work: ${error.message}`)));
    // Down and up lead from the box through the results and back.
    results.parentElement.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const stops = [input, ...list.querySelectorAll("a")];
      const at = stops.indexOf(document.activeElement);
      const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
      if (at < 0 || !next) return;
      event.preventDefault();
      next.focus();
    });
    return { input, show };
  }

  const dialog = document.getElementById("pst-search-dialog");
  const inDialog = dialog?.querySelector("form.bd-search");
  if (inDialog) {
    const results = dialog.appendChild(element("div", "search-results"));
    attach(inDialog, results, { most: 8 });
    dialog.addEventListener("click", ({ target }) => target.closest(".search-hit a") && dialog.close());
  }

  const page = document.getElementById("search-results");
  if (page) {
    const form = document.querySelector("main form.bd-search");
    const keep = (query) => {
      const address = new URL(location.href);
      address.searchParams.set("q", query);
      // A page in a folder may not change its address.
      if (location.protocol !== "file:") history.replaceState(null, "", address);
    };
    const { input, show } = attach(form, page, { most: 30, onQuery: keep });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      show();
    });
    const query = new URLSearchParams(location.search).get("q") ?? "";
    input.value = query;
    input.focus();
    if (query) show();
  }
})();
