/* Tables of lines inside a form: add, remove (with a way back), move up and down.

   [data-lines="field"]           holds one <tbody> of tr[data-row="key"] and a template[data-blank],
                                  whose names carry __row__ where a row's key stands.
   Rows are read by the server in the order in which they stand. Alt+↑ and Alt+↓ move a row. */

let tools;
let fresh = 0;

export function start(given) {
  tools = given;
  const { on } = tools;
  on("click", "[data-add-line]", (button, event) => {
    event.preventDefault();
    add(button.closest("[data-lines]"));
  });
  on("click", "[data-remove-line]", (button, event) => {
    event.preventDefault();
    remove(button.closest("tr[data-row]"));
  });
  on("keydown", "[data-lines] tr[data-row]", keys);
  on("pointerdown", "[data-grip]", drag);
}

const bodyOf = (lines) => lines.querySelector("tbody");
const rowsOf = (lines) => [...bodyOf(lines).children].filter((row) => row.matches("tr[data-row]"));
const told = (lines) => lines.dispatchEvent(new CustomEvent("rulebook:changed", { bubbles: true }));

function add(lines) {
  const template = lines.querySelector("template[data-blank]");
  const key = `n${Date.now().toString(36)}${fresh++}`;
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("__row__", key);
  const row = holder.content.querySelector("tr");
  bodyOf(lines).append(row);
  number(lines);
  told(lines);
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function remove(row) {
  const lines = row.closest("[data-lines]");
  const next = row.nextElementSibling;
  const other = next || row.previousElementSibling;
  row.remove();
  number(lines);
  told(lines);
  (other?.querySelector("[data-remove-line]") || lines.querySelector("[data-add-line]"))?.focus();
  offerBack(lines, row, next);
}

/* A removed line can be put back until the page is left. */
function offerBack(lines, row, next) {
  const { make, say } = tools;
  const toasts = document.querySelector(".toasts") ||
    document.body.appendChild(make("div", { class: "toasts", role: "status", "aria-live": "polite" }));
  const undo = make("button", { class: "btn btn-link", type: "button" }, say("undo"));
  const toast = make("div", { class: "toast" }, make("span", { class: "grow" }, say("removed")), undo);
  undo.addEventListener("click", () => {
    bodyOf(lines).insertBefore(row, next && next.isConnected ? next : null);
    number(lines);
    told(lines);
    toast.remove();
  });
  toasts.append(toast);
  window.setTimeout(() => toast.remove(), 8000);
}

function number(lines) {
  rowsOf(lines).forEach((row, index) => {
    row.querySelectorAll("[data-number]").forEach((place) => (place.textContent = index + 1));
  });
  const empty = lines.querySelector("[data-empty]");
  if (empty) empty.hidden = rowsOf(lines).length > 0;
}

function keys(row, event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!event.altKey || !step) return;
  event.preventDefault();
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other || !other.matches("tr[data-row]")) return;
  const focused = document.activeElement;
  if (step < 0) other.before(row);
  else other.after(row);
  focused.focus();
  number(row.closest("[data-lines]"));
  told(row);
}

function drag(grip, event) {
  const row = grip.closest("tr[data-row]");
  const lines = row.closest("[data-lines]");
  event.preventDefault();
  row.classList.add("dragged");
  const move = (at) => {
    const over = rowsOf(lines).find((other) => {
      const box = other.getBoundingClientRect();
      return other !== row && at.clientY > box.top && at.clientY < box.bottom;
    });
    if (!over) return;
    const box = over.getBoundingClientRect();
    if (at.clientY < box.top + box.height / 2) over.before(row);
    else over.after(row);
  };
  const drop = () => {
    document.removeEventListener("pointermove", move);
    row.classList.remove("dragged");
    number(lines);
    told(lines);
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop, { once: true });
}
