// The browser chat without reloading. The page works without this file: every form posts to /chat.
// Reads: [data-log][data-after], li[data-seq], form[data-send], [data-trouble]; see templates/web/_chat.html.
(() => {
  "use strict";

  const log = document.querySelector("[data-log]");
  const input = document.querySelector("form.chat-input");
  if (!log || !input || !window.fetch) return;

  const line = input.querySelector("textarea");
  const trouble = input.querySelector("[data-trouble]");
  const fine = window.matchMedia("(pointer: fine)");
  const QUICK = 3000;
  const SLOW = 60000;
  let pause = QUICK;
  let timer = 0;
  let sending = false;
  let asking = null;

  class Gone extends Error {}

  function say(text) {
    trouble.textContent = text || "";
    trouble.hidden = !text;
  }

  function atEnd() {
    return log.getBoundingClientRect().bottom <= window.innerHeight + 160;
  }

  // To the end of the conversation, but never past the beginning of the newest answer: long ones are read from their top.
  function toNewest() {
    const said = log.querySelectorAll("li[data-seq]:not(.is-mine)");
    if (!said.length) return;
    const end = log.getBoundingClientRect().bottom + input.offsetHeight - window.innerHeight;
    const begin = said[said.length - 1].getBoundingClientRect().top - 96;
    window.scrollTo({ top: window.scrollY + Math.min(begin, end) });
  }

  function newest() {
    const last = log.lastElementChild;
    return last ? last.dataset.seq : "";
  }

  async function checked(response) {
    if (response.redirected && !new URL(response.url).pathname.startsWith("/chat")) throw new Gone();
    if (response.status === 401 || response.status === 403) throw new Gone();
    // A refused message comes back as a page with the reason; its status is no failure of the line.
    if (!response.ok && response.status !== 422) throw new Error(String(response.status));
    return response;
  }

  // Takes the messages out of an answer, a fragment or a whole page; returns how many are new, or -1 without any list.
  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const list = page.querySelector("[data-after]");
    const refused = page.querySelector("[data-trouble]:not([hidden])");
    if (refused) say(refused.textContent);
    if (!list) return -1;
    let fresh = 0;
    for (const item of [...list.querySelectorAll("li[data-seq]")]) {
      const known = log.querySelector(`li[data-seq="${CSS.escape(item.dataset.seq)}"]`);
      if (known && known.innerHTML === item.innerHTML) continue;
      if (known) known.replaceWith(item);
      else insert(item);
      fresh += 1;
    }
    log.dataset.after = list.dataset.after || log.dataset.after;
    const seen = input.elements.namedItem("nach");
    if (seen) seen.value = log.dataset.after;
    return fresh;
  }

  function insert(item) {
    const later = [...log.children].find((other) => Number(other.dataset.seq) > Number(item.dataset.seq));
    item.classList.add("is-new");
    log.insertBefore(item, later || null);
  }

  // One question at a time: a second caller waits for the answer under way and then asks for what came after it.
  async function look() {
    while (asking) await asking.catch(() => {});
    asking = ask();
    try {
      return await asking;
    } finally {
      asking = null;
    }
  }

  async function ask() {
    const follow = atEnd();
    const response = await fetch(`/chat/neu?nach=${encodeURIComponent(log.dataset.after)}`, {
      credentials: "same-origin",
      headers: { Accept: "text/html" },
    });
    await checked(response);
    const fresh = show(await response.text());
    if (fresh > 0 && follow) toNewest();
    return fresh;
  }

  async function send(form, button) {
    const body = new URLSearchParams(new FormData(form));
    if (button && button.name) body.set(button.name, button.value);
    const response = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    await checked(response);
    return show(await response.text());
  }

  function lock(form, on) {
    sending = on;
    form.setAttribute("aria-busy", String(on));
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", String(on));
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-send]");
    if (!form) return;
    event.preventDefault();
    const typed = form === input;
    if (sending || (typed && !line.value.trim())) return;
    lock(form, true);
    say("");
    try {
      const text = line.value;
      const before = newest();
      const fresh = await send(form, event.submitter);
      if (typed && line.value === text && trouble.hidden) line.value = "";
      if (fresh < 0) await look().catch(() => {});
      if (newest() !== before) toNewest(); // a tick changes its message in place, and the reader stays there
    } catch (error) {
      if (error instanceof Gone) say(input.dataset.gone);
      else say(typed ? input.dataset.failed : input.dataset.missed);
    } finally {
      lock(form, false);
      grow();
      // On a telephone the keyboard should not jump up after every tap.
      if (typed || (!document.contains(form) && fine.matches)) line.focus({ preventScroll: true });
      soon(QUICK);
    }
  });

  // Enter sends, Shift and Enter begins a new line; while an input method composes, Enter belongs to it.
  line.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    input.requestSubmit();
  });

  function grow() {
    line.style.height = "";
    if (line.value) line.style.height = `${line.scrollHeight + 2}px`;
  }
  line.addEventListener("input", grow);

  function soon(next) {
    pause = next;
    window.clearTimeout(timer);
    if (document.visibilityState === "visible") timer = window.setTimeout(poll, pause);
  }

  async function poll() {
    try {
      const fresh = sending ? 0 : await look();
      soon(fresh > 0 ? QUICK : Math.min(pause * 1.5, SLOW));
    } catch (error) {
      if (error instanceof Gone) say(input.dataset.gone);
      else soon(Math.min(pause * 2, SLOW));
    }
  }

  document.addEventListener("visibilitychange", () => soon(QUICK));
  toNewest();
  soon(QUICK);
})();
