/* The next card is fetched once one is open, and stands there the moment that one is decided on or left. Nothing acts on
   it, and it is nobody's, until the answer has come: that checks and claims it, or brings another one and says why. */
(() => {
  "use strict";

  const STAMP = "Afterword-Ahead";
  let asking = null;
  let ready = null;
  let left = null;
  let seen = null;

  const byId = (id) => document.getElementById(id);
  const isWork = (event) => event.detail.target?.id === "work";
  const scroller = () => byId("case").querySelector(".ws-body");

  async function fetchAhead() {
    asking?.abort();
    ready = null;
    const address = byId("case")?.dataset.ahead;
    if (!address) return;
    asking = new AbortController();
    try {
      const response = await fetch(address, { signal: asking.signal });
      if (response.status !== 200 || response.redirected) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      ready = page.querySelector("article[data-stamp]");
    } catch {
      // Without it the answer brings the card.
    }
  }

  function turnTo(comment) {
    for (const row of document.querySelectorAll(".ws-item")) {
      row.removeAttribute("aria-current");
      if (row.querySelector(".ws-tick input").value.startsWith(`${comment}:`)) row.setAttribute("aria-current", "true");
    }
    byId("who").focus({ preventScroll: true });
  }

  /* Two cards on one page do not share their names. */
  function unname(article) {
    for (const element of [article, ...article.querySelectorAll("[id]")]) {
      element.dataset.id = element.id;
      element.removeAttribute("id");
    }
  }

  function rename(article) {
    for (const element of [article, ...article.querySelectorAll("[data-id]")]) element.id = element.dataset.id;
  }

  /* What is left stays there, hidden: its form still waits for the answer, and it comes back if none comes. */
  function showAhead(event) {
    const comment = event.detail.elt.closest("[data-leads]")?.dataset.leads;
    if (!isWork(event) || !ready || ready.dataset.comment !== comment) return;
    event.detail.xhr.setRequestHeader(STAMP, ready.dataset.stamp);
    left = byId("case");
    left.hidden = true;
    unname(left);
    left.before(ready);
    ready = null;
    window.scrollTo({ top: 0, behavior: "instant" });
    turnTo(comment);
  }

  function comeBack(event) {
    if (!left || !isWork(event)) return;
    byId("case").remove();
    rename(left);
    left.hidden = false;
    left = null;
    turnTo(byId("case").dataset.comment);
    fetchAhead();
  }

  function noteSeen(event) {
    if (!left || !isWork(event) || !event.detail.shouldSwap) return;
    left = null;
    seen = { who: byId("who"), card: scroller().scrollTop, page: window.scrollY };
    seen.hadFocus = document.activeElement === seen.who;
  }

  /* Who reads on is left where they are: the heading is the same one, and so is the place. */
  function keepPlace() {
    if (seen && seen.who === byId("who")) {
      scroller().scrollTo({ top: seen.card, behavior: "instant" });
      window.scrollTo({ top: seen.page, behavior: "instant" });
      if (seen.hadFocus) seen.who.focus({ preventScroll: true });
    }
    seen = null;
  }

  document.addEventListener("htmx:beforeRequest", showAhead);
  document.addEventListener("htmx:beforeSwap", noteSeen);
  for (const name of ["sendError", "timeout", "responseError", "swapError"]) {
    document.addEventListener(`htmx:${name}`, comeBack);
  }
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!isWork(event)) return;
    keepPlace();
    fetchAhead();
  });
  fetchAhead();
})();
