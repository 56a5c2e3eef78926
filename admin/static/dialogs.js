/* Dialogs: a linked page's content, a part of this page, or a question before something is sent. */

let tools;
const stack = [];

export function start(given) {
  tools = given;
  const { on } = tools;
  on("click", "a[data-dialog]", (link, event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    openPage(link);
  });
  on("click", "[data-dialog-open]", (button, event) => {
    event.preventDefault();
    const modal = document.getElementById(button.dataset.dialogOpen);
    if (modal) show(modal, button, false);
  });
  on("click", ".modal [data-close]", (button, event) => {
    event.preventDefault();
    close();
  });
  document.addEventListener("mousedown", (event) => {
    if (stack.length && event.target === top().modal) close();
  });
  document.addEventListener("keydown", keys);
  document.addEventListener("submit", asked, true);
  on("submit", ".modal form[data-dialog-form]", send);
  window.rulebookDialogs = { show, close };
}

const top = () => stack[stack.length - 1];

function show(modal, opener, made) {
  if (!modal.isConnected) document.body.append(modal);
  modal.classList.add("show");
  stack.push({ modal, opener, made });
  document.querySelector(".shell, main")?.setAttribute("inert", "");
  const first = modal.querySelector("[autofocus], [aria-invalid=true]") ||
    modal.querySelector(".body input:not([type=hidden]), .body select, .body textarea") ||
    modal.querySelector("footer button, footer a");
  if (first) first.focus();
}

function close() {
  const closed = stack.pop();
  if (!closed) return;
  closed.modal.classList.remove("show");
  if (closed.made) closed.modal.remove();
  if (!stack.length) document.querySelector("[inert]")?.removeAttribute("inert");
  if (closed.opener && closed.opener.isConnected) closed.opener.focus();
}

function keys(event) {
  if (!stack.length) return;
  if (event.key === "Escape" && !event.defaultPrevented) {
    event.preventDefault();
    close();
  } else if (event.key === "Tab") {
    hold(event, top().modal);
  }
}

/* Keeps the Tab key inside the dialog. */
function hold(event, modal) {
  const all = [...modal.querySelectorAll("a[href], button, input, select, textarea, [tabindex='0']")]
    .filter((e) => !e.disabled && e.offsetParent !== null && e.tabIndex >= 0);
  if (!all.length) return;
  const edge = event.shiftKey ? all[0] : all[all.length - 1];
  if (document.activeElement !== edge && modal.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? all[all.length - 1] : all[0]).focus();
}

async function fetchContent(url, options = {}) {
  const answer = await fetch(url, {
    credentials: "same-origin", headers: { "X-Requested-With": "dialog" }, ...options });
  const type = answer.headers.get("Content-Type") || "";
  if (type.includes("json")) return { go: (await answer.json()).go };
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { content: page.querySelector("[data-dialog-content]") };
}

async function openPage(link) {
  let found = {};
  try {
    found = await fetchContent(link.href);
  } catch { /* the page itself will say what is wrong */ }
  if (!found.content) {
    window.location.assign(found.go || link.href);
    return;
  }
  show(tools.make("div", { class: "modal" }, document.adoptNode(found.content)), link, true);
}

/* Sends a form of a dialog and shows the answer in it; a finished one leads on. */
async function send(form, event) {
  event.preventDefault();
  const body = new FormData(form, event.submitter || null);
  form.querySelectorAll("button").forEach((button) => (button.disabled = true));
  try {
    const found = await fetchContent(form.action, { method: "POST", body });
    if (found.go) window.location.assign(found.go);
    else if (found.content) replace(form.closest("[data-dialog-content]"), found.content);
    else window.location.reload();
  } catch {
    form.querySelectorAll("button").forEach((button) => (button.disabled = false));
  }
}

function replace(before, after) {
  const content = document.adoptNode(after);
  before.replaceWith(content);
  (content.querySelector("[aria-invalid=true]") || content.querySelector("input, textarea"))?.focus();
}

/* -- questions -- */
function asked(event) {
  const form = event.target;
  const source = event.submitter && event.submitter.dataset.confirm ? event.submitter : form;
  if (!source.dataset.confirm || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  question(source.dataset).then((yes) => {
    if (!yes) return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(event.submitter || undefined);
    delete form.dataset.confirmed;
  });
}

function question({ confirm, confirmYes, confirmDetail, confirmDanger }) {
  const { make, say } = tools;
  return new Promise((answer) => {
    const no = make("button", { class: "btn", type: "button", "data-close": true }, say("cancel"));
    const look = confirmDanger === undefined ? "btn btn-primary" : "btn btn-danger";
    const yes = make("button", { class: look, type: "button" }, confirmYes || say("ok"));
    const modal = make("div", { class: "modal" },
      make("div", { class: "modal-content", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "question" },
        make("header", {}, make("h2", { id: "question" }, confirm)),
        make("div", { class: "body" }, confirmDetail ? make("p", {}, confirmDetail) : null),
        make("footer", {}, no, yes)));
    yes.addEventListener("click", () => { close(); answer(true); });
    no.addEventListener("click", () => answer(false));
    show(modal, document.activeElement, true);
    yes.focus();
  });
}
