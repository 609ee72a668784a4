// Afterword on pages of other sites: who reads, where the publisher's server signs it. One reader for all discussions of the page,
// and kept in memory alone. It is delivered in one block with embed.js, whose functions it calls.

const elements = new Set();
const tell = (name, detail) => elements.forEach((element) => element.tell(name, detail));
const reader = {
  // What was signed, or a function that gets it, is exchanged for a session.
  async signIn(source) {
    try {
      const token = await (typeof source === "function" ? source() : source);
      if (token) {
        const session = JSON.parse(await send(SESSION, { token }));
        tell("signed-in");
        return session;
      }
    } catch (error) {
      tell("failed", { what: "sign-in", status: error.status ?? 0 });
    }
    // Handed over once more, it is tried again.
    if (this.source === source) this.source = null;
    return undefined;
  },

  // Somebody else from now on, or nobody.
  become(source) {
    this.source = source;
    this.session = source && this.signIn(source);
    elements.forEach(({ section }) => section?.dispatchEvent(new Event("afterword:reader")));
  },

  async fetch(url, options) {
    const { session } = reader;
    const response = await reader.send(url, options);
    if (response.status !== 401 || !(await session)) return response;
    // It is over. Of several requests that hear so, the first gets another where what was given is a function.
    if (reader.session === session) reader.session = typeof reader.source === "function" ? reader.signIn(reader.source) : null;
    if (await reader.session) return reader.send(url, options);
    reader.leave();
    return response;
  },

  async send(url, { headers, ...options }) {
    const { session } = (await reader.session) ?? {};
    return fetch(url, { ...options, headers: session ? { ...headers, "Afterword-Session": session } : headers });
  },

  leave() {
    if (this.session === undefined) return;
    this.become();
    tell("signed-out");
  },

  async who() {
    const { name } = (await reader.session) ?? {};
    return name ? { name } : undefined;
  },
};
