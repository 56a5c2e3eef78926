/* Keys: Ctrl K searches, Ctrl S saves; N, E, J, K, X and ? while nothing is being typed. */

export function start() {
  document.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      if (WITH_CTRL[key] && WITH_CTRL[key]()) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.defaultPrevented || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (document.body.dataset.singleKeys === "off") return;
    if ((SINGLE[key] && SINGLE[key]()) || press(`[data-shortcut="${CSS.escape(key)}"]`)) event.preventDefault();
  });
}

const WITH_CTRL = { k: search, s: save };
const SINGLE = {
  n: () => press("[data-new]"),
  e: () => press("[data-edit]"),
  j: () => walk(1),
  k: () => walk(-1),
  x: select,
  "/": search,
};

function isTyping(element) {
  return element.isContentEditable ||
    element.matches("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button])");
}

function press(selector) {
  const found = document.querySelector(selector);
  if (found) found.click();
  return Boolean(found);
}

function search() {
  const found = document.querySelector("[data-search] input[name=q]");
  if (found) found.select();
  return Boolean(found);
}

function save() {
  const form = document.querySelector("dialog[open] form") || document.querySelector("form[data-save]");
  if (form) form.requestSubmit();
  return Boolean(form);
}

function walk(step) {
  const rows = [...document.querySelectorAll("[data-rows] tbody tr, ul[data-rows] > li")];
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
  const link = next && (next.querySelector("a.key, .key a, a[href]") || next.querySelector("input"));
  if (link) {
    link.focus();
    next.scrollIntoView({ block: "nearest" });
  }
  return true;
}

function select() {
  const row = document.activeElement.closest("[data-rows] tr");
  const box = row && row.querySelector("[data-select]");
  if (box) box.click();
  return Boolean(box);
}
