"use strict";
// A choice takes effect at once; without scripts there is a button.
document.querySelectorAll("[data-submit]").forEach((field) => field.addEventListener("change", () => field.form.submit()));
// Show or hide what belongs to a figure.
document.querySelectorAll("[data-series]").forEach((box) =>
  box.addEventListener("change", () =>
    document.querySelectorAll(`[data-row="${box.dataset.series}"]`).forEach((part) => { part.hidden = !box.checked; })));
// On a phone each row is a card: its cells say what they are.
document.querySelectorAll("table").forEach((table) => {
  const heads = [...table.tHead.rows[0].cells].map((each) => each.textContent);
  [...table.tBodies[0].rows].forEach((row) => [...row.cells].forEach((cell, at) => { cell.dataset.head = heads[at]; }));
  table.classList.add("cards");
});
// The time that is left, by the server's clock and not the reader's.
const loaded = Date.now();
function tick() {
  document.querySelectorAll("time[data-now]").forEach((each) => {
    const left = Date.parse(each.dateTime) - Date.parse(each.dataset.now) - (Date.now() - loaded);
    const minutes = Math.max(0, Math.floor(left / 60000));
    const hours = Math.floor(minutes / 60);
    each.dataset.left = `${hours}:${String(minutes % 60).padStart(2, "0")}`;
    let shown = each.nextElementSibling;
    if (!shown) { shown = document.createElement("strong"); each.after(" ", shown); }
    shown.textContent = `(${hours} h ${minutes % 60} min)`;
  });
}
tick();
setInterval(tick, 1000);
