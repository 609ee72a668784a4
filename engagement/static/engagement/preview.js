// Afterword: shows below the box how a comment will look. Without this script the same button leads to a page.

async function preview(section, button) {
  const form = button.form;
  button.ariaBusy = "true";
  form.querySelectorAll(".aw-draft, [data-aw-failed]").forEach((part) => part.remove());
  section.say(section.words.loading);
  const body = new URLSearchParams({ body: form.elements.body.value });
  // A form of the author's own names the place; beside every other it lies below the form's.
  const place = new URL(button.dataset.awPreview || "preview/", form.action).href;
  const answer = await section.askPart(place, { method: "POST", body });
  const shown = answer?.part.firstElementChild ?? section.alarm(section.words.failed);
  if (shown.matches(".aw-alert")) shown.dataset.awFailed = "";
  form.elements.body.closest(".aw-field").after(shown);
  shown.tabIndex = -1;
  shown.focus();
  section.say("");
  button.ariaBusy = null;
}

export function start(root) {
  root.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-aw-preview]");
    if (button && !button.ariaBusy) preview(root.afterword, button);
  });
}

document.querySelectorAll("[data-aw]").forEach((root) => start(root));
