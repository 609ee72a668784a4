// Afterword on pages that the site does not serve: <afterword-discussion key="…"> shows the section that the site's own pages
// show, in a shadow root. It is delivered by engagement/pages/scripts.py together with what a page needs before its first click:
// `parts` are the starts of those scripts, and MORE leads to the others, fetched when the reader comes to the section. OPENING and
// SESSION are where the readers' API opens discussions and signs readers in; `reader` is who does: reader.js, in the same block.

const BASE = new URL(".", import.meta.url);
const NEAR = "800px";
const PATIENCE = 2000;
const COMMENT = /^#c(omment)?-\d+$/;
const PLACES = ["#discussion", "#comments"];
const COMING = ["pointerover", "touchstart", "focusin", "keydown"];
// What only the scripts that come later answer in place.
const LATER = "[data-aw-next], [data-aw-thread], [data-aw-preview], [data-aw-edit], [data-aw-withdraw], [data-aw-yours]";
const ADDRESSES = ["href", "action", "formaction", "src"];
for (const name of ["me", "reply", "next", "thread", "own", "respected", "measure"]) ADDRESSES.push(`data-aw-${name}`);
const NAMED = {
  head: ".aw-head",
  question: ".aw-question",
  "call-to-action": ".aw-cta",
  form: ".aw-form",
  field: ".aw-field :is(input, textarea)",
  button: ".aw-btn",
  post: ".aw-btn-go",
  comments: "#comments",
  comment: "article.aw-c",
  name: ".aw-name",
  text: ".aw-text",
  act: ".aw-act",
};

const absolute = (address) => new URL(address, BASE).href;

// Addresses of the site's own, and names that the page's style sheet may use.
function complete(part) {
  for (const name of ADDRESSES) {
    for (const element of part.querySelectorAll(`[${name}^="/"]`)) element.setAttribute(name, absolute(element.getAttribute(name)));
  }
  for (const name in NAMED) part.querySelectorAll(NAMED[name]).forEach((element) => element.part.add(name));
}

async function read(url, options) {
  const response = await fetch(url, { credentials: "omit", ...options });
  if (!response.ok) throw response;
  return response.text();
}

const send = (url, told) =>
  read(absolute(url), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(told) });

function sheetOf(text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}

const host = sheetOf(":host{display:block}:host([hidden]){display:none}");
const sheets = {};
function sheetAt(url) {
  sheets[url] ??= read(url).then(sheetOf);
  sheets[url].catch(() => delete sheets[url]);
  return sheets[url];
}

const site = { complete, fetch: reader.fetch, who: reader.who };

class Discussion extends HTMLElement {
  static observedAttributes = ["key", "token"];

  get key() {
    return this.getAttribute("key");
  }

  // Handed over anew, what is known already changes nothing: several discussions may say the same.
  set token(source) {
    if (!source) reader.leave();
    else if (source !== reader.source) reader.become(source);
  }

  // On every device.
  async signOut() {
    const { session } = (await reader.session) ?? {};
    reader.leave();
    if (session) await read(absolute(SESSION), { method: "DELETE", headers: { "Afterword-Session": session } });
  }

  connectedCallback() {
    elements.add(this);
    if (!this.shadowRoot) this.prepare();
    this.hashed = () => this.arrive();
    addEventListener("hashchange", this.hashed);
    this.watch();
  }

  disconnectedCallback() {
    elements.delete(this);
    this.near?.disconnect();
    removeEventListener("hashchange", this.hashed);
  }

  attributeChangedCallback(name, before, now) {
    if (name === "token") this.token = now;
    else if (before !== null && this.isConnected) this.watch();
  }

  tell(name, told) {
    const detail = { key: this.key, ...told };
    this.dispatchEvent(new CustomEvent(`afterword:${name}`, { bubbles: true, composed: true, detail }));
  }

  // Until the discussion is there, and where it does not come, the page's own words show: a link to the discussion's page.
  prepare() {
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [host];
    root.append(document.createElement("slot"));
    root.addEventListener("click", (event) => this.hold(event), true);
    root.addEventListener("click", (event) => this.clicked(event));
    // What was set before this script came hides the element's own.
    const { token } = this;
    if (delete this.token && token) this.token = token;
    for (const sign of COMING) root.addEventListener(sign, () => this.wake(), { passive: true });
  }

  watch() {
    this.section = undefined;
    this.near?.disconnect();
    this.near = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && this.load(), {
      rootMargin: NEAR,
    });
    this.near.observe(this);
    this.arrive();
  }

  // Loading

  async load(query = "") {
    const { key } = this;
    this.near.disconnect();
    try {
      const html = await this.find(absolute(`d/${encodeURIComponent(key)}/fragment/${query}`));
      const page = new DOMParser().parseFromString(html, "text/html");
      complete(page);
      const links = [...page.querySelectorAll("link[rel=stylesheet]")];
      const found = await Promise.all(links.map(({ href }) => sheetAt(href)));
      // Known before it shows, a reader sees no form change.
      await Promise.race([reader.session, new Promise((go) => setTimeout(go, PATIENCE))]);
      if (key === this.key && this.isConnected) this.show(page, found);
    } catch (error) {
      this.tell("failed", { what: "load", status: error.status ?? 0 });
    }
  }

  // A discussion that is not there yet is opened by what the publisher signed, by nothing else.
  async find(url) {
    try {
      return await read(url);
    } catch (error) {
      const { signed } = this.attributes;
      if (!signed || error.status !== 404) throw error;
      await send(OPENING, { signed: signed.value });
      return read(url);
    }
  }

  show(page, found) {
    const root = this.shadowRoot;
    const section = page.querySelector("[data-aw]");
    const respected = page.querySelector("script[data-aw-respected]");
    if (respected) section.dataset.awRespected = respected.dataset.awRespected;
    const news = JSON.parse(section.dataset.awNews);
    section.dataset.awNews = JSON.stringify({ ...news, url: absolute(news.url), fragment: absolute(news.fragment) });
    page.querySelectorAll("link, script").forEach((element) => element.remove());
    root.adoptedStyleSheets = [host, ...found];
    root.replaceChildren(...page.body.childNodes);
    const woken = this.later;
    Object.assign(this, { section, later: undefined, awake: false });
    parts.forEach((start) => start(section, site));
    if (reader.session) section.afterword.meet();
    this.letGo();
    this.tell("ready");
    if (woken) this.wake();
    else this.arrive();
  }

  // The page holds the space (`:not([loaded])`) until what follows can move unseen, or need not move.
  letGo() {
    const observer = new IntersectionObserver(([{ isIntersecting, boundingClientRect: { top, height } }]) => {
      if ((isIntersecting || top < 0) && this.section.offsetHeight < Math.floor(height)) return;
      this.setAttribute("loaded", "");
      observer.disconnect();
    });
    observer.observe(this);
  }

  // Where the page's address leads into the discussion, browsers find nothing in a shadow root.
  arrive() {
    const { hash } = location;
    const leads = COMMENT.test(hash) || PLACES.includes(hash) || history.state?.afterword?.key === this.key;
    if (!leads) return;
    if (!this.section) this.load();
    else if (PLACES.includes(hash)) this.shadowRoot.querySelector(hash).scrollIntoView();
    else this.wake();
  }

  // Reading

  wake() {
    if (!this.section || this.later) return;
    const { section } = this;
    this.later = import(absolute(MORE))
      .then((more) => more.parts.forEach((start) => start(section, site)))
      .catch(() => {})
      .finally(() => (this.awake = true));
  }

  // A click that comes before the script that answers it is repeated then; where that does not come, links lead to the site.
  hold(event) {
    const target = event.target.closest(LATER);
    if (this.awake || !target || !this.section.afterword.plainClick(event)) return;
    event.preventDefault();
    event.stopPropagation();
    this.wake();
    this.later.then(() => target.click());
  }

  clicked(event) {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || !this.section.afterword.plainClick(event)) return;
    const address = link.getAttribute("href");
    if (address[0] === "#") {
      const place = this.shadowRoot.getElementById(address.slice(1));
      place?.scrollIntoView();
      if (place) this.section.afterword.focusOn(place);
    } else if (link.closest(".aw-sort")) {
      this.sort(link);
    } else return;
    event.preventDefault();
  }

  async sort({ search }) {
    await this.load(search);
    this.shadowRoot.querySelector(".aw-sort [aria-current]")?.focus();
  }
}

customElements.get("afterword-discussion") ?? customElements.define("afterword-discussion", Discussion);
