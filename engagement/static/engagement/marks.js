// Afterword: what one reader alone has set or seen, kept in their browser and told to nobody: whom they muted, and what is new
// since they were here last.

const VISIT = 30 * 60 * 1000;

const element = (name, properties) => Object.assign(document.createElement(name), properties);

// A name may be written from the other side.
function phrase(words, name) {
  const [before, after] = words.split("%s");
  return [before, element("bdi", { textContent: name }), after];
}

// A button for eyes, and for ears with the name of whom it is about.
function act(words, whole, name, done) {
  const button = element("button", { type: "button", className: "aw-act", textContent: words });
  button.setAttribute("aria-label", whole.replace("%s", name));
  button.addEventListener("click", done);
  return button;
}

class Marks {
  constructor(root) {
    Object.assign(this, JSON.parse(root.dataset.awNews));
    this.root = root;
    this.section = root.afterword;
    this.muted = this.section.kept.read("muted") ?? {};
    this.before = this.visit();
    root.addEventListener("afterword:added", () => this.look());
    this.look();
  }

  look() {
    this.root.querySelectorAll("article[data-aw-by]").forEach((article) => {
      if (article.closest("li").dataset.awOwn || article.querySelector(":scope > .aw-acts > [data-aw-mute]")) return;
      const { awBy: mark } = article.dataset;
      const name = this.nameOf(article);
      const button = act(this.words.mute, this.words.muteOne, name, () => this.mute(mark, name, article));
      button.dataset.awMute = "";
      article.querySelector(":scope > .aw-acts")?.append(button);
    });
    if (this.before) this.markNew();
    this.fold();
  }

  nameOf(article) {
    return article.querySelector(".aw-name").textContent.trim();
  }

  // Muting

  mute(mark, name, article) {
    this.muted[mark] = name;
    this.keep();
    this.section.focusOn(article.parentElement.querySelector(":scope > .aw-gone button"));
  }

  unmute(mark) {
    delete this.muted[mark];
    this.keep();
  }

  keep() {
    this.section.kept.write("muted", this.muted);
    this.fold();
  }

  // A muted comment is a sentence in its place; its replies stay.
  fold() {
    this.root.querySelectorAll("article[data-aw-by]").forEach((article) => {
      const muted = article.dataset.awBy in this.muted;
      const note = article.parentElement.querySelector(":scope > [data-aw-muted]");
      if (muted && !note && !article.dataset.awSeen) this.hide(article);
      else if (!muted) {
        delete article.dataset.awSeen;
        article.hidden = false;
        note?.remove();
      }
    });
    this.offerList();
  }

  hide(article) {
    const name = this.nameOf(article);
    const note = element("p", { className: "aw-gone aw-ui aw-row" });
    note.dataset.awMuted = "";
    const words = element("span", { className: "aw-note" });
    words.append(...phrase(this.words.muted, name));
    const see = act(this.words.see, this.words.seeOne, name, () => {
      article.dataset.awSeen = "yes";
      article.hidden = false;
      note.remove();
      this.section.focusOn(article);
    });
    note.append(words, see);
    article.hidden = true;
    article.before(note);
  }

  offerList() {
    const some = Object.keys(this.muted).length > 0;
    if (some && !this.opener) {
      this.opener = element("button", { type: "button", className: "aw-act", textContent: this.words.mutedAuthors });
      this.opener.addEventListener("click", () => this.openList());
      this.root.querySelector("#comments").after(this.opener);
    }
    if (this.opener) this.opener.hidden = !some;
  }

  openList() {
    const dialog = element("dialog", { className: "aw-ui" });
    const head = element("h3", { textContent: this.words.mutedAuthors });
    dialog.ariaLabel = this.words.mutedAuthors;
    const list = element("ul");
    for (const [mark, name] of Object.entries(this.muted)) {
      const li = element("li");
      const undo = act(this.words.unmute, this.words.unmuteOne, name, () => {
        this.unmute(mark);
        li.remove();
        if (list.children.length) this.section.focusOn(list.querySelector("button"));
        else dialog.close();
      });
      li.append(element("bdi", { textContent: name }), undo);
      list.append(li);
    }
    const close = element("button", { type: "button", className: "aw-btn", textContent: this.words.close });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      this.section.focusOn(this.opener.hidden ? this.root.querySelector("#comments") : this.opener);
    });
    dialog.append(head, list, close);
    this.opener.after(dialog);
    dialog.showModal();
  }

  // New since the last visit

  // Until when the last visit showed the discussion. It is kept for longer than the window is open for those alone who want to be
  // remembered. Who comes back within half an hour is still on the same visit.
  visit() {
    const { kept, key } = this.section;
    const name = `visit:${key}`;
    const last = kept.read(name);
    const before = last && (Date.now() - last.at > VISIT ? last.since : last.before);
    kept.write(name, { before, since: this.since, at: Date.now() });
    return before;
  }

  markNew() {
    this.root.querySelectorAll("li:not([data-aw-own]) > article").forEach((article) => {
      const meta = article.querySelector(".aw-meta");
      if (meta.querySelector("[data-aw-newer]") || Date.parse(meta.querySelector("time")?.dateTime) <= this.before) return;
      const tag = element("b", { className: "aw-tag", textContent: this.words.newHere });
      tag.dataset.awNewer = "";
      meta.append(tag);
    });
  }
}

export function start(root) {
  new Marks(root);
}

document.querySelectorAll("[data-aw-news]").forEach((root) => start(root));
