(() => {
  const pages = document.getElementById("pages");
  const byId = (id) => document.getElementById(id);
  const box = (row) => row.dataset.spot && byId(row.dataset.spot);

  const reveal = (spot) => {
    const view = pages.getBoundingClientRect();
    const rect = spot.getBoundingClientRect();
    const inside = rect.top >= view.top && rect.bottom <= view.bottom && rect.left >= view.left && rect.right <= view.right;
    if (inside) return;
    pages.scrollBy({
      top: rect.top + rect.height / 2 - view.top - view.height / 2,
      left: rect.left + rect.width / 2 - view.left - view.width / 2,
      behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
    });
  };
  const light = (row, on) => {
    row.classList.toggle("lit", on);
    const spot = box(row);
    if (spot) spot.classList.toggle("lit", on);
  };

  for (const row of document.querySelectorAll(".row")) {
    let waiting = 0;
    const enter = () => {
      light(row, true);
      const spot = box(row);
      if (spot && pages) waiting = setTimeout(reveal, 120, spot);
    };
    const leave = () => { clearTimeout(waiting); light(row, false); };
    row.addEventListener("mouseenter", enter);
    row.addEventListener("mouseleave", leave);
    row.addEventListener("focusin", enter);
    row.addEventListener("focusout", leave);
    row.addEventListener("click", (event) => {
      const spot = box(row);
      if (spot && !event.target.closest("a, summary, details") && !String(getSelection())) location.hash = spot.id;
    });
  }
  for (const spot of document.querySelectorAll(".spot")) {
    const row = byId(spot.dataset.row);
    if (!row) continue;
    for (const name of ["mouseenter", "focus"]) spot.addEventListener(name, () => light(row, true));
    for (const name of ["mouseleave", "blur"]) spot.addEventListener(name, () => light(row, false));
  }
  addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details")) each.open = true;
  });
})();
