// A formula that is wider than its line scrolls by itself. What scrolls sideways must scroll by keyboard too:
// it gets a place in the tab order while it overflows.
(() => {
  const BOXES =
    "main div.math, main span.math, main .cell_output, main .output, main .pst-scrollable-table-container, " +
    "main .highlight pre";
  const isDrawn = (box) => box.checkVisibility?.({ contentVisibilityAuto: true }) ?? true;
  const overflows = (box) => {
    if (box.matches("span.math")) {
      const line = box.closest("p, li, td, th, dd, legend, label, figcaption, div");
      return box.querySelector("mjx-math")?.getBoundingClientRect().width > line.clientWidth;
    }
    return ["auto", "scroll"].includes(getComputedStyle(box).overflowX) && box.scrollWidth > box.clientWidth;
  };
  const update = (part) => {
    const boxes = [...part.querySelectorAll(BOXES)].filter(isDrawn);
    const wide = boxes.map(overflows); // first read all, then write: each change would cost a new layout
    boxes.forEach((box, index) => {
      if (box.matches("span.math")) box.classList.toggle("wide", wide[index]);
      if (wide[index]) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  };
  const main = document.querySelector("main");
  // The browser lays out a section when it comes near the window. See book.css.
  main.addEventListener("contentvisibilityautostatechange", ({ target, skipped }) => {
    if (!skipped) requestAnimationFrame(() => update(target));
  });
  main.addEventListener("toggle", ({ target }) => update(target), true);
  document.fonts.addEventListener("loadingdone", () => update(main));
  new ResizeObserver(() => update(main)).observe(main.querySelector("article") ?? main);
})();

// The browser lays out a section of a chapter only when it comes near the window (book.css), which lets the first
// picture stand at once. From the first sign of a reader on the others follow, one by one, in idle moments; and
// all at once before a jump, which must know how high everything is.
(() => {
  const waiting = [...document.querySelectorAll(".bd-article > section section")];
  const next = () => waiting.shift()?.classList.add("laid-out");
  const rest = () => {
    while (waiting.length) next();
  };
  const inTurn = () => {
    next();
    if (waiting.length) (globalThis.requestIdleCallback ?? setTimeout)(inTurn);
  };
  for (const sign of ["pointermove", "touchstart", "wheel", "scroll"])
    addEventListener(sign, inTurn, { once: true, passive: true });
  for (const jump of ["keydown", "hashchange", "popstate", "beforeprint"]) addEventListener(jump, rest, { once: true });
  addEventListener("click", ({ target }) => target.closest("a[href*='#']") && rest(), true);
  // Who reloads or comes back is led to where they were, which the browser can find only if all heights are known.
  const arrived = performance.getEntriesByType("navigation")[0]?.type;
  if (location.hash || arrived === "reload" || arrived === "back_forward") rest();
})();

// Paper is white: print in the light colours, whatever the screen shows.
(() => {
  const { dataset } = document.documentElement;
  let theme;
  addEventListener("beforeprint", () => ((theme = dataset.theme), (dataset.theme = "light")));
  addEventListener("afterprint", () => (dataset.theme = theme));
})();

// Where a picture is shown much smaller than it was drawn, on a phone, a tap on it or on its button shows it whole.
(() => {
  const SMALL = 0.8; // of the width that it was drawn in
  let dialog;

  function made() {
    const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
    const box = document.createElement("div");
    box.tabIndex = 0; // scrolls by keyboard too
    dialog = Object.assign(document.createElement("dialog"), { className: "enlarged" });
    dialog.append(box, close);
    dialog.setAttribute("aria-label", "Enlarged picture");
    dialog.addEventListener("click", ({ target }) => target === box || dialog.close());
    document.body.append(dialog);
    return dialog;
  }

  function enlarge(picture) {
    const copy = picture.cloneNode();
    copy.removeAttribute("style");
    copy.width = Math.max(picture.naturalWidth, innerWidth - 32);
    copy.removeAttribute("height");
    (dialog ?? made()).firstChild.replaceChildren(copy);
    dialog.showModal();
    dialog.firstChild.scrollTo(0, 0);
  }

  function offer(picture) {
    if (picture.closest(".enlargeable, a") || picture.clientWidth > SMALL * picture.naturalWidth) return;
    const holder = Object.assign(document.createElement("span"), { className: "enlargeable" });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "enlarge-button" });
    button.setAttribute("aria-label", "Enlarge the picture");
    button.textContent = "\u2922"; // two arrows away from each other
    picture.replaceWith(holder);
    holder.append(picture, button);
    holder.addEventListener("click", () => enlarge(picture));
  }

  for (const picture of document.querySelectorAll("main :is(.cell_output, figure) img")) {
    const look = () => picture.clientWidth && offer(picture);
    if (picture.complete) look();
    picture.addEventListener("load", look);
    new ResizeObserver(look).observe(picture);
  }
})();
