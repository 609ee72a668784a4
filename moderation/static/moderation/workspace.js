/* Keys, focus and spoken words for the moderators' pages; every act also works without this file.
   What a key does stands on the button itself: aria-keyshortcuts is read here as it is read aloud. */
(() => {
  "use strict";

  const SLOW_MS = 600;
  const PANEL = ":is(details.ws-reject, details.ws-more)[open]";
  const MENU = "details.ws-more:not([open])";
  const POLL_MS = 30000;
  const tops = new Map();
  let told = "";
  let slow = 0;

  const byId = (id) => document.getElementById(id);
  const list = () => document.querySelector(".ws-items");
  const isSeen = (element) => Boolean(element && element.getClientRects().length);

  function say(words) {
    byId("ws-say").textContent = words;
  }

  function complain(words) {
    const trouble = byId("ws-trouble");
    trouble.hidden = !words;
    trouble.textContent = words;
  }

  /* The letter that stands at that place on keyboards with Latin letters: for those who type others. */
  function placeOf(event) {
    return event.key.length > 1 ? "" : event.code.replace(/^(Key|Digit)/, "").toLowerCase();
  }

  function isTyping(element) {
    return element.isContentEditable || element.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  }

  /* What a closed menu holds is reached by its keys all the same, but for what only closes it. */
  function isReady(element) {
    if (element.closest("[inert]")) return false;
    if (element.closest(MENU) && !element.matches("[data-closes]")) return true;
    const closed = element.closest("details:not([open])");
    const isFolded = closed && element.parentElement !== closed;
    return !isFolded && (isSeen(element) || element.closest(".ws-side"));
  }

  function find(key, within) {
    const named = [...within.querySelectorAll("[aria-keyshortcuts]")];
    return named.find((element) => element.getAttribute("aria-keyshortcuts").toLowerCase() === key && isReady(element));
  }

  function closePanel() {
    const panel = document.querySelector(PANEL);
    if (panel) {
      panel.open = false;
      panel.querySelector("summary").focus();
    }
  }

  function onKey(event) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (byId("ws-keys").open) return;
    const panel = document.querySelector(PANEL);
    let key = event.key.toLowerCase();
    if (isTyping(event.target) && !(panel && key === "escape")) return;
    if (event.shiftKey && /^\p{L}$/u.test(key)) return;
    // An open panel has the keys to itself: nothing behind it is decided by a slip.
    let element = find(key, panel || document);
    if (!element && !/^[ -~]$/.test(key)) {
      key = placeOf(event);
      element = key && find(key, panel || document);
    }
    if (!element) {
      if (key && key === byId("ws-say").dataset.next && !panel && isSeen(byId("case"))) say(byId("ws-say").dataset.last);
      return;
    }
    event.preventDefault();
    if (event.repeat && !("repeats" in element.dataset)) return;
    const menu = element.matches("summary") && element.closest(MENU);
    if (menu && element.parentElement !== menu) menu.open = true;
    if (element.matches("[type=radio]")) {
      element.checked = true;
      element.focus();
    } else if (element.matches("[type=search]")) {
      element.focus();
      element.select();
    } else {
      element.click();
    }
  }

  function onClick(event) {
    if (event.target.closest("#ws-keys-open")) byId("ws-keys").showModal();
    if (event.target.closest("[data-closes]")) closePanel();
  }

  function onToggle(event) {
    const panel = event.target;
    if (panel.open && panel.matches("[name=ws-act]")) {
      panel.querySelector("textarea, select, input:not([type=hidden])").focus();
      return;
    }
    if (!panel.matches("details.ws-reject[open]")) return;
    if (panel.querySelector("form").contains(document.activeElement)) return;
    (panel.querySelector("[type=radio]:checked") || panel.querySelector("[type=radio]")).focus();
  }

  function rememberScroll(event) {
    if (!isWork(event)) return;
    const items = list();
    if (isSeen(items)) tops.set(items.dataset.page, { items: items.scrollTop, page: window.scrollY });
  }

  function restoreScroll() {
    const items = list();
    const top = isSeen(items) ? tops.get(items.dataset.page) : undefined;
    window.scrollTo({ top: top ? top.page : 0, behavior: "instant" });
    if (!isSeen(items)) return;
    if (top) items.scrollTo({ top: top.items, behavior: "instant" });
    const current = items.querySelector("[aria-current]");
    if (current) current.scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  function tell() {
    const said = byId("said");
    const now = said ? said.dataset.said : "";
    if (now && now !== told && said.getAttribute("role") !== "alert") say(said.querySelector("span").textContent.trim());
    told = now;
  }

  /* Small parts come and go by themselves, and neither move nor say anything. */
  function isWork(event) {
    return Boolean(event.detail && event.detail.target && event.detail.target.id === "work");
  }

  /* Who pressed one of two tabs stays there: htmx keeps the focus on what has the same name. */
  function onSwap(event) {
    if (!isWork(event)) return;
    const pressed = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (pressed && pressed.id && byId(pressed.id)) byId("work").querySelector("[autofocus]")?.removeAttribute("autofocus");
  }

  /* Only now do the new parts have their own attributes, and what asked for the focus has it. */
  function onSettle(event) {
    if (!isWork(event)) return;
    if (document.activeElement === document.body) byId("q").focus({ preventScroll: true });
    restoreScroll();
    tell();
  }

  function isPoll(event) {
    return Boolean(event.detail && event.detail.elt && /^ws-(poll|news)$/.test(event.detail.elt.id));
  }

  function poll() {
    const asks = byId("ws-poll");
    if (asks && document.visibilityState === "visible") asks.dispatchEvent(new CustomEvent("ws:poll"));
  }

  /* The same news once more is not put there again: it would be read aloud again. */
  function keepNews(event) {
    if (event.detail.xhr.responseText.trim() === byId("ws-news").innerHTML.trim()) event.detail.shouldSwap = false;
  }

  function onRequest(event) {
    if (!isWork(event)) return;
    complain("");
    clearTimeout(slow);
    slow = setTimeout(() => say(byId("ws-say").dataset.wait), SLOW_MS);
  }

  function onTrouble(event) {
    if (isWork(event)) complain(byId("ws-trouble").dataset.says);
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("toggle", onToggle, true);
  document.addEventListener("htmx:beforeRequest", onRequest);
  document.addEventListener("htmx:afterRequest", (event) => isWork(event) && clearTimeout(slow));
  document.addEventListener("htmx:beforeSwap", (event) => (isPoll(event) ? keepNews(event) : rememberScroll(event)));
  document.addEventListener("htmx:afterSwap", onSwap);
  document.addEventListener("htmx:afterSettle", onSettle);
  for (const name of ["sendError", "timeout", "responseError", "swapError"]) {
    document.addEventListener(`htmx:${name}`, onTrouble);
  }
  setInterval(poll, POLL_MS);
  restoreScroll();
  tell();
})();
