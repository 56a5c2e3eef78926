/* Rulebook 规章: the scripts. The server decides everything; these only ask it and show its answers.
   Everything works without them too: pickers become text boxes, dialogs pages, tabs anchors.

   Parts are found by data attributes, listened for at the document, so what arrives later works as well.

   menus.js   details[data-menu]          a menu or popover; closed by Esc, by a choice or a click elsewhere
              [data-nav] button           opens the module menu on a phone (.nav-open on <html>)
              [data-tabs] of #anchors     shows one of the panels at a time
              [data-dismiss]              removes its .toast or .alert; [data-toast] leaves by itself
              [data-submit] control       sends its form when it changes
              body[data-counts]           asks how much waits; [data-count="entity"] shows it
   dialogs.js a[data-dialog]              shows the [data-dialog-content] of the page it links to as a dialog
              button[data-dialog="#id"]   opens a <dialog> of this page; [data-close] inside closes it
              form[data-confirm="…?"]     asks first; data-confirm-yes names the button, also on a button
   rows.js    table[data-rows]            J and K walk its rows, X selects
              [data-select-all], [data-select]   check boxes; [data-selbar] shows while any is set,
              [data-selected]             gets the number, [data-select-none] clears
   keys.js    Ctrl K search · N [data-new] · E [data-edit] · Ctrl S form[data-save] · [data-shortcut="n"] its key
              <body data-single-keys="off"> keeps only those with Ctrl
   search.js  form[data-search][data-url] suggests records and pages in its .picker
   picker.js  [data-picker] (see admin/_widgets.html)
   lines.js   [data-lines] (see admin/_lines.html)
   live.js    form[data-conditions]       asks which fields show, are required, and what is computed
              form[data-guard]            warns before what was typed is lost
   dates.js   [data-calendar] button      opens the browser's own calendar for the text box beside it

   Texts come from <template id="strings"> (admin/_strings.html). */
(() => {
  "use strict";
  const own = document.currentScript.src;
  const strings = document.getElementById("strings");
  const PARTS = ["menus", "dialogs", "rows", "keys", "search", "picker", "lines", "live", "dates"];

  /** A text of the page's language, its {names} filled in. */
  function say(key, values = {}) {
    const text = (strings && strings.dataset[key]) || "";
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  }

  /** Calls act(element, event) for events on elements that match, now or later. */
  function on(type, selector, act) {
    document.addEventListener(type, (event) => {
      const found = event.target instanceof Element && event.target.closest(selector);
      if (found) act(found, event);
    });
  }

  /** An element with attributes and children. */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  /** A picture of the page's own set, taken from <template id="strings">. */
  function icon(name) {
    const found = strings && strings.content.querySelector(`[data-icon="${name}"] svg`);
    return found ? found.cloneNode(true) : document.createTextNode("");
  }

  /** Asks the server; null when there is no answer to use. */
  async function ask(url, options = {}) {
    try {
      const answer = await fetch(url, {
        credentials: "same-origin",
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        ...options,
      });
      const json = (answer.headers.get("Content-Type") || "").includes("json");
      return answer.ok && json ? await answer.json() : null;
    } catch (error) {
      if (error.name === "AbortError") return undefined;
      return null;
    }
  }

  /** Puts a floating list below (or above) an element, inside the window. */
  function place(floating, anchor, { width = false, end = false } = {}) {
    const at = anchor.getBoundingClientRect();
    Object.assign(floating.style, { position: "fixed", right: "auto", bottom: "auto" });
    floating.style.minWidth = width ? `${at.width}px` : "";
    const size = floating.getBoundingClientRect();
    const below = window.innerHeight - at.bottom - 8;
    const up = below < Math.min(size.height, 240) && at.top > below;
    const left = end ? at.right - size.width : at.left;
    floating.style.left = `${Math.max(8, Math.min(left, window.innerWidth - size.width - 8))}px`;
    floating.style.top = up ? `${Math.max(8, at.top - size.height - 4)}px` : `${at.bottom + 4}px`;
    floating.style.maxHeight = `${Math.max(120, Math.min(380, (up ? at.top : below) - 8))}px`;
  }

  const tools = { say, on, make, icon, ask, place };
  for (const part of PARTS) {
    const address = new URL(`${part}.js`, own);
    address.search = new URL(own).search;
    import(address.href).then((module) => module.start(tools));
  }
})();
