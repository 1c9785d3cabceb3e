// The figure on the first page: gradient descent in a valley, at the reader's learning rate, from the reader's start.
// The loss is (a x² + b y²) / 2, so a step multiplies x by 1 - rate a, and y by 1 - rate b. See chapter 2.
(() => {
  const [A, B] = [1, 6];
  const STEPS = 40;
  const ARRIVED = 0.001; // of the loss at the start

  const figure = document.querySelector(".cover-figure");
  const valley = figure.querySelector(".cover-valley");
  const path = figure.querySelector(".cover-path");
  const dots = figure.querySelector(".cover-dots");
  const start = figure.querySelector(".cover-start");
  const slider = figure.querySelector("input");
  const [value, verdict] = figure.querySelectorAll("output");
  let [x0, y0] = [start.cx.baseVal.value, start.cy.baseVal.value];

  const loss = ([x, y]) => (A * x * x + B * y * y) / 2;

  function descent(rate) {
    const points = [[x0, y0]];
    while (points.length <= STEPS && Math.hypot(...points.at(-1)) < 900) {
      const [x, y] = points.at(-1);
      points.push([x * (1 - rate * A), y * (1 - rate * B)]);
    }
    return points;
  }

  function words(points, rate) {
    if (rate > 2 / B) return "Too large: each step leads further away.";
    const steps = points.findIndex((point) => loss(point) < ARRIVED * loss(points[0]));
    if (steps < 0) return rate > 1 / B ? `Near the edge: not there after ${STEPS} steps.` : `Too small: not there after ${STEPS} steps.`;
    return rate > 1 / B ? `It overshoots, and is there after ${steps} steps.` : `It is there after ${steps} steps.`;
  }

  function draw() {
    const rate = slider.valueAsNumber;
    const points = descent(rate);
    const text = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`);
    path.setAttribute("d", `M${text.join(" L")}`);
    dots.setAttribute("d", text.slice(1).map((point) => `M${point} h0`).join(""));
    start.setAttribute("cx", x0);
    start.setAttribute("cy", y0);
    value.textContent = rate.toFixed(2);
    const said = words(points, rate);
    if (verdict.textContent !== said) verdict.textContent = said;
  }

  function moveStart(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(valley.getScreenCTM().inverse());
    [x0, y0] = [at.x, at.y];
    draw();
  }

  slider.addEventListener("input", draw);
  const picture = figure.querySelector("svg");
  picture.addEventListener("pointerdown", (event) => {
    picture.setPointerCapture(event.pointerId);
    moveStart(event);
  });
  picture.addEventListener("pointermove", (event) => event.buttons && moveStart(event));
  draw();
  figure.dataset.alive = "true";
})();
