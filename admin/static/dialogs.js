/* Dialogs: a linked page's content, a <dialog> of this page, or a question before something is sent. */

let tools;

export function start(given) {
  tools = given;
  const { on } = tools;
  on("click", "a[data-dialog]", (link, event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    openPage(link);
  });
  on("click", "button[data-dialog]", (button) => show(document.querySelector(button.dataset.dialog)));
  on("click", "dialog [data-close]", (button, event) => {
    event.preventDefault();
    button.closest("dialog").close();
  });
  // A press on the veil, not a drag that ends there.
  on("mousedown", "dialog", (dialog, event) => event.target === dialog && dialog.close());
  document.addEventListener("submit", asked, true);
  on("submit", "dialog form[data-dialog-form]", send);
}

function show(dialog) {
  if (!dialog) return;
  if (!dialog.isConnected) document.body.append(dialog);
  dialog.showModal();
  const first = dialog.querySelector("[autofocus], [aria-invalid=true]") ||
    dialog.querySelector(".body :is(input:not([type=hidden]), select, textarea):not([hidden] *)") ||
    dialog.querySelector("footer button, footer a");
  if (first) first.focus();
}

/* A dialog made for one occasion. */
function once(...content) {
  const dialog = tools.make("dialog", { class: "modal" }, ...content);
  dialog.addEventListener("close", () => dialog.remove());
  show(dialog);
  return dialog;
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
  if (found.content) once(document.adoptNode(found.content));
  else window.location.assign(found.go || link.href);
}

/* Sends a form of a dialog and shows the answer in it; a finished one leads on. */
async function send(form, event) {
  event.preventDefault();
  const body = new FormData(form, event.submitter || undefined);
  const buttons = form.querySelectorAll("button");
  buttons.forEach((button) => (button.disabled = true));
  try {
    const found = await fetchContent(form.action, { method: "POST", body });
    if (found.go) window.location.assign(found.go);
    else if (found.content) replace(form.closest("[data-dialog-content]"), found.content);
    else window.location.reload();
  } catch {
    buttons.forEach((button) => (button.disabled = false));
  }
}

function replace(before, after) {
  const content = document.adoptNode(after);
  before.replaceWith(content);
  (content.querySelector("[aria-invalid=true]") || content.querySelector("input, textarea"))?.focus();
}

/* -- questions: form[data-confirm], or a button of a form -- */
function asked(event) {
  const form = event.target;
  const source = event.submitter && event.submitter.dataset.confirm ? event.submitter : form;
  if (!source.dataset.confirm || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  question(source.dataset, () => {
    form.dataset.confirmed = "yes";
    form.requestSubmit(event.submitter || undefined);
    delete form.dataset.confirmed;
  });
}

function question({ confirm, confirmYes, confirmDetail, confirmDanger }, agreed) {
  const { make, say } = tools;
  const no = make("button", { class: "btn", type: "button", "data-close": true }, say("cancel"));
  const look = confirmDanger === undefined ? "btn btn-primary" : "btn btn-danger";
  const yes = make("button", { class: look, type: "button", autofocus: true }, confirmYes || say("ok"));
  const dialog = once(
    make("div", { class: "modal-content" },
      make("header", {}, make("h2", {}, confirm)),
      make("div", { class: "body" }, confirmDetail ? make("p", {}, confirmDetail) : null),
      make("footer", {}, no, yes)));
  dialog.setAttribute("role", "alertdialog");
  dialog.setAttribute("aria-label", confirm);
  yes.addEventListener("click", () => {
    dialog.close();
    agreed();
  });
}
