// The directory while typing, and the map under the pointer. Pages work without this file.
// form[data-live="results karte"]: its answer replaces the elements with these ids.
// [data-key] on a map spot and on an entry of a list belong together.
(() => {
  "use strict";

  const WAIT = 250;

  for (const form of document.querySelectorAll("form[data-live]")) live(form);
  document.addEventListener("pointerover", light);
  document.addEventListener("focusin", light);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") dark();
  });

  function live(form) {
    let timer = 0;
    let asked = null;
    let last = address(form);
    const said = document.createElement("p");
    said.className = "unseen";
    said.setAttribute("role", "status");
    form.append(said);

    form.addEventListener("input", () => later(WAIT));
    form.addEventListener("change", () => later(0));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      later(0);
    });

    function later(wait) {
      window.clearTimeout(timer);
      timer = window.setTimeout(update, wait);
    }

    async function update() {
      const wanted = address(form);
      if (wanted === last) return;
      last = wanted;
      if (asked) asked.abort();
      asked = new AbortController();
      const parts = form.dataset.live.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
      for (const part of parts) part.setAttribute("aria-busy", "true");
      try {
        const response = await fetch(wanted, { signal: asked.signal, credentials: "same-origin" });
        if (!response.ok) throw new Error(String(response.status));
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        for (const part of parts) {
          const fresh = page.getElementById(part.id);
          if (fresh) part.replaceWith(fresh);
        }
        recount(form, page);
        said.textContent = document.querySelector("#results .count, #results .empty h2")?.textContent.trim() || "";
        window.history.replaceState(null, "", wanted);
      } catch (error) {
        if (error.name !== "AbortError") window.location.assign(wanted);
      }
    }
  }

  // The choices of the answer carry its own counts; what is chosen stays chosen.
  function recount(form, page) {
    for (const old of form.querySelectorAll("select")) {
      const fresh = page.getElementById(old.id);
      if (!fresh) continue;
      const chosen = old.value;
      old.replaceChildren(...fresh.children);
      old.value = chosen;
    }
  }

  function address(form) {
    const chosen = [...new FormData(form)].filter(([, value]) => value !== "");
    const query = new URLSearchParams(chosen).toString();
    return form.action.split("?")[0] + (query ? `?${query}` : "");
  }

  // A spot and its entry light up together, and the spot shows its name at once instead of after a second.
  function light(event) {
    const at = event.target.closest ? event.target.closest("[data-key]") : null;
    dark();
    if (!at) return;
    const keys = at.dataset.key.split(" ");
    for (const spot of document.querySelectorAll(".map .spot")) {
      if (!spot.dataset.key.split(" ").some((key) => keys.includes(key))) continue;
      spot.classList.add("is-lit");
      tip(spot);
    }
  }

  function dark() {
    for (const lit of document.querySelectorAll(".is-lit")) lit.classList.remove("is-lit");
    for (const old of document.querySelectorAll(".map-tip")) old.remove();
  }

  function tip(spot) {
    const map = spot.ownerSVGElement;
    const title = spot.querySelector("title");
    if (title) {
      spot.setAttribute("aria-label", title.textContent);
      title.remove();
    }
    const make = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
    const group = make("g");
    const ground = make("rect");
    const text = make("text");
    text.textContent = shortened(spot.getAttribute("aria-label"));
    group.setAttribute("class", "map-tip");
    group.setAttribute("aria-hidden", "true");
    group.append(ground, text);
    map.append(group);
    place(map, spot, group, ground, text);
  }

  function shortened(name) {
    return name.length > 60 ? `${name.slice(0, 58).trimEnd()} …` : name;
  }

  function place(map, spot, group, ground, text) {
    const view = map.viewBox.baseVal;
    const scale = view.width / map.clientWidth;
    const sign = spot.querySelector("g").transform.baseVal[0].matrix;
    const size = text.getBBox();
    const [w, h] = [size.width + 16, size.height + 8];
    const x = Math.min(Math.max(sign.e - (w * scale) / 2, view.x), view.x + view.width - w * scale);
    const above = sign.f - (h + 16) * scale;
    const y = above < view.y ? sign.f + 16 * scale : above;
    group.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
    ground.setAttribute("width", w);
    ground.setAttribute("height", h);
    ground.setAttribute("rx", 3);
    text.setAttribute("x", 8);
    text.setAttribute("y", 4 - size.y);
  }
})();
