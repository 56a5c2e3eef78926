/* Menus, popovers, tabs, toasts, the module menu on a phone, counts in the menu. */

export function start({ on, place, ask }) {
  menus(place);
  navigation(on);
  tabs(on);
  notices(on);
  counts(ask);
  // A long way through the states shows where it stands.
  document.querySelectorAll(".flow .now").forEach((step) => {
    step.parentElement.scrollLeft = step.offsetLeft - step.parentElement.clientWidth / 2;
  });
  // Where a phone shows few periods of a board, it begins with the latest.
  if (window.matchMedia("(max-width:720px)").matches) {
    document.querySelectorAll(".table.board").forEach(({ parentElement }) => {
      parentElement.scrollLeft = parentElement.scrollWidth;
    });
  }
  on("change", "[data-submit]", (control) => control.form && control.form.requestSubmit());
}

/* -- menus: <details data-menu>, one is open at a time -- */
function menus(place) {
  const opened = () => document.querySelectorAll("details[data-menu][open]");
  const listOf = (menu) => menu.querySelector(".dropdown-menu");
  const items = (list) => [...list.querySelectorAll("a[href], button, input, select, textarea")].filter(
    (item) => !item.disabled && item.offsetParent !== null && item.type !== "hidden");
  const put = (menu) => place(listOf(menu), menu.querySelector("summary"), {
    end: !menu.hasAttribute("data-menu-start") });

  function close(menu, back = false) {
    menu.open = false;
    if (back) menu.querySelector("summary").focus();
  }
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches?.("details[data-menu]") || !menu.open) return;
    opened().forEach((other) => !other.contains(menu) && close(other));
    put(menu);
    const first = listOf(menu).querySelector("[autofocus], input:not([type=hidden])");
    if (first) first.focus();
  }, true);
  document.addEventListener("click", (event) => {
    opened().forEach((menu) => {
      const item = event.target.closest("a.dropdown-item, button.dropdown-item");
      if (!menu.contains(event.target) || item) close(menu);
    });
  });
  document.addEventListener("keydown", (event) => {
    const menu = [...opened()].pop();
    if (!menu) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopImmediatePropagation();
      close(menu, true);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !isTyped(event.target)) {
      const all = items(listOf(menu));
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
      if (next) next.focus();
      event.preventDefault();
    }
  });
  document.addEventListener("focusin", (event) => {
    opened().forEach((menu) => !menu.contains(event.target) && close(menu));
  });
  for (const type of ["scroll", "resize"]) {
    window.addEventListener(type, () => opened().forEach(put), { capture: true, passive: true });
  }
}

function isTyped(element) {
  return element.matches("select, textarea, input:not([type=checkbox]):not([type=radio])");
}

/* -- the module menu -- */
function navigation(on) {
  const root = document.documentElement;
  const toggle = (open) => {
    root.classList.toggle("nav-open", open);
    document.querySelectorAll("[data-nav]").forEach((b) => b.setAttribute("aria-expanded", open));
    const target = document.querySelector(open ? ".nav a" : "[data-nav]");
    if (target) target.focus();
  };
  on("click", "[data-nav]", (button, event) => {
    event.stopPropagation();
    toggle(!root.classList.contains("nav-open"));
  });
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (root.classList.contains("nav-open") && !target.closest(".nav, [data-nav]")) toggle(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && root.classList.contains("nav-open")) toggle(false);
  });
}

/* -- tabs: links to panels of this page; without this script, plain anchors -- */
function tabs(on) {
  const panel = (link) => document.getElementById(link.hash.slice(1));
  function choose(list, chosen) {
    for (const link of list.querySelectorAll("a[href^='#']")) {
      const is = link === chosen;
      if (is) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      link.setAttribute("aria-selected", is);
      link.tabIndex = is ? 0 : -1;
      if (panel(link)) panel(link).hidden = !is;
    }
  }
  function prepare(list) {
    list.setAttribute("role", "tablist");
    const links = [...list.querySelectorAll("a[href^='#']")];
    for (const link of links) {
      link.setAttribute("role", "tab");
      link.setAttribute("aria-controls", link.hash.slice(1));
      if (panel(link)) panel(link).setAttribute("role", "tabpanel");
    }
    const named = links.find((link) => link.hash === window.location.hash);
    if (links.length) choose(list, named || links[0]);
  }
  document.querySelectorAll("[data-tabs]").forEach(prepare);
  on("click", "[data-tabs] a[href^='#']", (link, event) => {
    event.preventDefault();
    choose(link.closest("[data-tabs]"), link);
    history.replaceState(null, "", link.hash);
  });
  on("keydown", "[data-tabs] a[href^='#']", (link, event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...link.closest("[data-tabs]").querySelectorAll("a[href^='#']")];
    const next = all[(all.indexOf(link) + step + all.length) % all.length];
    choose(link.closest("[data-tabs]"), next);
    next.focus();
  });
}

/* -- toasts leave by themselves, unless somebody reads or needs them -- */
function notices(on) {
  const leave = (toast) => window.setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) leave(toast);
    else toast.remove();
  }, 7000);
  document.querySelectorAll(".toast:not([data-stay])").forEach(leave);
  on("click", "[data-dismiss]", (button) => button.closest(".toast, .alert")?.remove());
}

/* -- how much waits: asked after the page is there -- */
async function counts(ask) {
  const url = document.body.dataset.counts;
  const found = url && document.querySelector("[data-count]") ? await ask(url) : null;
  for (const [name, count] of Object.entries(found || {})) {
    document.querySelectorAll(`[data-count="${name}"]`).forEach((place) => {
      place.textContent = count || "";
      if (place.classList.contains("dot")) place.hidden = !count;
    });
  }
}
