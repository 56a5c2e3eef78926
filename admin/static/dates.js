/* Dates are typed as text; the button beside opens the browser's own calendar.

   [data-calendar="date|month|time|datetime-local"] inside .with, beside the text box.
   Short forms are completed on leaving: 8-5, 0805 and 20260805 all mean a day, +3 three days from today. */

export function start({ on }) {
  on("click", "[data-calendar]", (button, event) => {
    event.preventDefault();
    openCalendar(button, textOf(button));
  });
  document.addEventListener("keydown", (event) => {
    const button = event.altKey && event.key === "ArrowDown" &&
      event.target.closest?.(".with")?.querySelector("[data-calendar]");
    if (button) button.click();
  });
  document.addEventListener("focusout", (event) => {
    const button = event.target.matches?.(".with input.input") &&
      event.target.parentElement.querySelector("[data-calendar='date']");
    if (button) complete(event.target);
  });
}

const textOf = (button) => button.closest(".with").querySelector("input.input");

function openCalendar(button, text) {
  if (text.readOnly || text.disabled) return;
  const native = document.createElement("input");
  native.type = button.dataset.calendar;
  native.className = "native-date";
  native.tabIndex = -1;
  native.setAttribute("aria-hidden", "true");
  native.value = text.value.replace(" ", "T");
  button.after(native);
  native.addEventListener("change", () => put(text, native.value.replace("T", " ")));
  native.addEventListener("blur", () => native.remove());
  native.focus();
  try {
    native.showPicker();
  } catch {
    native.click();
  }
}

function put(text, value) {
  if (text.value === value) return;
  text.value = value;
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.dispatchEvent(new Event("change", { bubbles: true }));
}

const two = (number) => String(number).padStart(2, "0");
const iso = (day) => `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;

function complete(input) {
  const text = input.value.trim();
  const today = new Date();
  const later = /^([+-]\d{1,4})$/.exec(text);
  const packed = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const full = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text);
  const short = /^(\d{1,2})[-/.月](\d{1,2})日?$/.exec(text);
  if (later) put(input, iso(new Date(today.getFullYear(), today.getMonth(), today.getDate() + Number(later[1]))));
  else if (packed || full) put(input, (packed || full).slice(1, 4).map((part) => two(part)).join("-"));
  else if (short) put(input, `${today.getFullYear()}-${two(short[1])}-${two(short[2])}`);
}
