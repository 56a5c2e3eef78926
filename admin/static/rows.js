/* Rows of a list: choosing them with the mouse, the keyboard, or all at once. */

export function start({ on }) {
  let last = null;
  const boxes = (root) => [...root.querySelectorAll("[data-select]")];
  const rootOf = (box) => box.closest("form, table, main");

  function refresh(root) {
    const all = boxes(root);
    const chosen = all.filter((box) => box.checked);
    all.forEach((box) => box.closest("tr, li")?.classList.toggle("sel", box.checked));
    root.querySelectorAll("[data-select-all]").forEach((box) => {
      box.checked = all.length > 0 && chosen.length === all.length;
      box.indeterminate = chosen.length > 0 && chosen.length < all.length;
    });
    const bars = root.querySelectorAll("[data-selbar]");
    (bars.length ? bars : document.querySelectorAll("[data-selbar]")).forEach((bar) => {
      bar.hidden = !chosen.length;
      bar.querySelectorAll("[data-selected]").forEach((place) => (place.textContent = chosen.length));
    });
  }
  on("change", "[data-select-all]", (box) => {
    boxes(rootOf(box)).forEach((other) => (other.checked = box.checked));
    refresh(rootOf(box));
  });
  on("click", "[data-select]", (box, event) => {
    const all = boxes(rootOf(box));
    if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((other) => (other.checked = box.checked));
    }
    last = box;
    refresh(rootOf(box));
  });
  on("click", "[data-select-none]", (button) => {
    boxes(rootOf(button)).forEach((box) => (box.checked = false));
    refresh(rootOf(button));
  });
  document.querySelectorAll("[data-select-all]").forEach((box) => refresh(rootOf(box)));
}
