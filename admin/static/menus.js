/* Menus, popovers, tabs, toasts, the module menu on a phone, look settings. */

const YEAR = 31536000;

export function start({ on, place }) {
  menus(on, place);
  navigation(on);
  tabs(on);
  notices(on);
  looks(on);
  on("change", "[data-submit]", (control) => control.form && control.form.requestSubmit());
}

/* -- menus: one is open at a time -- */
function menus(on, place) {
  let open = null;
  const listOf = (button) =>
    document.getElementById(button.getAttribute("aria-controls") || "") ||
    button.parentElement.querySelector(".dropdown-menu");
  const items = (list) => [...list.querySelectorAll("a[href], button, input, select, textarea")].filter(
    (item) => !item.disabled && item.offsetParent !== null && item.type !== "hidden");

  function close(back = false) {
    if (!open) return;
    listOf(open).classList.remove("show");
    open.setAttribute("aria-expanded", "false");
    if (back) open.focus();
    open = null;
  }
  function show(button) {
    close();
    const list = listOf(button);
    list.classList.add("show");
    button.setAttribute("aria-expanded", "true");
    place(list, button, { end: !button.hasAttribute("data-menu-start") });
    open = button;
    const first = list.querySelector("[autofocus]") || items(list)[0];
    if (first) first.focus();
  }
  on("click", "[data-menu]", (button, event) => {
    event.preventDefault();
    if (open === button) close(true);
    else show(button);
  });
  document.addEventListener("click", (event) => {
    if (!open || event.target.closest("[data-menu]")) return;
    const inside = listOf(open).contains(event.target);
    if (!inside || event.target.closest(".dropdown-item:not(label)")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (!open) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopImmediatePropagation();
      close(true);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !isTyped(event.target)) {
      const all = items(listOf(open));
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
      if (next) next.focus();
      event.preventDefault();
    }
  });
  document.addEventListener("focusin", (event) => {
    if (open && !listOf(open).contains(event.target) && event.target !== open) close();
  });
  for (const type of ["scroll", "resize"]) {
    window.addEventListener(type, () => open && place(listOf(open), open, {
      end: !open.hasAttribute("data-menu-start") }), { capture: true, passive: true });
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
  on("click", "[data-mini]", (button, event) => {
    event.preventDefault();
    const mini = document.querySelector(".shell").classList.toggle("nav-mini");
    button.setAttribute("aria-pressed", mini);
    remember("nav", mini ? "mini" : "full");
  });
}

function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
}

function looks(on) {
  const root = document.documentElement;
  for (const name of ["theme", "density"]) {
    on("click", `[data-set-${name}]`, (button) => {
      const value = button.getAttribute(`data-set-${name}`);
      root.setAttribute(`data-${name}`, value);
      remember(name, value);
    });
  }
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
  on("click", "[data-close]", (button) => {
    const notice = button.closest(".toast, .alert");
    if (notice) notice.remove();
  });
}
