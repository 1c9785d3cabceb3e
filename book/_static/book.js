// A formula that is wider than its line scrolls by itself. What scrolls sideways must scroll by keyboard too:
// it gets a place in the tab order while it overflows.
(() => {
  const BOXES =
    "main div.math, main span.math.wide, main mjx-container, main .cell_output, main .output, " +
    "main .pst-scrollable-table-container, main .highlight pre";
  const update = () => {
    for (const formula of document.querySelectorAll("main span.math")) {
      const line = formula.closest("p, li, td, th, dd, legend, label, figcaption, div");
      const width = formula.querySelector("mjx-container")?.getBoundingClientRect().width ?? 0;
      formula.classList.toggle("wide", width > line.clientWidth);
      if (width <= line.clientWidth) formula.removeAttribute("tabindex");
    }
    for (const box of document.querySelectorAll(BOXES)) {
      const scrolls = ["auto", "scroll"].includes(getComputedStyle(box).overflowX);
      if (scrolls && box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  let due;
  const soon = () => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(update);
  };
  // The size of a formula changes when it unfolds, and again when its letters have come as a font.
  const sizes = new ResizeObserver(soon);
  const whenTypeset = () =>
    (window.MathJax?.startup?.promise ?? Promise.resolve()).then(() => {
      for (const formula of document.querySelectorAll("main div.math, main mjx-math")) sizes.observe(formula);
      soon();
    });
  addEventListener("load", () => {
    whenTypeset();
    sizes.observe(document.querySelector("main article, main")); // the window, or a part that unfolds
    addEventListener("toggle", update, true);
    document.fonts.addEventListener("loadingdone", soon);
  });
})();

// Paper is white: print in the light colours, whatever the screen shows.
(() => {
  const { dataset } = document.documentElement;
  let theme;
  addEventListener("beforeprint", () => ((theme = dataset.theme), (dataset.theme = "light")));
  addEventListener("afterprint", () => (dataset.theme = theme));
})();
