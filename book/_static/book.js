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
  const whenTypeset = () => {
    for (const formula of document.querySelectorAll("main div.math, main mjx-math")) sizes.observe(formula);
    soon();
  };
  addEventListener("formulas-typeset", whenTypeset);
  addEventListener("load", () => {
    whenTypeset();
    sizes.observe(document.querySelector("main article, main")); // the window, or a part that unfolds
    addEventListener("toggle", update, true);
    document.fonts.addEventListener("loadingdone", soon);
  });
})();

// Formulas are typeset as they come into view. The others follow one by one while the browser has nothing else
// to do: a screen reader finds them all, and nobody waits for them.
(() => {
  const idle = () => new Promise((done) => (window.requestIdleCallback ?? setTimeout)(done));
  const typesetTheRest = async () => {
    const { document: formulas } = window.MathJax.startup;
    for (const waiting of document.querySelectorAll("mjx-lazy")) {
      if (!waiting.isConnected) continue; // it has come into view meanwhile
      formulas.lazySet.add(waiting.dataset.mjxLazy);
      if (!formulas.lazyIdle) {
        formulas.lazyIdle = true;
        formulas.lazyProcessSet();
      }
      await idle();
      await formulas.lazyPromise;
    }
    dispatchEvent(new Event("formulas-typeset"));
  };
  addEventListener("load", () => window.MathJax?.startup?.promise.then(typesetTheRest));
})();

// Paper is white: print in the light colours, whatever the screen shows.
(() => {
  const { dataset } = document.documentElement;
  let theme;
  addEventListener("beforeprint", () => ((theme = dataset.theme), (dataset.theme = "light")));
  addEventListener("afterprint", () => (dataset.theme = theme));
})();
