/* Selecting rows of the list: it outlives the way from card to card and from page to page, and reaches over ranges.
   Without this file what is checked on one page is sent just the same. */
(() => {
  "use strict";

  const chosen = new Map();
  let queue = "";
  let anchor = "";

  const byId = (id) => document.getElementById(id);
  const boxes = () => [...document.querySelectorAll(".ws-tick input")];
  const commentOf = (box) => box.value.split(":")[0];

  function nameOfList() {
    const form = byId("ws-pick");
    if (!form) return "";
    const query = new URL(form.getAttribute("action"), location.href).searchParams;
    for (const name of ["case", "cursor", "done", "view"]) query.delete(name);
    return query.toString();
  }

  function show() {
    const form = byId("ws-pick");
    if (!form) return;
    form.toggleAttribute("data-picked", chosen.size > 0);
    byId("ws-count").textContent = chosen.size.toLocaleString(document.documentElement.lang);
  }

  function note(box) {
    if (box.checked && chosen.size >= Number(byId("ws-pick").dataset.most)) box.checked = false;
    if (box.checked) chosen.set(commentOf(box), box.value);
    else chosen.delete(commentOf(box));
  }

  function reach(box) {
    const all = boxes();
    const from = all.findIndex((one) => commentOf(one) === anchor);
    const to = all.indexOf(box);
    if (from < 0 || to < 0) return;
    for (const one of all.slice(Math.min(from, to), Math.max(from, to) + 1)) {
      one.checked = box.checked;
      note(one);
    }
  }

  function restore() {
    const list = nameOfList();
    if (list !== queue) chosen.clear();
    queue = list;
    for (const box of boxes()) {
      if (chosen.has(commentOf(box))) box.checked = chosen.get(commentOf(box)) === box.value;
      else if (box.checked) note(box);
      if (chosen.has(commentOf(box)) && !box.checked) chosen.delete(commentOf(box));
    }
    show();
  }

  function onClick(event) {
    if (event.target.closest("#ws-clear")) {
      chosen.clear();
      for (const box of boxes()) box.checked = false;
      show();
      return;
    }
    const box = event.target.closest(".ws-tick input");
    if (!box) return;
    note(box);
    if (event.shiftKey) reach(box);
    anchor = commentOf(box);
    show();
  }

  /* The letter that is typed, or the one that stands at its place on keyboards with Latin letters. */
  function isKeyOf(box, event) {
    const key = box.getAttribute("aria-keyshortcuts").toLowerCase();
    return key === event.key.toLowerCase() || key === event.code.replace(/^Key/, "").toLowerCase();
  }

  function onKey(event) {
    if (!event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.matches("textarea, select, input:not([type=checkbox], [type=radio])")) return;
    const box = document.querySelector(".ws-tick input[aria-keyshortcuts]");
    if (!box || document.querySelector("dialog[open]") || !isKeyOf(box, event)) return;
    event.preventDefault();
    box.checked = true;
    note(box);
    reach(box);
    anchor = commentOf(box);
    show();
  }

  /* What was selected on other pages goes along. */
  function onSubmit(event) {
    if (event.target !== byId("ws-pick")) return;
    const here = new Set(boxes().map(commentOf));
    for (const [comment, value] of chosen) {
      if (here.has(comment)) continue;
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "case", value });
      event.target.append(field);
    }
  }

  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("htmx:afterSettle", restore);
  restore();
})();
