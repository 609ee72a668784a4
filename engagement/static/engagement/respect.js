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

async function send(button, wish) {
  const section = sectionOf(button);
  const { name, csrf_token: csrfmiddlewaretoken } = await section.whoIsThere();
  const post = (proof) => {
    const body = new URLSearchParams({ respect: wish ? "yes" : "no", ...proof });
    return section.askPart(button.form.action, { method: "POST", keepalive: true, body }, JSON.parse);
  };
  if (name) return post(csrfmiddlewaretoken && { csrfmiddlewaretoken });
  // Noted first, for readers who leave the page at once.
  note(section, idOf(button), wish);
  const answer = await post({ guest: guest.token });
  if (!answer?.ok) note(section, idOf(button), !wish);
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
  const { ok, status, part } = (await send(button, !respected)) ?? {};
  form.ariaBusy = null;
  if (ok) return show(button, part.respected, part.count, part.shown);
  show(button, respected, before, shown);
  // Somebody is signed in whose token did not come along: the page without script asks them.
  if (status === 409) form.submit();
  else complain(button, part?.detail ?? sectionOf(button).words.notSent);
}

function submitted(event) {
  const form = event.target;
  const button = form.querySelector(BUTTON);
  if (form.matches(STANCES)) stand(form, event.submitter.value);
  else if (!button) return;
  else if (button.ariaDisabled) complain(button, sectionOf(button).words.yours);
  else if (!form.ariaBusy) press(button);
  event.preventDefault();
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
  read(section);
  const wished = stance !== undefined;
  const options = { headers: { "X-Afterword": "fragment", "Afterword-Guest": guest.token } };
  if (wished) {
    const { name, csrf_token: csrfmiddlewaretoken = "" } = await section.whoIsThere();
    if (!name) write(section);
    Object.assign(options, { method: "POST", body: new URLSearchParams({ stance, csrfmiddlewaretoken }) });
  }
  const focused = form.matches(":focus-within");
  const { ok, status, part } = (await section.askPart(form.action, options)) ?? {};
  if (status === 409) return form.submit();
  const now = part?.querySelector(STANCES);
  // Chosen in the meantime, the buttons know better.
  if (now && (wished || form.isConnected)) put(section, now);
  if (!wished) return;
  form = section.root.querySelector(STANCES);
  const words = now?.dataset.awStances ?? section.words.notSent;
  if (!now) form.querySelector(".aw-note").textContent = words;
  if (focused) (form.querySelector(`[value="${stance}"]`) ?? form.querySelector("button")).focus();
  section.say(words);
  if (ok && stance) section.announce("stance");
}

// The form for comments says the same.
function put({ root }, now) {
  root.querySelector(STANCES).replaceWith(now);
  const select = root.querySelector("select[name=stance]");
  if (select) select.value = now.querySelector("[aria-pressed=true]")?.value ?? "";
}

// Not before a button comes near: who only reads the article asks nothing.
const near = new IntersectionObserver(
  (seen) =>
    seen.forEach(({ isIntersecting, target }) => {
      if (!isIntersecting) return;
      if (target.matches(BUTTON)) return learn(rootOf(target));
      near.unobserve(target);
      stand(target);
    }),
  { rootMargin: "50%" },
);

function watch(root) {
  root.querySelectorAll(BUTTON).forEach((button) => learnt.has(button) || near.observe(button));
}

// Somebody else reads now; `stances` are as they came with the page.
function forget(root, stances) {
  root.querySelectorAll(BUTTON).forEach((button) => {
    learnt.delete(button);
    button.ariaPressed = button.ariaDisabled = null;
  });
  watch(root);
  if (!stances) return;
  put(root.afterword, stances);
  near.observe(stances);
}

export function start(root) {
  const section = root.afterword;
  read(section);
  section.written.forEach((id) => guest.own.add(id));
  if (guest.ids.size || guest.own.size) write(section);
  const stances = root.querySelector(STANCES);
  root.addEventListener("submit", submitted);
  root.addEventListener("afterword:reader", () => forget(root, stances));
  root.addEventListener("change", ({ target: { name, value } }) => {
    if (name === "stance" && value > 0) stand(root.querySelector(STANCES), value);
  });
  if (stances) near.observe(stances);
  watch(root);
  new MutationObserver(() => watch(root)).observe(root, { childList: true, subtree: true });
}

document.querySelectorAll("[data-aw]").forEach((root) => start(root));
