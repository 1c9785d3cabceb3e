// Reply to a choice: to one of several at once, to a set of ticks when the reader asks.
// The reply stands in a role="status" element, so a screen reader says it without moving the focus.
(() => {
  const verdicts = { right: "Right.", wrong: "Not yet.", some: "Not yet: look at the ticks again." };

  function reply(fieldset, inputs, several) {
    const chosen = inputs.filter((input) => input.checked);
    const right = inputs.every((input) => input.checked === (input.dataset.right === "true"));
    for (const input of inputs) {
      const choice = input.closest(".selfcheck-choice");
      choice.querySelector(".selfcheck-why").hidden = !input.checked;
      choice.dataset.state = input.checked ? (input.dataset.right === "true" ? "right" : "wrong") : "";
    }
    const verdict = fieldset.querySelector(".selfcheck-verdict");
    verdict.dataset.state = right ? "right" : "wrong";
    verdict.textContent = chosen.length === 0 ? "" : right ? verdicts.right : several ? verdicts.some : verdicts.wrong;
  }

  for (const fieldset of document.querySelectorAll(".selfcheck fieldset")) {
    const inputs = [...fieldset.querySelectorAll("input")];
    const button = fieldset.querySelector(".selfcheck-button");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => reply(fieldset, inputs, true));
    } else {
      fieldset.addEventListener("change", () => reply(fieldset, inputs, false));
    }
  }
  document.documentElement.dataset.selfcheck = "ready";
})();
