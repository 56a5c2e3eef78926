/* A form that is being filled in: the server says what shows, what is required, what is computed.

   form[data-conditions]  the address to ask. The answer names parts of the form:
     fields    {"customer": {visible, required, readonly, shown?, value?}}   by [data-field]
     sections  {"0": true}                                                    by [data-section]
     lines     {"lines": {rows: {"key": {"amount": {...}}}, totals: {"amount": "1.00"}}} */

let tools;
const touched = new WeakSet();

export function start(given) {
  tools = given;
  for (const type of ["input", "change", "rulebook:changed"]) {
    document.addEventListener(type, (event) => {
      const form = event.target.closest?.("form[data-conditions], form[data-guard]");
      if (!form) return;
      if (type !== "rulebook:changed" || event.target.matches("[data-picker]")) touch(event.target);
      form.dataset.changed = "yes";
      if (form.dataset.conditions) soon(form, type === "input" ? 300 : 60);
    });
  }
  guard();
  uploads();
  document.querySelector("#problems")?.focus();
}

/* What somebody writes stays: nothing is proposed there any more. */
function touch(control) {
  touched.add(control);
  const part = control.closest("[data-field], [data-cell]");
  if (part && !part.matches("[data-lines]")) part.querySelector("input[data-proposed]")?.remove();
}

const waiting = new WeakMap();
let serial = 0;

function soon(form, delay) {
  window.clearTimeout(waiting.get(form));
  waiting.set(form, window.setTimeout(() => ask(form), delay));
}

async function ask(form) {
  const mine = ++serial;
  const body = new FormData(form);
  for (const [name, value] of [...body.entries()]) if (value instanceof File) body.delete(name);
  form.setAttribute("aria-busy", "true");
  const answer = await tools.ask(form.dataset.conditions, { method: "POST", body });
  form.removeAttribute("aria-busy");
  if (!answer || mine !== serial) return;
  apply(form, answer);
}

function apply(form, { fields = {}, sections = {}, lines = {} }) {
  for (const [name, said] of Object.entries(fields)) {
    form.querySelectorAll(`[data-field="${name}"]`).forEach((field) => adjust(field, said));
  }
  for (const [name, visible] of Object.entries(sections)) {
    form.querySelectorAll(`[data-section="${name}"]`).forEach((section) => (section.hidden = !visible));
  }
  for (const [name, table] of Object.entries(lines)) {
    form.querySelectorAll(`[data-lines="${name}"]`).forEach((element) => applyLines(element, table));
  }
}

function applyLines(element, { rows = {}, totals = {} }) {
  for (const [key, cells] of Object.entries(rows)) {
    const row = element.querySelector(`tr[data-row="${key}"]`);
    if (!row) continue;
    for (const [name, said] of Object.entries(cells)) {
      row.querySelectorAll(`[data-cell="${name}"]`).forEach((cell) => adjust(cell, said));
    }
  }
  for (const [name, text] of Object.entries(totals)) {
    element.querySelectorAll(`[data-total="${name}"]`).forEach((place) => (place.textContent = text));
  }
}

function adjust(part, said) {
  if ("visible" in said) part.toggleAttribute(part.matches("td") ? "data-off" : "hidden", !said.visible);
  if ("required" in said) require(part, said.required);
  if ("readonly" in said) lock(part, said.readonly);
  if ("shown" in said) show(part, said.shown);
  if ("value" in said) fill(part, said);
}

function require(part, required) {
  const mark = part.querySelector(".req");
  if (mark) mark.hidden = !required;
  part.querySelectorAll("[data-control]").forEach((control) => control.setAttribute("aria-required", required));
}

function lock(part, readonly) {
  part.querySelectorAll("input:not([type=hidden]), textarea").forEach((control) => {
    if (/checkbox|radio|file/.test(control.type)) control.disabled = readonly;
    else control.readOnly = readonly;
  });
  part.querySelectorAll("select, [data-calendar]").forEach((control) => (control.disabled = readonly));
}

function show(part, shown) {
  part.querySelectorAll("output").forEach((output) => {
    if (output.textContent === shown) return;
    output.textContent = shown;
  });
}

/* A start value fills a field in which nobody has written: an empty one, or one that holds the
   start value before. */
function fill(part, { value, title }) {
  const picker = part.matches("[data-picker]") ? part : part.querySelector("[data-picker]");
  const control = picker ? picker.querySelector("input[data-id]") : part.querySelector("[data-control]");
  if (!control || touched.has(picker ?? control)) return;
  if (picker ? picker.contains(document.activeElement) : control === document.activeElement) return;
  const proposed = part.querySelector("input[data-proposed]");
  const stands = standing(control);
  if (stands === value || (stands && stands !== proposed?.value)) return;
  if (proposed) proposed.value = value;
  if (control.type === "checkbox") control.checked = value === control.value;
  else control.value = value;
  if (!picker) return;
  picker.querySelector("input[data-was]").value = title;
  picker.querySelector("input[role=combobox]").value = title;
}

const standing = (control) => (control.type === "checkbox" && !control.checked ? "" : control.value);

/* -- nothing typed is lost by accident -- */
function guard() {
  let leaving = false;
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    leaving = true;
    window.setTimeout(() => (leaving = false), 4000);
  });
  window.addEventListener("beforeunload", (event) => {
    const open = document.querySelector("form[data-guard][data-changed]");
    if (!open || leaving) return;
    event.preventDefault();
    event.returnValue = "";
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
  }));
  /* A second press while the first is under way would save twice. */
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post" || event.defaultPrevented) return;
    if (event.target.dataset.sent) event.preventDefault();
    else event.target.dataset.sent = "yes";
    window.setTimeout(() => delete event.target.dataset.sent, 4000);
  });
}

/* -- files: the chosen names, and dropping a file on the box -- */
function uploads() {
  tools.on("change", "[data-upload] input[type=file]", (input) => {
    const place = input.closest("[data-upload]").querySelector("[data-chosen]");
    if (place) place.textContent = [...input.files].map((file) => file.name).join("、");
    if (input.dataset.send !== undefined && input.files.length) input.form.requestSubmit();
  });
  for (const type of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(type, (event) => {
      const box = event.target.closest?.("[data-upload]");
      if (!box) return;
      event.preventDefault();
      box.classList.toggle("over", type === "dragover");
      const input = box.querySelector("input[type=file]");
      if (type !== "drop" || !event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}
