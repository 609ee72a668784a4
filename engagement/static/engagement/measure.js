// Afterword: tells what becomes of the prompt, and of nobody who reads it: shown, seen, a stance chosen, an answer begun. Each is
// told once, all together when the reader turns away; no cookie goes along. Readers who ask not to be counted tell nothing.

const MOST = 10;
const told = new Set();
const waiting = [];

function send(url) {
  if (waiting[0]) fetch(url, { method: "POST", body: `[${waiting.splice(0)}]`, keepalive: true, credentials: "omit" }).catch(() => {});
}

export function start(root) {
  const { globalPrivacyControl, doNotTrack, webdriver } = navigator;
  const { awMeasure: url } = root.dataset;
  const prompt = root.querySelector("[data-aw-wording]:not([hidden], [hidden] *)");
  if (!prompt || !url || globalPrivacyControl || doNotTrack === "1" || webdriver) return;
  const tell = (kind) => {
    const event = `["${kind}",${prompt.dataset.awWording}]`;
    if (!told.has(event) && told.add(event) && waiting.push(event) >= MOST) send(url);
  };
  // Seen is what was half there for a whole second, in a window that was not hidden.
  let second;
  const observer = new IntersectionObserver(
    (seen) => {
      clearTimeout(second);
      if (seen.pop().intersectionRatio >= 0.5) second = setTimeout(tell, 1000, "seen");
    },
    { threshold: 0.5 },
  );
  // Hidden is also what the browser fetched and rendered ahead: until the reader comes, nothing is shown.
  const look = () => {
    clearTimeout(second);
    observer.disconnect();
    if (document.hidden) return send(url);
    tell("rendered");
    observer.observe(prompt);
  };
  look();
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => send(url));
  root.addEventListener("afterword:stance", () => tell("stance"));
  root.addEventListener("input", ({ target: { name, form } }) => name === "body" && !form.elements.parent.value && tell("started"));
}

document.querySelectorAll("[data-aw]").forEach((root) => start(root));
