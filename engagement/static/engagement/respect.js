// Respecting comments in place. The page is the same for everyone: what an account respects is asked for apart, and what a
// guest respects stands in their own browser, beside the random token by which they are counted once.

const BUTTON = "form[data-aw-respect] > button";
const KEPT = "afterword:respect";
const MOST = 1000;
const FROM_SCRIPT = { "X-Afterword": "fragment" };

const asked = document.querySelector("script[data-aw-respected]")?.dataset.awRespected;
const learnt = new WeakSet();

const idOf = (button) => button.closest("li[id]").id.slice(2);
const rootOf = (button) => button.closest("[data-aw]");
const wordsOf = (button) => JSON.parse(rootOf(button).dataset.awWords);

// Kept for this visit, and beyond it only where the reader wants to be remembered on this device. Storage may be full or
// forbidden: then it is known as long as the page is open.
const guest = {
  token: Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(""),
  ids: new Set(),
  own: new Set(),

  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT) ?? sessionStorage.getItem(KEPT));
      if (!kept) return;
      this.token = kept.token;
      this.ids = new Set(kept.ids);
      this.own = new Set(kept.own);
    } catch {}
  },

  write() {
    try {
      const stores = [sessionStorage, localStorage];
      if (localStorage.getItem("afterword:me")) stores.reverse();
      stores[1].removeItem(KEPT);
      const [ids, own] = [this.ids, this.own].map((set) => [...set].slice(-MOST));
      stores[0].setItem(KEPT, JSON.stringify({ token: this.token, ids, own }));
    } catch {}
  },

  note(id, respected) {
    this.read();
    this.ids.delete(id);
    if (respected) this.ids.add(id);
    this.write();
  },

  // What was written in this browser, before afterword.js, which runs next, forgets what has become public.
  noteOwn(key) {
    try {
      const name = `afterword:own:${key}`;
      const entries = JSON.parse(localStorage.getItem(name) ?? sessionStorage.getItem(name)) ?? [];
      entries.forEach(({ id }) => this.own.add(id.slice(2)));
    } catch {}
  },
};

// Asked at the first press alone; a failure is not kept.
let reader;
function whoIsThere(root) {
  reader ??= fetch(root.dataset.awMe)
    .then((response) => response.json())
    .catch(() => {
      reader = undefined;
      return {};
    });
  return reader;
}

function show(button, respected, count, shown = count) {
  const number = button.querySelector("[data-aw-count]");
  button.ariaPressed = String(respected);
  button.form.dataset.awRespect = count;
  number.textContent = shown;
  number.hidden = !count;
}

const noteBeside = (button) => button.closest(".aw-acts").querySelector("[data-aw-note]");

function complain(button, words) {
  noteBeside(button)?.remove();
  const note = Object.assign(document.createElement("p"), { textContent: words });
  note.dataset.awNote = "";
  button.closest(".aw-acts").append(note);
  rootOf(button).querySelector("[data-aw-live]").textContent = words;
}

async function post(button, wish, proof) {
  const response = await fetch(button.form.action, {
    method: "POST",
    headers: FROM_SCRIPT,
    keepalive: true,
    body: new URLSearchParams({ respect: wish ? "yes" : "no", ...proof }),
  });
  if (response.headers.get("X-Afterword") !== "fragment") throw new Error(response.status);
  const told = await response.json();
  return { status: response.status, told, done: response.ok };
}

async function send(button, wish) {
  const { name, csrf_token: csrfmiddlewaretoken } = await whoIsThere(rootOf(button));
  if (name) return post(button, wish, { csrfmiddlewaretoken });
  // Noted first, for readers who leave the page at once.
  guest.note(idOf(button), wish);
  const answer = await post(button, wish, { guest: guest.token }).catch((error) => ({ error }));
  if (!answer.done) guest.note(idOf(button), !wish);
  if (answer.error) throw answer.error;
  return answer;
}

async function press(button) {
  const { form } = button;
  const before = Number(form.dataset.awRespect);
  const shown = form.querySelector("[data-aw-count]").textContent;
  const respected = button.ariaPressed === "true";
  noteBeside(button)?.remove();
  form.ariaBusy = "true";
  show(button, !respected, Math.max(0, before + (respected ? -1 : 1)));
  try {
    const { status, told, done } = await send(button, !respected);
    if (done) {
      show(button, told.respected, told.count, told.shown);
    } else {
      show(button, respected, before, shown);
      // Somebody is signed in whose token did not come along: the page without script asks them.
      if (status === 409) form.submit();
      else complain(button, told.detail);
    }
  } catch {
    show(button, respected, before, shown);
    complain(button, wordsOf(button).notSent);
  }
  form.ariaBusy = null;
}

function submitted(event) {
  const form = event.target;
  if (!form.matches("form[data-aw-respect]")) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.ariaDisabled) complain(button, wordsOf(button).yours);
  else if (!form.ariaBusy) press(button);
}

// What is the reader's own among the buttons that came to the page, all of them in one question.
async function learn(root) {
  const buttons = [...root.querySelectorAll(BUTTON)].filter((button) => !learnt.has(button)).slice(0, MOST);
  if (!buttons.length) return;
  buttons.forEach((button) => {
    learnt.add(button);
    near.unobserve(button);
  });
  const told = await fetch(`${root.dataset.awRespected ?? asked}?ids=${buttons.map(idOf)}`)
    .then((response) => response.json())
    .catch(() => ({}));
  const respected = new Set(told.respected?.map(String) ?? guest.ids);
  const own = new Set(told.own?.map(String) ?? guest.own);
  for (const button of buttons) {
    if (own.has(idOf(button))) button.ariaDisabled = "true";
    // Pressed in the meantime, it knows better.
    else button.ariaPressed ??= String(respected.has(idOf(button)));
  }
}

// Not before a button comes near: who only reads the article asks nothing.
const near = new IntersectionObserver(
  (seen) => new Set(seen.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => rootOf(target))).forEach(learn),
  { rootMargin: "50%" },
);

function watch(root) {
  root.querySelectorAll(BUTTON).forEach((button) => learnt.has(button) || near.observe(button));
}

export function start(root) {
  guest.read();
  guest.noteOwn(root.dataset.aw);
  if (guest.ids.size || guest.own.size) guest.write();
  root.addEventListener("submit", submitted);
  watch(root);
  new MutationObserver(() => watch(root)).observe(root, { childList: true, subtree: true });
}

document.querySelectorAll("[data-aw]").forEach((root) => start(root));
