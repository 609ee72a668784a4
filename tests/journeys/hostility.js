// Lists what strangers' text left in a page beyond the safe subset; prints names of elements and attributes, never a text.
() => {
  const subset = {
    A: ["href", "rel"], BLOCKQUOTE: [], BR: [], CODE: [], EM: [], LI: ["value"], OL: ["start"], P: [], PRE: [], STRONG: [], UL: [],
  };
  const foreign = ["APPLET", "AUDIO", "BASE", "EMBED", "FRAME", "IFRAME", "IMG", "MARQUEE", "MATH", "OBJECT", "STYLE", "VIDEO"];
  const found = [];
  const where = (element) => element.closest("[id]")?.id ?? "";
  const note = (what, element) => found.push(`${what} in #${where(element)}`);
  const leads = (value, ...schemes) => {
    try {
      return schemes.includes(new URL(value, location).protocol);
    } catch {
      return false;
    }
  };
  // What the workspace itself puts into a text: where a link leads, marks and their numbers.
  const ours = [["span[class=ws-to]", 1, 0], ["mark", 0, Infinity], ["sup[aria-hidden=true]", 1, 0], ["span[class=ws-sr]", 1, 0]];
  const isOurs = (element) =>
    element.closest(".ws-text") &&
    ours.some(
      ([selector, attributes, children]) =>
        element.matches(selector) && element.attributes.length === attributes && element.children.length <= children,
    );
  for (const text of document.querySelectorAll(".aw-text, .ws-text:not(.ws-typed)")) {
    for (const element of text.querySelectorAll("*")) {
      if (isOurs(element)) continue;
      const known = subset[element.tagName];
      if (!known) note(`element ${element.tagName}`, element);
      for (const { name } of element.attributes) {
        // Moderators' links open beside the queue.
        const isOpenedBeside = name === "target" && element.closest(".ws-text");
        if (!known?.includes(name) && !isOpenedBeside) note(`attribute ${name}`, element);
      }
      const href = element.getAttribute("href");
      if (href !== null && !leads(href, "http:", "https:", "mailto:")) note("link", element);
    }
  }
  for (const plain of document.querySelectorAll("bdi, q, .ws-clip, .ws-typed, textarea")) {
    if (plain.children.length) note("markup in plain text", plain);
  }
  for (const element of document.querySelectorAll("*")) {
    if (foreign.includes(element.tagName.toUpperCase())) note(`element ${element.tagName}`, element);
    if (element.tagName === "SCRIPT" && element.type !== "application/ld+json" && (!element.src || new URL(element.src).origin !== location.origin)) note("script", element);
    if (element.tagName === "META" && element.httpEquiv) note("meta", element);
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || name === "style" || name === "srcdoc") note(`attribute ${name}`, element);
      if (["href", "src", "action", "formaction", "xlink:href"].includes(name) && leads(value, "javascript:", "data:", "vbscript:")) {
        note(`${name} that runs`, element);
      }
    }
  }
  return found;
}
