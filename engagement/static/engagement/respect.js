// Respecting comments in place. The page is the same for everyone: what an account respects is asked for apart, and what a
// guest respects stands in their own browser, beside the random token by which they are counted once.

const BUTTON = "form[data-aw-respect] > button";
const MOST = 1000;

const asked = document.querySelector("script[data-aw-respected]")?.dataset.awRespected;
const learnt = new WeakSet();

const idOf = (button) => button.closest("li[id]").id.slice(2);
const rootOf = (button) => button.closest("[data-aw]");
const sectionOf = (button) => rootOf(button).afterword;

// Where nothing may be kept, it is known as long as the page is open.
let guest;
function read({ kept, newKey }) {
  const { token, ids, own } = kept.read("respect") ?? guest ?? { token: newKey() };
  guest = { token, ids: new Set(ids), own: new Set(own) };
}

function write({ kept }) {
  const [ids, own] = [guest.ids, guest.own].map((set) => [...set].slice(-MOST));
  kept.write("respect", { token: guest.token, ids, own });
}

function note(section, id, respected) {
  read(section);
  guest.ids.delete(id);
  if (respected) guest.ids.add(id);
  write(section);
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
  const section = sectionOf(button);
  section.append(button.closest(".aw-acts"), "p", { textContent: words }).dataset.awNote = "";
  section.say(words);
}

async function post(button, wish, proof) {
  const response = await sectionOf(button).ask(button.form.action, {
    method: "POST",
    keepalive: true,
    body: new URLSearchParams({ respect: wish ? "yes" : "no", ...proof }),
  });
  if (response.headers.get("X-Afterword") !== "fragment") throw new Error(response.status);
  const told = await response.json();
  return { status: response.status, told, done: response.ok };
}

async function send(button, wish) {
  const section = sectionOf(button);
  const { name, csrf_token: token } = await section.whoIsThere();
  if (name) return post(button, wish, token && { csrfmiddlewaretoken: token });
  // Noted first, for readers who leave the page at once.
  note(section, idOf(button), wish);
  const answer = await post(button, wish, { guest: guest.token }).catch((error) => ({ error }));
  if (!answer.done) note(section, idOf(button), !wish);
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
    complain(button, sectionOf(button).words.notSent);
  }
  form.ariaBusy = null;
}

function submitted(event) {
  const form = event.target;
  if (form.matches(STANCES)) {
    event.preventDefault();
    stand(form, event.submitter.value);
  }
  if (!form.matches("form[data-aw-respect]")) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.ariaDisabled) complain(button, sectionOf(button).words.yours);
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
  const told = await root.afterword
    .ask(`${root.dataset.awRespected ?? asked}?ids=${buttons.map(idOf)}`)
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

// Stances: the buttons come anew, with how readers split, for whoever chose. Without a wish it is asked what was chosen.
const STANCES = "form[data-aw-stances]";
async function stand(form, stance) {
  const section = sectionOf(form);
  const { root } = section;
  const options = { headers: { "X-Afterword": "fragment", "Afterword-Guest": guest.token } };
  let words = section.words.notSent;
  if (stance !== undefined) {
    write(section);
    const { csrf_token: csrfmiddlewaretoken = "" } = await section.whoIsThere();
    Object.assign(options, { method: "POST", body: new URLSearchParams({ stance, csrfmiddlewaretoken }) });
  }
  const focused = form.matches(":focus-within");
  try {
    const response = await section.ask(form.action, options);
    if (response.status === 409) return form.submit();
    const now = section.parse(await response.text()).querySelector(STANCES);
    words = now.dataset.awStances;
    form.replaceWith(now);
    form = now;
    const select = root.querySelector("select[name=stance]");
    if (select) select.value = form.querySelector("[aria-pressed=true]")?.value ?? "";
    if (stance) section.announce("stance");
  } catch {
    if (stance !== undefined) form.querySelector(".aw-note").textContent = words;
  }
  if (stance === undefined) return;
  if (focused) (form.querySelector(`[value="${stance}"]`) ?? form.querySelector("button")).focus();
  section.say(words);
}

// Not before a button comes near: who only reads the article asks nothing.
const near = new IntersectionObserver(
  (seen) => {
    const there = seen.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target);
    const form = there.find((target) => target.matches(STANCES));
    if (form) near.unobserve(form), stand(form);
    new Set(there.filter((target) => target !== form).map(rootOf)).forEach(learn);
  },
  { rootMargin: "50%" },
);

function watch(root) {
  root.querySelectorAll(BUTTON).forEach((button) => learnt.has(button) || near.observe(button));
}

// Somebody else reads now.
function forget(root) {
  root.querySelectorAll(BUTTON).forEach((button) => {
    learnt.delete(button);
    button.ariaPressed = button.ariaDisabled = null;
  });
  watch(root);
}

export function start(root) {
  const section = root.afterword;
  read(section);
  section.written.forEach((id) => guest.own.add(id));
  if (guest.ids.size || guest.own.size) write(section);
  root.addEventListener("submit", submitted);
  root.addEventListener("afterword:reader", () => forget(root));
  const form = root.querySelector(STANCES);
  if (form) near.observe(form);
  root.addEventListener("change", ({ target: { name, value } }) => {
    if (name === "stance" && value > 0) stand(root.querySelector(STANCES), value);
  });
  watch(root);
  new MutationObserver(() => watch(root)).observe(root, { childList: true, subtree: true });
}

document.querySelectorAll("[data-aw]").forEach((root) => start(root));
