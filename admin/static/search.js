/* The search field of the top bar suggests records and pages while one types.

   form[data-search][data-url]   its input[name=q] asks; the .picker inside shows what was found. */

export function start({ ask, make, say }) {
  const form = document.querySelector("form[data-search][data-url]");
  const input = form && form.querySelector("input[name=q]");
  const list = form && form.querySelector(".picker");
  if (!input || !list) return;
  let timer, serial = 0, at = -1;
  list.id = list.id || "found";
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false",
    "aria-autocomplete": "list", "aria-controls": list.id })) input.setAttribute(name, value);

  function hide() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  }
  function point(index) {
    const items = [...list.querySelectorAll("[role=option]")];
    at = items.length ? (index + items.length) % items.length : -1;
    items.forEach((item, n) => item.setAttribute("aria-selected", n === at));
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", items[at].id);
      items[at].scrollIntoView({ block: "nearest" });
    }
  }
  async function look() {
    const words = input.value.trim();
    const mine = ++serial;
    if (!words) return hide();
    const url = new URL(form.dataset.url, window.location.href);
    url.searchParams.set("q", words);
    const found = await ask(url);
    if (mine !== serial || document.activeElement !== input) return;
    const rows = (found || []).map((hit, n) => make("li", { role: "option", id: `found-${n}`, "aria-selected": "false" },
      make("a", { href: hit.href, tabindex: "-1" }, hit.title), make("small", {}, hit.detail)));
    list.replaceChildren(...(rows.length ? rows : [make("li", { class: "none" }, say("none", { text: words }))]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    at = -1;
  }
  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, 180);
  });
  input.addEventListener("focus", () => input.value && look());
  input.addEventListener("blur", () => window.setTimeout(hide, 160));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) look();
      else point(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      window.location.assign(list.querySelectorAll("[role=option] a")[at].href);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      hide();
    }
  });
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("[role=option]");
    if (!item) return;
    event.preventDefault();
    window.location.assign(item.querySelector("a").href);
  });
}
