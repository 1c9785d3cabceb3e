// Typesets formulas with MathJax, for formulas.py: a line of JSON in, a line of JSON out, until the input ends.
//   node formulas.js FOLDER_OF_MATHJAX
//   in:  [[tex, display], ...]                          the formulas of one page
//   out: {"formulas": [{"html"} or {"error"}, ...], "css"}   their HTML, and the styles that this page needs
const { createInterface } = require("node:readline");
const folder = process.argv[2];

async function typeset(MathJax, formulas) {
  const adaptor = MathJax.startup.adaptor;
  MathJax.texReset();
  MathJax.startup.output.clearCache(); // each page gets the styles of its own letters alone
  const typeset = [];
  for (const [tex, display] of formulas) {
    try {
      typeset.push({ html: adaptor.outerHTML(await MathJax.tex2chtmlPromise(tex, { display })) });
    } catch (error) {
      typeset.push({ error: error.message });
    }
  }
  return { formulas: typeset, css: adaptor.textContent(MathJax.chtmlStylesheet()) };
}

require(`${folder}/node-main.js`)
  .init({
    loader: { load: ["input/tex", "output/chtml", "adaptors/liteDOM", "a11y/assistive-mml"], paths: { mathjax: folder } },
    options: { enableAssistiveMml: true },
    // A mistake is told to the author of the page, not shown to its reader.
    tex: { packages: { "[-]": ["noundefined"] }, formatError: (jax, error) => { throw error; } },
    chtml: { fontURL: "FONTS" },
  })
  .then(async (MathJax) => {
    for await (const line of createInterface({ input: process.stdin })) {
      process.stdout.write(JSON.stringify(await typeset(MathJax, JSON.parse(line))) + "\n");
    }
  });
