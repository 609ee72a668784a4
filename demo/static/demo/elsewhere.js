// What a publisher writes: readers who are signed in here are signed in to the discussion, and the page counts what happens.

const discussion = document.querySelector("afterword-discussion");
const button = document.querySelector("#sign");
const NAMES = ["ready", "posted", "published", "failed", "signed-in", "signed-out"];
let known = false;

// Asked again whenever a session is over.
async function token() {
  const response = await fetch("/elsewhere/token/", { method: "POST" });
  return (await response.json()).token;
}

function show(now) {
  known = now;
  button.textContent = known ? "Sign out" : "Sign in as Ada";
}

button.hidden = false;
button.addEventListener("click", () => {
  discussion.token = known ? null : token;
});
for (const name of NAMES) {
  addEventListener(`afterword:${name}`, ({ type, detail }) => {
    if (name.startsWith("signed-")) show(name === "signed-in");
    const line = Object.assign(document.createElement("li"), { textContent: `${type} ${JSON.stringify(detail)}` });
    document.querySelector("#told").append(line);
  });
}
