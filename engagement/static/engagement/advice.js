// Afterword: asks for advice on a prompt while an editor writes it. Without this script "Check the words" does.

const WAIT = 600;

document.querySelectorAll("[data-advice]").forEach((place) => {
  const form = place.closest("form");
  let timer;
  let asked = 0;

  async function ask() {
    const mine = ++asked;
    try {
      const response = await fetch(place.dataset.advice, { method: "POST", body: new FormData(form) });
      if (!response.ok) return;
      const answer = new DOMParser().parseFromString(await response.text(), "text/html");
      if (mine === asked) place.replaceChildren(...answer.body.childNodes);
    } catch {
      // The advice that stands there stays: nothing is lost.
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
});
