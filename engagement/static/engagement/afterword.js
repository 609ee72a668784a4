// Afterword: the section of a discussion, and answers in it. Every part works without this script; nothing here sets a cookie.
// The other scripts find a section's object as `afterword` on its element, with what they all need. Each has a `start`, for
// sections that come to a page later; `site` is what differs on a page of another site: embed.js.

const ASKED_BY_SCRIPT = { "X-Afterword": "fragment" };
const WAITING = ["pending", "held"];
const FIRST_WAIT = 1500;
const LONGEST_WAIT = 60000;
const MONTH = 30 * 24 * 3600 * 1000;
const HERE = { fetch: (url, options) => fetch(url, options) };

// Storage may be full, or forbidden by the reader: then nothing is kept, and all else goes on.
// What tells of the reader stays for this visit, and longer only where they want to be remembered: links to their own comments,
// which hold tokens, what they respect, and when they were here.
const OWN = /^(own|mine|respect|visit)\b/;
const kept = {
  read(name) {
    try {
      const full = `afterword:${name}`;
      return JSON.parse(localStorage.getItem(full) ?? sessionStorage.getItem(full));
    } catch {
      return null;
    }
  },
  write(name, value) {
    try {
      const full = `afterword:${name}`;
      const stores = [localStorage, sessionStorage];
      if (OWN.test(name) && !this.read("me")) stores.reverse();
      stores[1].removeItem(full);
      if (value) stores[0].setItem(full, JSON.stringify(value));
      else stores[0].removeItem(full);
    } catch {}
  },
  // Each where it belongs, after the reader chose whether to be remembered.
  sort() {
    try {
      const names = [localStorage, sessionStorage].flatMap(Object.keys).map((name) => name.slice(10));
      names.filter((name) => OWN.test(name)).forEach((name) => this.write(name, this.read(name)));
    } catch {}
  },
};

const isFragment = (response) => response.headers.get("X-Afterword") === "fragment";
const plainClick = (event) => !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
const shown = () =>
  document.hidden && new Promise((go) => document.addEventListener("visibilitychange", go, { once: true }));

// crypto.randomUUID is missing on pages without TLS.
const newKey = () =>
  crypto.getRandomValues(new Uint8Array(16)).reduce((key, byte) => key + byte.toString(16).padStart(2, "0"), "");

function focusOn(element) {
  for (let fold; (fold = element.closest("details:not([open])")); ) fold.open = true;
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus();
}

class Section {
  kept = kept;
  plainClick = plainClick;
  focusOn = focusOn;
  newKey = newKey;

  constructor(root, site) {
    Object.assign(this, { root, site });
    root.afterword = this;
    this.key = root.dataset.aw;
    this.words = JSON.parse(root.dataset.awWords);
    this.live = root.querySelector("[data-aw-live]");
    this.onLink((link) => this.clicked(link));
    root.addEventListener("afterword:own", ({ target }) => (this.remember(target), this.watch(target)));
    root.addEventListener("afterword:reader", () => this.meet());
    root.addEventListener("toggle", ({ target }) => this.folded(target), true);
    this.showOwn();
  }

  parse(html) {
    const part = new DOMParser().parseFromString(html, "text/html").body;
    this.site.complete?.(part);
    return part;
  }

  // Plain clicks on links; those for which `answer` is true lead nowhere else.
  onLink(answer) {
    this.root.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (link && plainClick(event) && answer(link)) event.preventDefault();
    });
  }

  // As whoever is signed in.
  ask(url, options) {
    return this.site.fetch(url, { headers: ASKED_BY_SCRIPT, ...options });
  }

  // The part of a page in answer to a form's data; null where none came, and where the whole page knows better what to say.
  async askPart(url, options, parse = (html) => this.parse(html)) {
    try {
      const response = await this.ask(url, options);
      const { ok, status } = response;
      if (isFragment(response)) return { ok, status, part: parse(await response.text()) };
    } catch {}
    return null;
  }

  async fetchPart(url) {
    const response = await fetch(url, { headers: ASKED_BY_SCRIPT });
    if (!response.ok) throw new Error(response.status);
    return this.parse(await response.text());
  }

  // For whoever wants to know, on the page around it too.
  announce(name, detail) {
    const told = { bubbles: true, composed: true, detail: { key: this.key, ...detail } };
    this.root.dispatchEvent(new CustomEvent(`afterword:${name}`, told));
  }

  say(text) {
    this.live.textContent = text;
  }

  // What went wrong, for eyes and ears.
  alarm(words) {
    const alert = Object.assign(document.createElement("p"), { className: "aw-alert", role: "alert", textContent: words });
    alert.dataset.awFailed = "";
    return alert;
  }

  // How many characters are left, as the server counts them, not UTF-16 units.
  room(form) {
    const left = form.querySelector("[data-aw-left]").dataset.awLeft - [...form.elements.body.value].length;
    return [left, (left < 0 ? this.words.over : this.words.left).replace("%s", Math.abs(left))];
  }

  // Asked once, and only of readers who begin to write or respect: the page itself is the same for everyone. A failure is not kept.
  whoIsThere() {
    this.reader ??= this.askWho().catch(() => {
      this.reader = undefined;
      return {};
    });
    return this.reader;
  }

  async askWho() {
    return (await this.site.who?.()) ?? (await this.ask(this.root.dataset.awMe)).json();
  }

  // Somebody has signed in or out.
  meet() {
    this.reader = undefined;
    this.root.querySelectorAll("[data-aw-form]").forEach((form) => form.afterword.introduce());
  }

  clicked(link) {
    const { awReply, awCancel } = link.dataset;
    if (awReply) this.answer(link);
    else if (awCancel !== undefined && link.closest("li")) this.cancel(link);
    else return false;
    return true;
  }

  folded(branch) {
    branch.querySelector(":scope > summary use")?.setAttribute("href", branch.open ? "#aw-i-minus" : "#aw-i-plus");
  }

  // Answering

  async answer(link) {
    const article = link.closest("article");
    let form = article.querySelector("[data-aw-form]");
    if (!form) {
      try {
        form = (await this.fetchPart(link.dataset.awReply)).querySelector("form");
      } catch {
        location.assign(link.href);
        return;
      }
      // One answer at a time; what was typed in another is kept as its draft.
      this.root.querySelectorAll("li [data-aw-form]").forEach((other) => other.remove());
      article.append(form);
      this.enter(form);
    }
    form.elements.body.focus();
  }

  cancel(link) {
    const article = link.closest("article");
    link.closest("form").remove();
    article.querySelector("[data-aw-reply]")?.focus();
  }

  has(id) {
    return this.root.querySelector(`#${CSS.escape(id)}`);
  }

  // The reader's own comments, which the page does not hold before they are public

  showOwn() {
    this.root.querySelectorAll("li[data-aw-own]").forEach((li) => {
      this.remember(li);
      this.watch(li);
    });
    const own = this.own();
    this.written = own.map(({ id }) => id.slice(2));
    for (const { id, url, at } of own) {
      const there = this.has(id);
      if ((there && !there.dataset.awOwn) || Date.now() - at > MONTH) this.forget(id);
      else if (!there) this.fetchOwn(id, url);
    }
  }

  async fetchOwn(id, url) {
    const li = await this.askFor(url).catch(() => undefined);
    if (li === null) this.forget(id);
    if (!li || !this.place(li)) return;
    if (!WAITING.includes(li.dataset.awState)) this.forget(id);
    this.watch(li);
  }

  // The comment as it is now; null where its author's link does not work any more.
  async askFor(url) {
    const response = await this.ask(url);
    if (response.ok && isFragment(response)) return this.parse(await response.text()).querySelector("li");
    if (response.status === 404) return null;
    throw new Error(response.status);
  }

  own() {
    return kept.read(`own:${this.key}`) ?? [];
  }

  remember(li) {
    const others = this.own().filter(({ id }) => id !== li.id);
    kept.write(`own:${this.key}`, [...others, { id: li.id, url: li.dataset.awOwn, at: Date.now() }].slice(-20));
  }

  forget(gone) {
    const others = this.own().filter(({ id }) => id !== gone);
    kept.write(`own:${this.key}`, others.length && others);
  }

  // Puts a comment where it belongs; false where this page has no place for it.
  place(li) {
    const parent = li.dataset.awParent && this.has(li.dataset.awParent);
    if (parent) {
      const flat = parent.dataset.awFlat !== undefined;
      const list = flat ? parent.parentElement : parent.querySelector(":scope > .aw-branch > ol") ?? this.branch(parent);
      list.insertBefore(li, list.querySelector(":scope > li:not([id])"));
      return true;
    }
    if (li.dataset.awParent || !this.root.querySelector("#aw-count")) return false;
    this.list().prepend(li);
    return true;
  }

  list() {
    const comments = this.root.querySelector("#comments");
    const list = this.root.querySelector(".aw-list") ?? this.append(comments, "ol", { className: "aw-list" });
    // Until when the discussion is open stands under the first comment too.
    if (!list.nextElementSibling) comments.querySelector(".aw-pages")?.before(list);
    return list;
  }

  append(place, name, properties) {
    const element = Object.assign(document.createElement(name), properties);
    place.append(element);
    return element;
  }

  branch(parent) {
    return this.append(this.append(parent, "div", { className: "aw-branch" }), "ol");
  }

  async watch(li, wait = FIRST_WAIT) {
    if (!WAITING.includes(li.dataset.awState)) return;
    await new Promise((go) => setTimeout(go, wait));
    await shown();
    const now = await this.askFor(li.dataset.awOwn).catch(() => undefined);
    if (now === null || !li.isConnected) return;
    if (now && now.dataset.awState !== li.dataset.awState && !li.querySelector("[data-aw-own-form]")) {
      const focused = li.matches(":focus-within");
      now.append(...li.querySelectorAll(":scope > .aw-branch"));
      li.replaceWith(now);
      if (focused) focusOn(now.querySelector("article, p"));
      this.say(now.querySelector(".aw-state")?.textContent.trim() ?? "");
      this.announceIfPublished(now);
      li = now;
    }
    this.watch(li, Math.min(wait * 1.5, LONGEST_WAIT));
  }

  announceIfPublished({ id, dataset }) {
    if (dataset.awState === "published") this.announce("published", { id: id.slice(2) });
  }

  posted(li) {
    this.remember(li);
    this.announce("posted", { id: li.id.slice(2), state: li.dataset.awState });
    this.announceIfPublished(li);
    this.has(li.id)?.remove();
    if (!this.place(li)) {
      location.assign(li.dataset.awOwn);
      return;
    }
    focusOn(li.querySelector("article"));
    this.say(li.querySelector(".aw-state").textContent.trim());
    this.watch(li);
  }
}

export function start(root, site = HERE) {
  new Section(root, site);
}

document.querySelectorAll("[data-aw]").forEach((root) => start(root));
