// Afterword: shows one of the wordings that are compared. It stands before the prompt and runs before that is read, let alone painted:
// <aw-wording> holds the words that everybody else sees. As it opens, still empty, the chosen words take its place, so nothing moves.
// The coin is thrown once a browser, never told, and falls anew for each experiment. Readers who ask not to be counted stand outside.

(() => {
  const COIN = "afterword:coin";

  function find() {
    for (const name of ["localStorage", "sessionStorage"]) {
      try {
        const store = window[name];
        const coin = store.getItem(COIN) ?? Array.from(crypto.getRandomValues(new Uint32Array(2))).join("");
        store.setItem(COIN, coin);
        return coin;
      } catch {}
    }
  }

  // FNV-1a, then MurmurHash3's last step, without which coins that differ little would fall alike.
  function fall(text) {
    let hash = 0x811c9dc5;
    for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  class Wording extends HTMLElement {
    static pick = (coin, name, among) => Math.floor((fall(`${name}:${coin}`) / 2 ** 32) * among);

    connectedCallback() {
      const arms = [...this.parentElement.querySelectorAll("template[data-aw-arm]")];
      const coin = navigator.globalPrivacyControl || navigator.doNotTrack === "1" ? undefined : find();
      if (this.hidden || !arms[0] || coin === undefined) return;
      const arm = arms[Wording.pick(coin, arms[0].dataset.awArm, arms.length)];
      const shown = document.createElement("div");
      shown.className = this.className;
      shown.append(arm.content.cloneNode(true));
      this.before(shown);
      this.hidden = true;
      // Whatever sends a form of this discussion, the browser or a script, says which words were shown.
      this.closest("[data-aw]")?.addEventListener("formdata", ({ formData }) => {
        formData.set("wording", arm.dataset.awArm);
      });
      // Its words are still to be read; they would have the same id.
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => this.remove());
      else this.remove();
    }
  }

  if (!customElements.get("aw-wording")) customElements.define("aw-wording", Wording);
})();
