// Afterword: brings readers back to where they were. Back and reload show what had been loaded, folded and scrolled to; from a
// comment's own page the way leads back to the list; and `#c-123`, or `#comment-123`, is found even where the page does not hold
// that comment.

const SOON = 300;
const FROM = "afterword:from";

// Storage may be forbidden by the reader: then the link leads to the page that it names.
function left(path) {
  try {
    if (path) sessionStorage[FROM] = path;
    return sessionStorage[FROM];
  } catch {
    return null;
  }
}

class Places {
  constructor(root) {
    this.root = root;
    this.section = root.afterword;
    this.reading = this.section.reading;
    this.fragment = JSON.parse(root.dataset.awNews).fragment;
    this.loaded = [];
    this.stays = true;
    root.addEventListener("afterword:added", ({ detail: { url } }) => {
      if (url) this.loaded.push(url);
      this.keep();
    });
    root.addEventListener("toggle", () => this.keepSoon(), true);
    this.section.onLink((link) => this.clicked(link));
    addEventListener("scroll", () => this.keepSoon(), { passive: true });
    addEventListener("hashchange", () => {
      this.stays = false;
      this.goTo();
    });
    this.restore(history.state?.afterword);
  }

  // Keeping

  keepSoon() {
    clearTimeout(this.soon);
    if (!this.root.isConnected) return;
    this.soon = setTimeout(() => this.keep(), SOON);
  }

  // With the page's entry in the history, beside whatever the site keeps there.
  keep() {
    clearTimeout(this.soon);
    if (this.restoring || (history.state && typeof history.state !== "object")) return;
    const folded = [...this.root.querySelectorAll("li[id] > .aw-branch:not([open])")].map(({ parentElement }) => parentElement.id);
    if (!this.loaded.length && !folded.length && !history.state?.afterword) return;
    const [id, top] = this.here() ?? [];
    const { key } = this.section;
    history.replaceState({ ...history.state, afterword: { key, loaded: this.loaded, folded, id, top } }, "");
  }

  // The first comment on the screen, and how far from its top it stands.
  here() {
    for (const article of this.root.querySelectorAll("li[id] > article")) {
      const { top, bottom } = article.getBoundingClientRect();
      if (bottom > 0) return top < innerHeight ? [article.parentElement.id, Math.round(top)] : undefined;
    }
    return undefined;
  }

  async restore(kept) {
    if (kept?.key === this.section.key) {
      this.restoring = true;
      let moved = false;
      for (const act of ["wheel", "touchmove", "keydown"]) addEventListener(act, () => (moved = true), { once: true });
      try {
        for (const url of kept.loaded) await this.reading.follow(this.linkTo(url));
      } catch {
        // What does not load any more is left out.
      }
      kept.folded.forEach((id) => this.section.has(id)?.querySelector(":scope > details")?.removeAttribute("open"));
      const there = kept.id && this.section.has(kept.id)?.firstElementChild;
      if (there && !moved) scrollBy({ top: there.getBoundingClientRect().top - kept.top, behavior: "instant" });
      this.restoring = false;
    }
    this.goTo();
  }

  // Where further pages of the list begin moves as comments are added.
  linkTo(url) {
    const named = CSS.escape(url);
    const exactly = this.root.querySelector(`[data-aw-next="${named}"], [data-aw-thread="${named}"]`);
    return exactly ?? (url.includes("thread=") ? null : this.root.querySelector("[data-aw-next]"));
  }

  // Going

  clicked(link) {
    this.keep();
    const returns = link.dataset.awBack !== undefined;
    if (!returns) left(link.pathname);
    else if (this.stays && history.length > 1 && left() === location.pathname) {
      history.back();
      return true;
    }
    return false;
  }

  async goTo() {
    const [, number] = /^#c(?:omment)?-(\d+)$/.exec(location.hash) ?? [];
    const list = this.root.querySelector(".aw-list");
    if (!number || !list || !this.root.isConnected) return;
    const id = `c-${number}`;
    // What has that name in the page's own tree, the browser finds and frames by itself.
    const found = location.hash === `#${id}` && this.root.getRootNode() === document;
    if (this.section.has(id)) {
      if (!found) this.frame(this.section.has(id));
      return;
    }
    const part = await this.section.fetchPart(`${this.fragment}?thread=${number}`).catch(() => undefined);
    const thread = part?.querySelector(".aw-list > li");
    if (!thread || this.section.has(id)) return;
    if (this.section.has(thread.id)) this.reading.merge(part, { wanted: (li) => li.id === id });
    else list.prepend(thread);
    this.reading.tell();
    if (found) {
      // Anew, so that the browser finds and frames it.
      location.replace(location.hash);
      this.section.focusOn(this.section.has(id).querySelector("article, p"));
    } else this.frame(this.section.has(id));
  }

  frame(li) {
    this.root.querySelectorAll(".aw-target").forEach((other) => other.classList.remove("aw-target"));
    li.classList.add("aw-target");
    this.section.focusOn(li.querySelector("article, p"));
    li.scrollIntoView();
  }
}

export function start(root) {
  new Places(root);
}

document.querySelectorAll("[data-aw-news]").forEach((root) => start(root));
