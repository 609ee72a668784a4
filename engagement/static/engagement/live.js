// Afterword: says when others have written since this page was made, and shows it when the reader asks. It asks a resource of
// a few hundred bytes, that any cache may answer for, only while the discussion is on the screen or near it.

const LONGEST = 120;
const SLOWER = 1.5;
const LONGEST_AFTER_ERRORS = 900;
const MOST_ERRORS = 8;
const NOT_FOR_US = [401, 403, 404, 410];
const MOST_PAGES = 10;
// What the server worded the forms of each plural for: engagement/pages/news.py.
const SAMPLES = [0, 1, 2, 3, 6, 11, 100];

const idOf = (li) => Number(li.id.slice(2));
const pause = (seconds) => new Promise((go) => setTimeout(go, seconds * 1000));
// Never sooner than said, and not all readers at once.
const jittered = (seconds) => seconds * (1 + Math.random() / 4);

// Seconds, or a date (RFC 9110, 10.2.3).
function retryAfter(response) {
  const said = response.headers.get("Retry-After");
  const seconds = Number(said ?? 0);
  return (Number.isNaN(seconds) ? (Date.parse(said) - Date.now()) / 1000 : seconds) || 0;
}

class News {
  constructor(root) {
    Object.assign(this, JSON.parse(root.dataset.awNews));
    this.root = root;
    this.section = root.afterword;
    this.reading = this.section.reading;
    this.plurals = new Intl.PluralRules(this.language);
    this.seen = new Set();
    this.fresh = new Map();
    if (this.seconds && !navigator.connection?.saveData) this.watch();
  }

  say(forms, number) {
    const category = this.plurals.select(number);
    const like = SAMPLES.findIndex((sample) => this.plurals.select(sample) === category);
    return this.words[forms].at(like).replace("%s", number);
  }

  // Asking

  async watch() {
    const observer = new IntersectionObserver(([entry]) => this.look({ near: entry.isIntersecting }), { rootMargin: "50%" });
    observer.observe(this.root);
    document.addEventListener("visibilitychange", () => this.look({}));
    let [wait, errors] = [this.seconds, 0];
    while (errors < MOST_ERRORS && this.root.isConnected) {
      await pause(jittered(wait));
      await this.inSight();
      try {
        const response = await fetch(this.url, { credentials: "omit" });
        if (NOT_FOR_US.includes(response.status)) break;
        if (!response.ok) throw response;
        wait = this.heard(await response.json()) ? this.seconds : Math.min(wait * SLOWER, LONGEST);
        errors = 0;
      } catch (error) {
        errors += 1;
        wait = Math.min(this.seconds * 2 ** errors, LONGEST_AFTER_ERRORS);
        if (error instanceof Response) wait = Math.max(wait, retryAfter(error));
      }
    }
    observer.disconnect();
  }

  look({ near = this.near }) {
    this.near = near;
    if (near && !document.hidden) this.wake?.();
  }

  async inSight() {
    while (!this.near || document.hidden) await new Promise((wake) => (this.wake = wake));
  }

  // Whether anything has changed. A cache may answer with less than is known already.
  heard({ version, count, newest }) {
    if (version <= this.version) return false;
    const first = this.version === undefined;
    this.version = version;
    const listed = new Set(newest.map(([id]) => id));
    const oldest = newest.at(-1)?.[2] ?? 0;
    this.fresh.forEach(({ at }, id) => at >= oldest && !listed.has(id) && this.fresh.delete(id));
    for (const [id, root, at] of newest) {
      if (first && at <= this.since) this.seen.add(id);
      else if (!this.seen.has(id) && !this.section.has(`c-${id}`)) this.fresh.set(id, { root, at });
    }
    if (count) this.root.querySelectorAll("[data-aw-comments]").forEach((place) => (place.textContent = this.say("comments", count)));
    this.offer();
    return !first || this.fresh.size > 0;
  }

  // Offering: a button where it belongs, and nothing else moves

  offer() {
    const roots = [...this.fresh.values()].filter(({ root }) => !root).length;
    const top = this.root.querySelector(".aw-top");
    if (top) {
      const button = this.label(this.button, roots && this.say("show", roots), () => this.showComments());
      if (button && !this.button) top.after(button);
      this.button = button;
      if (button) button.className = "aw-btn aw-new";
    }
    for (const thread of this.root.querySelectorAll(".aw-list > li")) {
      const number = this.repliesTo(thread).length;
      // In a row that is there already, so that nothing moves.
      const row = thread.querySelector(":scope > article > .aw-acts, :scope > .aw-gone");
      const old = row?.querySelector(".aw-fresh");
      const button = row && this.label(old, number && this.say("replies", number), () => this.showReplies(thread));
      if (!button || old) continue;
      button.className = "aw-act aw-fresh";
      row.append(button);
    }
  }

  // Newest first.
  repliesTo(thread) {
    const root = idOf(thread);
    const replies = [...this.fresh].filter(([, reply]) => reply.root === root);
    return replies.sort(([, one], [, other]) => other.at - one.at).map(([id]) => id);
  }

  // The button with these words, made where there is none; none without words.
  label(old, text, show) {
    if (!text) {
      old?.remove();
      return undefined;
    }
    if (old) {
      if (old.lastChild.data !== text) old.lastChild.data = text;
      return old;
    }
    const html = '<button type="button"><svg class="aw-i" aria-hidden="true"><use href="#aw-i-up"/></svg></button>';
    const button = this.section.parse(html).firstChild;
    button.append(text);
    button.addEventListener("click", show);
    this.section.say(text);
    return button;
  }

  // Showing

  async showComments() {
    const { button } = this;
    let found = [];
    const loaded = await this.reading.loading(button, async () => {
      found = await this.fetchComments();
      if (found.length) this.section.list().prepend(...found);
      return found[0] ?? this.root.querySelector("#aw-count");
    });
    if (loaded) this.settle(button, found, ({ root }) => !root);
  }

  // New comments stand on the first page of the newest, or the first few. The version in the address leads past what a cache
  // has kept from before.
  async fetchComments() {
    const found = [];
    let url = `${this.fragment}?sort=newest&v=${this.version}`;
    for (let pages = 0; url && pages < MOST_PAGES; pages += 1) {
      const part = await this.section.fetchPart(url);
      const list = [...part.querySelectorAll(".aw-list > li")];
      const fresh = list.filter((li) => this.isFresh(li));
      found.push(...fresh);
      url = list.length && fresh.includes(list.at(-1)) && part.querySelector("[data-aw-next]")?.dataset.awNext;
    }
    return found;
  }

  isFresh(li) {
    const written = Date.parse(li.querySelector(":scope > article time")?.dateTime);
    return !this.section.has(li.id) && (this.fresh.has(idOf(li)) || written > this.since);
  }

  async showReplies(thread) {
    const button = thread.querySelector(".aw-fresh");
    const ids = this.repliesTo(thread);
    let found = [];
    const loaded = await this.reading.loading(button, async () => {
      const part = await this.section.fetchPart(`${this.fragment}?thread=${ids[0]}&v=${this.version}`);
      found = this.reading.merge(part, { home: thread, wanted: (li) => ids.includes(idOf(li)) });
      this.recount(thread);
      return found[0] ?? thread;
    });
    if (loaded) this.settle(button, found, ({ root }) => root === idOf(thread));
  }

  // How many replies hang there. Where more are left to load, how many is not known here.
  recount(thread) {
    const more = thread.querySelector("li:not([id]) > .aw-more");
    if (more) {
      more.firstChild.data = this.words.more;
      return;
    }
    thread.querySelectorAll(".aw-branch").forEach((branch) => {
      const words = branch.querySelector(":scope > summary > span");
      const number = branch.querySelectorAll("li:not(.aw-wait) > article").length;
      if (words && number) words.textContent = this.say("branch", number);
    });
  }

  settle(button, found, ours) {
    this.fresh.forEach((comment, id) => {
      if (!ours(comment) && !this.section.has(`c-${id}`)) return;
      this.fresh.delete(id);
      this.seen.add(id);
    });
    button.remove();
    if (button === this.button) this.button = undefined;
    this.section.say(found.length ? this.say("shown", found.length) : this.words.gone);
    this.reading.tell();
  }
}

export function start(root) {
  new News(root);
}

document.querySelectorAll("[data-aw-news]").forEach((root) => start(root));
