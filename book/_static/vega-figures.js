// Bring the figures of a page to life when they come into view. The chart stands in the page as JSON beside
// a still picture; Vega is loaded with the first figure that is seen, and never on a page without one.
// Colours are CSS variables and currentColor, so a figure follows the colour mode with no work here.
(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  // A script element, not an import: browsers import nothing from a folder.
  const here = document.currentScript.src;
  let loading;
  const vega = () =>
    (loading ??= new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: new URL("vega/vega.js", here), onload: resolve });
      script.onerror = () => reject(new Error(`${script.src} could not be loaded`));
      document.head.append(script);
    }));

  async function enliven(figure) {
    await vega();
    const written = figure.querySelector("script").textContent;
    const spec = roomy(figure.clientWidth < 480 ? narrow(written) : JSON.parse(written));
    const stage = document.createElement("div");
    stage.className = "vega-stage";
    figure.append(stage);
    const { view } = await globalThis.vegaEmbed(stage, spec, { renderer: "svg", actions: false, ast: true, hover: !calm });
    stage.querySelector("svg")?.setAttribute("aria-hidden", "true"); // the figure itself carries the description
    for (const input of stage.querySelectorAll("input[type=range]")) showValue(input);
    for (const input of stage.querySelectorAll("input[type=number]")) showAsButton(input);
    figure.querySelector(".vega-still")?.remove();
    figure.dataset.alive = "true";
    figure.view = view;
  }

  // The numbers of the vertical axis may grow (on a logarithmic one, say) without pushing its title out.
  function roomy(spec) {
    const { axisY, ...others } = spec.config ?? {};
    return { ...spec, config: { ...others, axisY: { ...axisY, minExtent: 38 } } };
  }

  // On a phone the entries of a legend stand below one another, ticks keep their distance, and a long axis title
  // is smaller.
  function narrow(written) {
    const oneColumn = (key, value) => (key === "legend" && value ? { ...value, columns: 1 } : value);
    const spec = JSON.parse(written, oneColumn);
    const { legend, axis, axisX, ...others } = spec.config ?? {};
    const apart = { labelOverlap: "greedy", labelSeparation: 10 };
    return {
      ...spec,
      config: {
        ...others,
        legend: { ...legend, columns: 1 },
        axis: { ...axis, ...apart },
        axisX: { ...axisX, ...apart, titleFontSize: 10 },
      },
    };
  }

  // Vega prints a slider's value beside it; say it aloud with the slider too.
  function showValue(input) {
    const tell = () => input.setAttribute("aria-valuetext", input.value);
    input.addEventListener("input", tell);
    tell();
  }

  // A number that only counts draws is a button: each press adds one. Vega still listens to the field.
  function showAsButton(input) {
    const label = input.closest("label");
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "vega-again", textContent: label.textContent.trim() });
    button.addEventListener("click", () => {
      input.value = Number(input.value) + 1;
      input.dispatchEvent(new Event("input"));
    });
    label.replaceWith(button);
  }

  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        watcher.unobserve(target);
        enliven(target).catch((error) => console.error("A figure stays still:", error));
      }
    },
    { rootMargin: "300px" },
  );
  for (const figure of document.querySelectorAll(".vega-figure")) watcher.observe(figure);
  document.documentElement.dataset.figures = "watched";
})();
