// Afterword: reads on in place. Further comments and replies are put in where they belong, nothing that was read leaves the
// page, and no comment stands there twice. `afterword:added` tells other scripts of what came in.

const above = (li) => li.parentElement?.closest("li[id]");

class Reading {
  constructor(section) {
    this.section = section;
    this.root = section.root;
    section.reading = this;
    section.onLink((link) => this.clicked(link));
  }

  clicked(link) {
    if (!link.matches("[data-aw-next], [data-aw-thread]")) return false;
    this.loading(link, () => this.follow(link));
    return true;
  }

  // `load` puts something in, and gives what the focus goes to; whether it could is told.
  async loading(link, load) {
    const { section } = this;
    if (link.ariaBusy) return false;
    link.ariaBusy = "true";
    this.note?.remove();
    section.say(section.words.loading);
    try {
      const found = await load();
      section.say("");
      if (found) section.focusOn(found.querySelector("article, p") ?? found);
      return true;
    } catch {
      const words = section.words.notLoaded;
      this.note = section.append(link.parentElement, "p", { className: "aw-note", textContent: words });
      link.after(this.note);
      section.say(words);
      return false;
    } finally {
      link.ariaBusy = null;
    }
  }

  // What a link leads to, put in at its place; gives the first of it.
  async follow(link) {
    const { awNext, awThread } = link.dataset;
    const part = await this.section.fetchPart(awNext ?? awThread);
    const first = awNext ? this.addPage(link, part) : this.addReplies(link, part);
    this.tell(awNext ?? awThread);
    return first;
  }

  tell(url) {
    this.root.dispatchEvent(new CustomEvent("afterword:added", { detail: { url } }));
  }

  addPage(link, part) {
    const found = [...part.querySelectorAll(".aw-list > li")].filter((li) => !this.section.has(li.id));
    this.root.querySelector(".aw-list").append(...found);
    const next = part.querySelector("[data-aw-next]");
    if (next) link.replaceWith(next);
    else link.closest("nav").remove();
    return found[0];
  }

  addReplies(link, part) {
    const thread = link.closest("li[id]") ?? this.root.querySelector(".aw-list > li");
    const before = new Set(Array.from(thread.querySelectorAll("li[id]"), (li) => li.id));
    const branch = thread.querySelector(":scope > .aw-branch");
    const found = part.querySelector(".aw-list > li > .aw-branch");
    const replies = found.querySelector(":scope > ol");
    const further = part.querySelector("nav [data-aw-thread]");
    if (further) {
      further.className = "aw-more";
      this.section.append(replies, "li").append(further);
    }
    if (link.dataset.awThread.includes("cursor=")) {
      const added = [...replies.children].filter((li) => !li.id || !this.section.has(li.id));
      added.forEach((li) => this.single(li));
      const place = link.closest("li:not([id])");
      if (place) {
        place.replaceWith(...added);
      } else {
        link.closest("nav").remove();
        branch.querySelector(":scope > ol").append(...added);
      }
    } else {
      branch.replaceWith(found);
      this.merge(branch, { home: thread });
    }
    return [...thread.querySelectorAll("li[id]")].find((li) => !before.has(li.id)) ?? thread;
  }

  // Puts in what a tree holds and the page does not, each under what it hangs under there, or else under `home`; gives what
  // was put in of what is wanted.
  merge(tree, { home, wanted = () => true }) {
    return [...tree.querySelectorAll("li[id]")].filter((li) => {
      if (!wanted(li) || this.section.has(li.id)) return false;
      let [top, under] = [li, above(li)];
      while (under && !this.section.has(under.id)) [top, under] = [under, above(under)];
      const parent = under ? this.section.has(under.id) : home;
      this.single(top);
      const list = parent.querySelector(":scope > .aw-branch > ol");
      if (list) list.append(top);
      else parent.append(top.closest(".aw-branch"));
      return true;
    });
  }

  // What hangs under a comment that comes in leaves the place where it stood alone.
  single(li) {
    li.querySelectorAll("li[id]").forEach((inner) => this.section.has(inner.id)?.remove());
  }
}

export function start(root) {
  new Reading(root.afterword);
}

document.querySelectorAll("[data-aw]").forEach((root) => start(root));
