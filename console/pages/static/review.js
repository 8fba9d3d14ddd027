// The reviewer's bench: the page under the hands, keys that work in any layout, and a heartbeat.
"use strict";
(() => {
  const stage = document.getElementById("stage");
  const look = { scale: 1, x: 0, y: 0, turn: 0, light: 1 };

  const leaf = () => stage && stage.querySelector(".leaf:not([hidden])");

  function show() {
    const shown = leaf();
    if (!shown) return;
    const { width, height } = stage.getBoundingClientRect();
    shown.style.transform =
      `translate(${look.x}px, ${look.y}px) scale(${look.scale}) ` +
      `translate(${width / 2}px, ${height / 2}px) rotate(${look.turn}deg) translate(${-width / 2}px, ${-height / 2}px)`;
    shown.querySelector("image").style.filter = `brightness(${look.light})`;
  }

  function zoom(factor, x, y) {
    const box = stage.getBoundingClientRect();
    const at = [x ?? box.width / 2, y ?? box.height / 2];
    const scale = Math.min(12, Math.max(0.5, look.scale * factor));
    look.x = at[0] - (at[0] - look.x) * (scale / look.scale);
    look.y = at[1] - (at[1] - look.y) * (scale / look.scale);
    look.scale = scale;
    show();
  }

  function fit() {
    Object.assign(look, { scale: 1, x: 0, y: 0, turn: 0 });
    show();
  }

  function turnTo(number) {
    for (const each of stage.querySelectorAll(".leaf")) {
      const chosen = each.dataset.leaf === String(number);
      each.toggleAttribute("hidden", !chosen);
      const image = each.querySelector("image");
      if (chosen && image.dataset.href) {
        image.setAttribute("href", image.dataset.href);
        delete image.dataset.href;
      }
    }
    for (const each of document.querySelectorAll("[data-page]")) {
      each.setAttribute("aria-pressed", String(each.dataset.page === String(number)));
    }
    fit();
  }

  function light(field, { move = true, focus = false } = {}) {
    for (const each of document.querySelectorAll(".lit")) each.classList.remove("lit");
    for (const each of document.querySelectorAll(`[data-field="${CSS.escape(field)}"]`)) each.classList.add("lit");
    const row = document.querySelector(`.side [data-field="${CSS.escape(field)}"]`);
    if (row && !move) row.scrollIntoView({ block: "center" });
    if (row && focus) row.focus({ preventScroll: false });
    const spot = stage && stage.querySelector(`.spot[data-field="${CSS.escape(field)}"]`);
    if (spot && move) goTo(spot);
  }

  function goTo(spot) {
    const page = spot.closest(".leaf");
    if (page.hasAttribute("hidden")) turnTo(page.dataset.leaf);
    Object.assign(look, { scale: 1, x: 0, y: 0 });
    show();
    const frame = stage.getBoundingClientRect();
    const box = spot.getBoundingClientRect();
    const scale = Math.min(6, Math.max(1, Math.min((frame.width * 0.6) / box.width, (frame.height * 0.25) / box.height)));
    const middle = [box.x + box.width / 2 - frame.x, box.y + box.height / 2 - frame.y];
    look.scale = scale;
    look.x = frame.width / 2 - middle[0] * scale;
    look.y = frame.height / 2 - middle[1] * scale;
    show();
  }

  function step(by) {
    const rows = [...document.querySelectorAll(".side article.field")];
    const now = rows.findIndex((each) => each.classList.contains("lit"));
    const next = rows[Math.min(rows.length - 1, Math.max(0, now + by))];
    if (next) light(next.dataset.field, { focus: true });
  }

  function page(by) {
    const pages = [...document.querySelectorAll("[data-page]")];
    const now = pages.findIndex((each) => each.getAttribute("aria-pressed") === "true");
    const next = pages[now + by];
    if (next) turnTo(next.dataset.page);
  }

  const does = {
    in: () => zoom(1.3), out: () => zoom(1 / 1.3), fit,
    turn: () => { look.turn = (look.turn + 90) % 360; show(); },
    brighter: () => { look.light = Math.min(3, look.light + 0.2); show(); },
    darker: () => { look.light = Math.max(0.2, look.light - 0.2); show(); },
    boxes: () => {
      const bare = stage.classList.toggle("bare");
      document.querySelector('[data-do="boxes"]').setAttribute("aria-pressed", String(!bare));
    },
  };

  if (stage) {
    document.querySelector(".tools").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.page) turnTo(button.dataset.page);
      else does[button.dataset.do]?.();
    });
    stage.addEventListener("wheel", (event) => {
      event.preventDefault();
      const box = stage.getBoundingClientRect();
      zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event.clientX - box.x, event.clientY - box.y);
    }, { passive: false });
    let from = null;
    stage.addEventListener("pointerdown", (event) => {
      from = { x: event.clientX - look.x, y: event.clientY - look.y, id: event.pointerId, moved: false };
    });
    stage.addEventListener("pointermove", (event) => {
      if (!from || from.id !== event.pointerId) return;
      const x = event.clientX - from.x;
      const y = event.clientY - from.y;
      if (!from.moved && Math.hypot(x - look.x, y - look.y) < 4) return;
      if (!from.moved) stage.setPointerCapture(event.pointerId);
      from.moved = true;
      stage.classList.add("dragged");
      look.x = x;
      look.y = y;
      show();
    });
    const drop = () => { stage.classList.remove("dragged"); setTimeout(() => { from = null; }); };
    stage.addEventListener("pointerup", drop);
    stage.addEventListener("pointercancel", drop);
    stage.addEventListener("click", (event) => {
      const spot = event.target.closest(".spot[data-field]");
      if (spot && !(from && from.moved)) light(spot.dataset.field, { move: false });
    });
    addEventListener("resize", show);
  }

  for (const row of document.querySelectorAll(".side .field[data-field]")) {
    row.addEventListener("click", (event) => {
      if (event.target.closest("form, summary, a")) return;
      light(row.dataset.field);
    });
    row.addEventListener("keydown", (event) => {
      if (event.target === row && (event.code === "Enter" || event.code === "Space")) {
        event.preventDefault();
        light(row.dataset.field);
      }
    });
  }

  function open(id) {
    const dialog = document.getElementById(id);
    if (dialog && !dialog.open) dialog.showModal();
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (!opener) return;
    event.preventDefault();
    open(opener.dataset.opens);
  });

  const keys = {
    KeyJ: () => step(1), KeyK: () => step(-1), Comma: () => page(-1), Period: () => page(1), NumpadAdd: does.in,
    NumpadSubtract: does.out, Numpad0: fit,
    KeyR: () => document.querySelector("[data-reason]")?.focus(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (event.target instanceof Element && event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    if (event.code === "Slash" && !event.shiftKey) return;
    const button = document.querySelector(`[data-key="${event.code}"]`);
    const act = keys[event.code];
    if (!button && !act) return;
    event.preventDefault();
    if (act) act();
    else button.click();
  });

  const beat = document.getElementById("beat");
  if (beat) {
    const every = Number(beat.dataset.beat) * 1000;
    const timer = setInterval(async () => {
      try {
        const answer = await fetch(beat.action, { method: "POST", body: new URLSearchParams(new FormData(beat)) });
        if (answer.status === 409) {
          clearInterval(timer);
          document.getElementById("lost").hidden = false;
        }
      } catch { /* the next beat tries again */ }
    }, every);
  }

  const undo = document.querySelector("[data-undo]");
  if (undo) {
    const address = new URL(location.href);
    address.searchParams.delete("undo");
    history.replaceState(null, "", address);
  }
})();
