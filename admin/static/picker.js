/* Search-as-you-type: a text box whose list comes from the server, for one record or several.

   [data-picker]                  data-url asks with ?q=; data-needs names fields whose values go along;
     input[data-id]               the chosen record's id, and input[data-was] the title it has
     input[role=combobox]         what is typed
     .tokens                      with data-many: one check box for each chosen record
   Without this script the text box is sent and the server looks the title up. */

let tools;
let current = null;
let serial = 0;

export function start(given) {
  tools = given;
  document.addEventListener("focusin", (event) => {
    const input = event.target.closest?.("[data-picker] input[role=combobox]");
    if (input && current?.input !== input) open(input);
  });
  document.addEventListener("focusout", (event) => {
    if (current && event.target === current.input) leave(event.relatedTarget);
  });
  document.addEventListener("input", (event) => {
    const input = event.target.closest?.("[data-picker] input[role=combobox]");
    if (!input) return;
    if (current?.input !== input) open(input);
    typed();
  });
  document.addEventListener("keydown", (event) => {
    if (current && event.target === current.input) keys(event);
  }, true);
  tools.on("click", "[data-picker] input[role=combobox]", () => current && current.list.hidden && look(0));
  tools.on("change", "[data-picker] .tokens input", (box) => {
    if (box.checked) return;
    const picker = box.closest("[data-picker]");
    box.closest("label").remove();
    changed(picker);
    picker.querySelector("input[role=combobox]").focus();
  });
  for (const type of ["scroll", "resize"]) {
    window.addEventListener(type, () => current && !current.list.hidden && tools.place(
      current.list, current.input, { width: true }), { capture: true, passive: true });
  }
  caughtUp(document.activeElement);
}

/* Somebody was quicker than this script: what they typed until now counts, too. */
function caughtUp(input) {
  if (!input?.matches("[data-picker] input[role=combobox]")) return;
  open(input);
  const was = input.closest("[data-picker]").querySelector("input[data-was]")?.value ?? "";
  if (input.value !== was) typed();
}

function open(input) {
  const picker = input.closest("[data-picker]");
  const list = tools.make("ul", { class: "picker floating", role: "listbox", id: `${input.id}-list` });
  list.hidden = true;
  list.addEventListener("mousedown", pressed);
  picker.append(list);
  input.setAttribute("aria-controls", list.id);
  const status = tools.make("span", { class: "sr", role: "status" });
  picker.append(status);
  current = { input, picker, list, status, options: [], at: -1, dirty: false, many: "many" in picker.dataset };
}

function leave(to) {
  const closing = current;
  if (closing.list.contains(to)) return;
  settle(closing);
  hide();
  closing.list.remove();
  closing.status.remove();
  window.clearTimeout(closing.timer);
  current = null;
}

/* What was typed but not chosen: an exact title counts, an empty box clears. */
function settle({ input, picker, options, dirty, many }) {
  if (!dirty) return;
  const text = input.value.trim();
  if (!text && !many) set(picker, { id: "", title: "" });
  const same = options.filter((option) => option.title.trim().toLowerCase() === text.toLowerCase());
  if (text && same.length === 1) choose(same[0]);
}

function typed() {
  current.dirty = true;
  window.clearTimeout(current.timer);
  current.timer = window.setTimeout(() => look(serial), 140);
}

/* What else the server needs to know: fields of this row, then of the whole form. */
function needed(picker) {
  const values = new URLSearchParams();
  const form = picker.closest("form");
  const prefix = picker.dataset.prefix || "";
  for (const name of (picker.dataset.needs || "").split(" ").filter(Boolean)) {
    const own = form.querySelectorAll(`[name="${prefix}${name}"]`);
    const found = own.length ? own : form.querySelectorAll(`[name="${name}"]`);
    for (const control of found) {
      if (/checkbox|radio/.test(control.type) && !control.checked) continue;
      values.append(control.name, control.value);
    }
  }
  if (prefix) values.set("_prefix", prefix);
  if (form._id) values.set("_id", form.querySelector("[name=_id]").value);
  return values;
}

async function look() {
  const mine = ++serial;
  const asking = current;
  const url = new URL(asking.picker.dataset.url, window.location.href);
  const text = asking.dirty || asking.many ? asking.input.value.trim() : "";
  needed(asking.picker).forEach((value, name) => url.searchParams.append(name, value));
  url.searchParams.set("q", text);
  const options = await tools.ask(url);
  if (mine !== serial || current !== asking) return;
  asking.options = options || [];
  draw(options === null ? tools.say("offline") : "");
}

function draw(trouble) {
  const { list, input, options, picker } = current;
  const { make, say } = tools;
  const rows = options.map((option, index) => row(option, index));
  if (!rows.length) rows.push(make("li", { class: "none" }, trouble || say("none", { text: input.value })));
  if (picker.dataset.new && !trouble) {
    rows.push(make("li", { class: "foot" },
      make("a", { href: picker.dataset.new, target: "_blank", tabindex: "-1" }, tools.icon("plus"), picker.dataset.newLabel)));
  }
  list.replaceChildren(...rows);
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  current.status.textContent = options.length ? say("found", { count: options.length }) : say("none", { text: input.value });
  tools.place(list, input, { width: true });
  point(options.length && current.dirty ? 0 : options.findIndex((o) => String(o.id) === idOf(picker)));
}

function row(option, index) {
  const { make } = tools;
  return make("li", { role: "option", id: `${current.list.id}-${index}`, "data-index": index, "aria-selected": "false" },
    make("span", { class: "t" }, ...marked(option.title, current.dirty ? current.input.value.trim() : "")),
    option.detail ? make("small", {}, option.detail) : null);
}

function marked(title, text) {
  const at = text ? title.toLowerCase().indexOf(text.toLowerCase()) : -1;
  if (at < 0) return [title];
  return [title.slice(0, at), tools.make("mark", {}, title.slice(at, at + text.length)), title.slice(at + text.length)];
}

function point(index) {
  const { list, input } = current;
  current.at = index;
  list.querySelectorAll("[role=option]").forEach((item, n) => {
    item.setAttribute("aria-selected", n === index);
    if (n === index) item.scrollIntoView({ block: "nearest" });
  });
  if (index >= 0) input.setAttribute("aria-activedescendant", `${list.id}-${index}`);
  else input.removeAttribute("aria-activedescendant");
}

function hide() {
  if (!current) return;
  current.list.hidden = true;
  current.input.setAttribute("aria-expanded", "false");
  current.input.removeAttribute("aria-activedescendant");
}

function keys(event) {
  const { list, options, at } = current;
  const shown = !list.hidden;
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (!shown) look();
    else if (options.length) point((at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length);
  } else if (event.key === "Enter" && shown && at >= 0) {
    event.preventDefault();
    choose(options[at]);
    hide();
  } else if (event.key === "Escape" && shown) {
    event.preventDefault();
    event.stopPropagation();
    hide();
  } else if (event.key === "Tab" && shown && at >= 0 && current.dirty) {
    choose(options[at]);
    hide();
  } else if (event.key === "Backspace" && current.many && !current.input.value) {
    const last = [...current.picker.querySelectorAll(".tokens input")].pop();
    if (last) last.click();
  }
}

function pressed(event) {
  if (event.target.closest("a")) return;
  event.preventDefault();
  const item = event.target.closest("[role=option]");
  if (!item) return;
  choose(current.options[Number(item.dataset.index)]);
  hide();
}

function choose(option) {
  const { picker, input, many } = current;
  current.dirty = false;
  if (many) token(picker, option);
  else set(picker, option);
  if (many) input.value = "";
}

const idOf = (picker) => picker.querySelector("input[data-id]")?.value || "";

function set(picker, { id, title }) {
  picker.querySelector("input[data-id]").value = id;
  picker.querySelector("input[data-was]").value = title;
  picker.querySelector("input[role=combobox]").value = title;
  changed(picker);
}

function token(picker, { id, title }) {
  const tokens = picker.querySelector(".tokens");
  if ([...tokens.querySelectorAll("input")].some((box) => box.value === String(id))) return;
  const box = tools.make("input", { type: "checkbox", name: picker.dataset.name, value: id });
  box.checked = true;
  tokens.append(tools.make("label", { class: "token" }, box, tools.make("span", {}, title), tools.icon("close")));
  changed(picker);
}

function changed(picker) {
  picker.dispatchEvent(new CustomEvent("rulebook:changed", { bubbles: true }));
}
