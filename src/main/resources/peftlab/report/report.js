"use strict";

const FEW_ROWS = 8;

// A number, a text, or null for a cell without a value, which comes last in either order.
function sortKey(cell) {
  const text = cell.textContent.trim();
  if (text === "–" || text === "") {
    return null;
  }
  if (cell.dataset.value !== undefined) {
    return Number(cell.dataset.value);
  }
  if (!cell.classList.contains("num")) {
    return text;
  }
  const number = Number.parseFloat(text);
  return Number.isNaN(number) ? null : number;
}

function compare(a, b, descending) {
  if (a === null || b === null) {
    return Number(a === null) - Number(b === null);
  }
  const order = typeof a === "number" && typeof b === "number"
      ? a - b : String(a).localeCompare(String(b), "en", {numeric: true});
  return descending ? -order : order;
}

// Words begin with A, numbers with the largest; a second click turns the order.
function sortBy(header, column) {
  const table = header.closest("table");
  const before = header.getAttribute("aria-sort");
  const descending =
      before === null ? header.classList.contains("num") : before === "ascending";
  for (const other of table.tHead.rows[0].cells) {
    other.removeAttribute("aria-sort");
  }
  header.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  rows.sort((a, b) =>
      compare(sortKey(a.cells[column]), sortKey(b.cells[column]), descending));
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
  if (table.tBodies[0].rows.length > FEW_ROWS) {
    const label = document.createElement("label");
    label.className = "filter";
    label.textContent = "Filter rows of “" + table.caption.textContent + "”";
    const input = document.createElement("input");
    input.type = "search";
    input.addEventListener("input", () => filterRows(table, input.value));
    label.append(input);
    table.closest(".table").prepend(label);
  }
}
