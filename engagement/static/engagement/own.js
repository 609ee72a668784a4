// Afterword: a reader edits and withdraws their own comment in place. Every part works without this script as well.

const MONTH = 30 * 24 * 3600 * 1000;
const TICK = 5000;

const sectionOf = (element) => element.closest("[data-aw]").afterword;
const say = (element, text) => element.isConnected && sectionOf(element).say(text);

// The form in place of a comment's text, which it holds anyway; what was typed in another one of the page goes with it.

async function open(link) {
  const article = link.closest("article");
  const answer = await sectionOf(link).askPart(link.href);
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
    sectionOf(form).focusOn(first);
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
  else sectionOf(article).focusOn(article);
}

function count(form) {
  const left = form.querySelector("[data-aw-left]");
  if (left) left.textContent = sectionOf(form).room(form)[1];
}

async function send(form) {
  const button = form.querySelector("button");
  if (!button || button.ariaDisabled) return;
  const label = button.textContent;
  const li = form.closest("li");
  button.ariaDisabled = "true";
  button.textContent = form.dataset.awSaving;
  form.querySelector("[data-aw-failed]")?.remove();
  const section = sectionOf(form);
  const body = new URLSearchParams(new FormData(form));
  const answer = await section.askPart(form.action, { method: "POST", body });
  if (answer?.ok) return changed(li, answer.part.querySelector("li"));
  const again = answer?.part.querySelector("form");
  if (again) {
    form.replaceWith(again);
    return begin(again);
  }
  button.parentElement.before(section.alarm(section.words.failed));
  button.ariaDisabled = null;
  button.textContent = label;
}

// The comment as it is now, in the place of what it was; what hangs under it stays.
function changed(li, now) {
  now.append(...li.querySelectorAll(":scope > .aw-branch"));
  li.replaceWith(now);
  sectionOf(now).focusOn(now.querySelector("article, p"));
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
    if (link.matches(":focus")) sectionOf(link).focusOn(link.closest("article"));
    if (!link.parentElement.hidden) say(link, link.dataset.awOver);
    link.remove();
  };
  tick();
}

// Links to the reader's own comments, kept on their device: beside the article those that are public look like all others.

function mine({ kept, key }) {
  return (kept.read(`mine:${key}`) ?? []).filter(({ at }) => Date.now() - at < MONTH);
}

function keepMine(li, ...more) {
  const section = sectionOf(li);
  const all = [...mine(section).filter(({ id }) => id !== li.id), ...more];
  section.kept.write(`mine:${section.key}`, all.length && all.slice(-50));
}

function remember(li) {
  const label = li.querySelector("[data-aw-mine]")?.dataset.awMine;
  if (label) keepMine(li, { id: li.id, url: li.dataset.awOwn, label, at: Date.now() });
}

function forget(li) {
  keepMine(li);
  sectionOf(li).forget(li.id);
}

function mark(root) {
  const section = root.afterword;
  for (const { id, url: href, label: textContent } of mine(section)) {
    const li = section.has(id);
    const acts = li?.querySelector(":scope > article > .aw-acts");
    if (!acts || li.dataset.awOwn || acts.querySelector("[data-aw-yours]")) continue;
    const icon = acts.querySelector("svg")?.cloneNode(true);
    const link = section.append(acts, "a", { className: "aw-act", href, textContent });
    link.dataset.awYours = "";
    icon?.classList.remove("aw-flip");
    icon?.firstElementChild.setAttribute("href", "#aw-i-pen");
    if (icon) link.prepend(icon);
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
  root.afterword.onLink((link) => {
    const { awEdit, awWithdraw, awBack } = link.dataset;
    if (!link.closest("li article")) return false;
    if (awEdit !== undefined || awWithdraw !== undefined) open(link);
    else if (awBack !== undefined) back(link);
    else return false;
    return true;
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
