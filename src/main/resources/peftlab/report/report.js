"use strict";

function sortKey(cell) {
  const text = cell.textContent.trim();
  if (cell.dataset.value !== undefined) {
    return Number(cell.dataset.value);
  }
  if (!cell.classList.contains("num")) {
    return text;
  }
  const number = Number.parseFloat(text);
  return Number.isNaN(number) ? -Infinity : number;
}

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") {
    return a === b ? 0 : a - b;
  }
  return String(a).localeCompare(String(b), "en", {numeric: true});
}

function sortBy(header, column) {
  const table = header.closest("table");
  const descending = header.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) {
    other.removeAttribute("aria-sort");
  }
  header.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  rows.sort((a, b) => compare(sortKey(a.cells[column]), sortKey(b.cells[column]))
      * (descending ? -1 : 1));
  body.append(...rows);
}

function filterRows(table, text) {
  const words = text.toLowerCase().split(/\s+/).filter(word => word !== "");
  for (const row of table.tBodies[0].rows) {
    const content = Array.from(row.cells, cell => cell.textContent).join(" ").toLowerCase();
    row.hidden = !words.every(word => content.includes(word));
  }
}

for (const table of document.querySelectorAll(".table table")) {
  Array.from(table.tHead.rows[0].cells).forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    button.addEventListener("click", () => sortBy(header, column));
    header.replaceChildren(button);
  });
  const label = document.createElement("label");
  label.className = "filter";
  label.textContent = "Filter rows";
  const input = document.createElement("input");
  input.type = "search";
  input.addEventListener("input", () => filterRows(table, input.value));
  label.append(input);
  table.closest(".table").prepend(label);
}
