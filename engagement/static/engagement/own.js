// Afterword: a reader edits and withdraws their own comment in place. Every part works without this script as well.

const ASKED_BY_SCRIPT = { "X-Afterword": "fragment" };
const MONTH = 30 * 24 * 3600 * 1000;
const TICK = 5000;

// Storage may be full, or forbidden by the reader: then nothing is kept, and all else goes on. The links hold tokens: they
// stay for this visit, and longer only where the reader wants to be remembered on this device.
const kept = {
  read(kind, root) {
    try {
      const name = `afterword:${kind}:${root.dataset.aw}`;
      const entries = JSON.parse(localStorage.getItem(name) ?? sessionStorage.getItem(name)) ?? [];
      return entries.filter(({ at }) => Date.now() - at < MONTH);
    } catch {
      return [];
    }
  },
  write(kind, root, entries) {
    const name = `afterword:${kind}:${root.dataset.aw}`;
    try {
      const stores = [localStorage, sessionStorage];
      if (!localStorage.getItem("afterword:me")) stores.reverse();
      stores[1].removeItem(name);
      if (entries.length) stores[0].setItem(name, JSON.stringify(entries.slice(-50)));
      else stores[0].removeItem(name);
    } catch {}
  },
};

const plainClick = (event) => !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
const say = (element, text) => {
  const live = element.closest("[data-aw]")?.querySelector("[data-aw-live]");
  if (live) live.textContent = text;
};

function focusOn(element) {
  element.tabIndex = -1;
  element.focus();
}

// Null where the answer is no part of a page: the whole page knows better what to say.
async function ask(element, url, options) {
  const { afterword } = element.closest("[data-aw]");
  const response = await fetch(url, { headers: ASKED_BY_SCRIPT, ...options });
  if (response.headers.get("X-Afterword") !== "fragment") return null;
  return { ok: response.ok, part: afterword.parse(await response.text()) };
}

// The form in place of a comment's text, which it holds anyway; what was typed in another one of the page goes with it.

async function open(link) {
  const article = link.closest("article");
  const answer = await ask(link, link.href).catch(() => null);
  const form = answer?.part.querySelector("form");
  if (!form) {
    location.assign(link.href);
    return;
  }
  article.querySelector("[data-aw-own-form]")?.remove();
  article.append(form);
  hide(article, true, link.dataset.awEdit !== undefined);
  begin(form);
}

function begin(form) {
  const body = form.elements.body;
  count(form);
  const first = form.querySelector("[role=alert], [data-aw-first]") ?? body;
  if (first !== body) {
    focusOn(first);
    return;
  }
  body.focus();
  body.setSelectionRange(body.value.length, body.value.length);
}

function hide(article, hidden, text) {
  article.querySelectorAll(":scope > .aw-acts, :scope > .aw-state").forEach((part) => {
    part.hidden = hidden;
  });
  if (text || !hidden) article.querySelector(":scope > .aw-text").hidden = hidden;
}

function back(link) {
  const article = link.closest("article");
  const url = link.closest("form").getAttribute("action");
  link.closest("form").remove();
  hide(article, false);
  const act = article.querySelector(`.aw-acts a[href="${CSS.escape(url)}"]`);
  if (act) act.focus();
  else focusOn(article);
}

// Characters as the server counts them, not UTF-16 units.
function count(form) {
  const left = form.querySelector("[data-aw-left]");
  const words = form.closest("[data-aw]")?.dataset.awWords;
  if (!left || !words) return;
  const room = left.dataset.awLeft - [...form.elements.body.value].length;
  const said = JSON.parse(words);
  left.textContent = (room < 0 ? said.over : said.left).replace("%s", Math.abs(room));
}

async function send(form) {
  const button = form.querySelector("button");
  if (!button || button.ariaDisabled) return;
  const label = button.textContent;
  const li = form.closest("li");
  button.ariaDisabled = "true";
  button.textContent = form.dataset.awSaving;
  form.querySelector(".aw-alert[data-aw-failed]")?.remove();
  try {
    const answer = await ask(form, form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (answer?.ok) return changed(li, answer.part.querySelector("li"));
    const again = answer?.part.querySelector("form");
    if (!again) throw new Error("no answer");
    form.replaceWith(again);
    return begin(again);
  } catch {
    failed(form, button);
  }
  button.ariaDisabled = null;
  button.textContent = label;
}

function failed(form, button) {
  const words = JSON.parse(form.closest("[data-aw]").dataset.awWords);
  const alert = Object.assign(document.createElement("p"), { className: "aw-alert", textContent: words.failed });
  alert.setAttribute("role", "alert");
  alert.dataset.awFailed = "";
  button.parentElement.before(alert);
}

// The comment as it is now, in the place of what it was; what hangs under it stays.
function changed(li, now) {
  now.append(...li.querySelectorAll(":scope > .aw-branch"));
  li.replaceWith(now);
  focusOn(now.querySelector("article, p"));
  say(now, (now.querySelector(".aw-state") ?? now.querySelector(".aw-gone")).textContent.trim());
  if (now.dataset.awOwn) now.dispatchEvent(new CustomEvent("afterword:own", { bubbles: true }));
  else forget(now);
}

// What is left of the time, from when the page or its part came

const timed = new WeakSet();

function time(link) {
  if (timed.has(link)) return;
  timed.add(link);
  const until = performance.now() + link.dataset.awEdit * 1000;
  const words = link.querySelector("[data-aw-words-left]");
  const minutes = new Intl.NumberFormat(document.documentElement.lang || undefined, {
    style: "unit",
    unit: "minute",
    unitDisplay: "long",
  });
  const tick = () => {
    if (!link.isConnected) return;
    const left = Math.ceil((until - performance.now()) / 60000);
    if (left > 0) {
      words.textContent = words.dataset.awWordsLeft.replace("%s", minutes.format(left));
      setTimeout(tick, TICK);
      return;
    }
    const row = link.parentElement;
    if (link.matches(":focus")) focusOn(link.closest("article"));
    if (!row.hidden) say(link, link.dataset.awOver);
    link.remove();
  };
  tick();
}

// Links to the reader's own comments, kept on their device: beside the article those that are public look like all others.

function remember(li) {
  const root = li.closest("[data-aw]");
  const label = li.querySelector("[data-aw-mine]")?.dataset.awMine;
  if (!label) return;
  const others = kept.read("mine", root).filter(({ id }) => id !== li.id);
  kept.write("mine", root, [...others, { id: li.id, url: li.dataset.awOwn, label, at: Date.now() }]);
}

function forget(li) {
  const root = li.closest("[data-aw]");
  for (const kind of ["mine", "own"]) {
    kept.write(kind, root, kept.read(kind, root).filter(({ id }) => id !== li.id));
  }
}

function mark(root) {
  for (const { id, url, label } of kept.read("mine", root)) {
    const li = root.querySelector(`#${CSS.escape(id)}`);
    const acts = li?.querySelector(":scope > article > .aw-acts");
    if (!acts || li.dataset.awOwn || acts.querySelector("[data-aw-yours]")) continue;
    const link = Object.assign(document.createElement("a"), { className: "aw-act", href: url, textContent: label });
    link.dataset.awYours = "";
    const icon = acts.querySelector("svg")?.cloneNode(true);
    icon?.classList.remove("aw-flip");
    icon?.firstElementChild.setAttribute("href", "#aw-i-pen");
    if (icon) link.prepend(icon);
    acts.append(link);
  }
}

function greet(part) {
  part.querySelectorAll("[data-aw-edit]").forEach(time);
  part.querySelectorAll("li[data-aw-own]").forEach(remember);
  if (part.matches("li[data-aw-own]")) remember(part);
}

export function start(root) {
  greet(root);
  mark(root);
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const { awEdit, awWithdraw, awBack } = link?.dataset ?? {};
    if (!plainClick(event) || !link?.closest("li article")) return;
    if (awEdit !== undefined || awWithdraw !== undefined) open(link);
    else if (awBack !== undefined) back(link);
    else return;
    event.preventDefault();
  });
  root.addEventListener("submit", (event) => {
    if (!event.target.matches("li [data-aw-own-form]")) return;
    event.preventDefault();
    send(event.target);
  });
  root.addEventListener("input", ({ target }) => {
    const form = target.closest("[data-aw-own-form]");
    if (form?.elements.body === target) count(form);
  });
  new MutationObserver((records) => {
    for (const { addedNodes } of records)
      for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) greet(node);
    mark(root);
  }).observe(root, { childList: true, subtree: true });
}

document.querySelectorAll("[data-aw]").forEach((root) => start(root));
