// Afterword: how many comments the articles of a list have. <afterword-count key="…"> says the number, and nothing where none is
// known; all of a page are asked for together. COUNTS is where: engagement/pages/scripts.py.

const MOST = 100;

let waiting = [];

async function ask(elements) {
  const keys = [...new Set(elements.map(({ key }) => key))];
  for (let from = 0; from < keys.length; from += MOST) {
    const url = new URL(COUNTS, import.meta.url);
    keys.slice(from, from + MOST).forEach((key) => url.searchParams.append("key", key));
    const response = await fetch(url, { credentials: "omit" }).catch(() => undefined);
    if (!response?.ok) continue;
    const { counts } = await response.json();
    elements.filter(({ key }) => key in counts).forEach((element) => element.show(counts[element.key]));
  }
}

class Count extends HTMLElement {
  get key() {
    return this.getAttribute("key");
  }

  connectedCallback() {
    if (!this.key) return;
    waiting.push(this);
    if (waiting.length > 1) return;
    setTimeout(() => {
      ask(waiting);
      waiting = [];
    });
  }

  show(number) {
    const language = this.closest("[lang]")?.lang || undefined;
    this.setAttribute("count", number);
    this.textContent = new Intl.NumberFormat(language).format(number);
  }
}

customElements.get("afterword-count") ?? customElements.define("afterword-count", Count);
