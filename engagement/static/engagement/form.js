// Afterword: posting in place, from the form above the comments and from those that answer one.

const WARNED = [100, 20, -1];

class Form {
  constructor(section, form, openedAt) {
    Object.assign(this, { section, form, words: section.words, kept: section.kept });
    form.afterword = this;
    this.body = form.elements.body;
    this.button = form.querySelector("button:not([type])");
    this.left = form.querySelector("[data-aw-left]");
    this.draft = `draft:${section.key}:${form.elements.parent.value}`;
    this.body.value ||= this.kept.read(this.draft) ?? "";
    // Of words kept from an earlier visit, the time since this page was opened says nothing: none is told.
    this.openedAt = openedAt ?? (this.body.value ? null : performance.now());
    if (this.body.value) this.count();
    this.recall();
    this.body.addEventListener("input", () => this.typed());
    form.addEventListener("focusin", () => this.introduce(), { once: true });
    form.addEventListener("submit", (event) => this.submit(event));
    form.querySelector("[data-aw-preview]")?.removeAttribute("hidden");
  }

  typed() {
    this.count();
    clearTimeout(this.saving);
    this.saving = setTimeout(() => {
      this.kept.write(this.draft, this.body.value);
      this.warn(this.count(this.body.value && this.words.kept));
    }, 400);
  }

  // Told to who cannot see it, when typing pauses: as the end comes near, and as it is passed.
  warn(left) {
    const level = WARNED.filter((most) => left <= most).length;
    if (level > (this.level ?? 0)) this.section.say(this.section.room(this.form)[1]);
    this.level = level;
  }

  count(before = "") {
    const [left, words] = this.section.room(this.form);
    this.left.textContent = before ? `${before}. ${words}` : words;
    return left;
  }

  // Name and addresses, kept on this device alone where the reader wants that.
  recall() {
    const box = this.form.querySelector("[data-aw-remember]");
    if (!box) return;
    box.hidden = false;
    const known = this.kept.read("me");
    box.firstElementChild.checked = !!known;
    for (const name in known) {
      const input = this.form.elements[name];
      if (input) input.value ||= known[name];
    }
  }

  keep() {
    const box = this.form.querySelector("[data-aw-remember]");
    if (!box || box.hidden) return;
    const named = [...this.form.elements].filter(({ name }) => name.startsWith("author_"));
    this.kept.write("me", box.firstElementChild.checked && Object.fromEntries(named.map(({ name, value }) => [name, value])));
    this.kept.sort();
  }

  // Whoever has an account writes under its name, and is not asked for another.
  async introduce() {
    const { form, section } = this;
    const { name, csrf_token: value } = await section.whoIsThere();
    if (name === this.as || form.elements.csrfmiddlewaretoken) return;
    this.as = name;
    this.note?.remove();
    if (value) section.append(form, "input", { type: "hidden", name: "csrfmiddlewaretoken", value });
    if (name) {
      this.note = section.append(form, "span", { className: "aw-note", textContent: this.words.as.replace("%s", name) });
      this.button.after(this.note);
    }
    for (const part of form.querySelectorAll(".aw-third, [data-aw-remember], [data-aw-guest]")) part.hidden = !!name;
  }

  async submit(event) {
    event.preventDefault();
    if (this.button.ariaDisabled) return;
    const { form, button } = this;
    const label = button.textContent;
    button.ariaDisabled = "true";
    button.textContent = this.words.posting;
    this.failure?.remove();
    await this.introduce();
    form.elements.idempotency_key.value ||= this.section.newKey();
    const opened = this.openedAt;
    form.elements.form_seconds.value = opened === null ? "" : ((performance.now() - opened) / 1000).toFixed(1);
    this.keep();
    try {
      const body = new URLSearchParams(new FormData(form));
      this.answered(await this.section.askPart(form.action, { method: "POST", body }));
    } catch {
      this.failed();
    }
    button.ariaDisabled = null;
    button.textContent = label;
  }

  answered({ ok, status, part }) {
    if (!ok) {
      this.section.announce("failed", { what: "post", status });
      const again = part.querySelector("form");
      this.form.replaceWith(again);
      this.section.enter(again, this.openedAt);
      this.section.focusOn(again.querySelector("[role=alert], [role=status]"));
      return;
    }
    clearTimeout(this.saving);
    this.kept.write(this.draft, null);
    const { form } = this;
    if (form.closest("li")) {
      form.remove();
    } else {
      form.elements.idempotency_key.value = "";
      this.body.value = "";
      this.openedAt = performance.now();
      form.querySelectorAll(".aw-alert, .aw-draft").forEach((part) => part.remove());
      this.count();
    }
    this.section.posted(part.querySelector("li"));
  }

  // Sent again with the same key, the comment is stored once, whether or not it arrived before.
  failed() {
    this.section.announce("failed", { what: "post", status: 0 });
    this.failure = this.section.alarm(this.words.failed);
    this.button.parentElement.before(this.failure);
  }
}

export function start(root) {
  const section = root.afterword;
  section.enter = (form, openedAt) => new Form(section, form, openedAt);
  root.querySelectorAll("[data-aw-form]").forEach((form) => section.enter(form));
}

document.querySelectorAll("[data-aw]").forEach((root) => start(root));
