/* What the officer's desk adds to its links and forms: rows selected by keys, a case beside the queue,
   forms over the page. Without it the same links and forms open pages. Keys, panes and focus are the
   work of ui/desk.js.

   #peek                  the pane that shows the case of the row in hand: its link's address + /peek
   data-selected          shows how many rows are selected
   data-copy="said"       copies numbers and links of the selected; data-all selects the whole page
   data-sheet="address"   a button that opens its form's next step in #sheet
   #sheet                 the <dialog> that opens once htmx has brought something into it */
"use strict";
(() => {
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const rows = () => all("#rows [data-row]");
  const boxes = () => all("#rows input[name=case]");
  const chosen = () => boxes().filter((box) => box.checked);
  const rowOf = (element) => element?.closest?.("#rows [data-row]");
  const linkOf = (row) => find("[data-step]", row);

  // ── the row in hand, and the case beside the queue ───────────────────────────────────────────
  const peekPane = () => { const pane = find("#peek"); return pane?.checkVisibility?.() ? pane : null; };
  let waiting = 0;
  const take = (row, { soon = false } = {}) => {
    for (const other of all('#rows [aria-current="true"]')) if (other !== row) other.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    clearTimeout(waiting);
    if (!peekPane() || peekPane().dataset.of === row.id) return;
    // Whoever walks on at once need not see what lies between.
    waiting = setTimeout(() => {
      const pane = peekPane();
      if (!pane || !row.isConnected) return;
      pane.dataset.of = row.id;
      const { pathname, search } = new URL(linkOf(row).href);
      htmx.ajax("GET", `${pathname}/peek${search}`, { target: "#peek", swap: "innerHTML" });
    }, soon ? 0 : 120);
  };
  document.addEventListener("focusin", (event) => { const row = rowOf(event.target); if (row) take(row); });
  // Where the pane is in sight a first press shows the case there, a second one opens it.
  document.addEventListener("mousedown", (event) => {
    const row = rowOf(event.target);
    if (row) row.dataset.held = String(row.getAttribute("aria-current") === "true" && peekPane()?.dataset.of === row.id);
  });
  document.addEventListener("click", (event) => {
    const row = rowOf(event.target);
    const link = row && event.target.closest("[data-step]");
    if (!link || !event.detail || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (peekPane() && row.dataset.held === "false") { event.preventDefault(); link.focus(); take(row, { soon: true }); }
  });

  // ── selecting ────────────────────────────────────────────────────────────────────────────────
  const tell = () => {
    const form = find("#bulk");
    if (!form) return;
    const arabic = form.dataset.numerals === "arabic";
    find("[data-selected]", form).textContent = new Intl.NumberFormat(arabic ? "ar-u-nu-arab" : "en").format(chosen().length);
  };
  let last = null; // the box from which shift extends
  let shifted = false;
  document.addEventListener("mousedown", (event) => {
    shifted = event.shiftKey;
    // It would select text, and a browser that selects text does not press the box.
    if (shifted && event.target.closest?.("#rows label.box")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const box = event.target.matches?.("#rows input[name=case]") ? event.target : null;
    if (!box) return;
    const every = boxes();
    const [from, to] = [every.indexOf(last), every.indexOf(box)];
    if ((event.shiftKey || shifted) && from >= 0) for (const one of every.slice(Math.min(from, to), Math.max(from, to) + 1)) one.checked = box.checked;
    last = box;
    shifted = false;
    tell();
  });
  const extend = (step) => {
    const every = rows();
    const row = rowOf(document.activeElement) || find('#rows [aria-current="true"]');
    const at = every.indexOf(row);
    if (at < 0) return;
    const next = every[Math.min(Math.max(at + step, 0), every.length - 1)];
    for (const one of [row, next]) find("input[name=case]", one).checked = true;
    last = find("input[name=case]", next);
    linkOf(next).focus();
    next.scrollIntoView({ block: "nearest" });
    tell();
  };
  const off = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || find("dialog[open]")) return;
    const target = event.target;
    const box = target.matches?.("#rows input[name=case]");
    const quiet = target.matches?.("input, textarea, select") && !box;
    if (event.shiftKey && (event.code === "KeyJ" || event.code === "KeyK") && !quiet && !off() && rows().length) {
      event.preventDefault();
      extend(event.code === "KeyJ" ? 1 : -1);
    } else if (event.code === "Enter" && (box || target === document.body)) {
      const row = rowOf(target) || find('#rows [aria-current="true"]');
      if (row) { event.preventDefault(); linkOf(row).click(); }
    }
  });
  document.addEventListener("reset", (event) => { if (event.target.id === "bulk") setTimeout(tell); });

  const say = (text) => document.dispatchEvent(new CustomEvent("say", { detail: text }));
  const copy = async (text) => {
    try { await navigator.clipboard.writeText(text); } catch { // not over plain HTTP
      const field = document.createElement("textarea");
      field.value = text; document.body.append(field); field.select();
      document.execCommand("copy"); field.remove();
    }
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button");
    if (!button) return;
    if (button.matches("[data-all]")) { for (const box of boxes()) box.checked = true; tell(); }
    if (button.matches("[data-copy]")) {
      const links = chosen().map((box) => { const link = new URL(linkOf(rowOf(box)).href); return `${box.value} ${link.origin}${link.pathname}`; });
      await copy(links.join("\n"));
      say(button.dataset.copy);
    }
    if (button.matches("[data-sheet]")) {
      event.preventDefault();
      const fields = new URLSearchParams(new FormData(button.form));
      htmx.ajax("GET", `${button.dataset.sheet}?${fields}`, { target: "#sheet", swap: "innerHTML" });
    }
  });

  // ── forms over the page ──────────────────────────────────────────────────────────────────────
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const sheet = detail.target?.id === "sheet" ? detail.target : null;
    if (sheet) {
      const back = document.activeElement;
      sheet.setAttribute("aria-labelledby", "sheet-title");
      if (!sheet.open) sheet.showModal();
      (find("[data-focus]", sheet) || find("form input:not([type=hidden])", sheet))?.focus();
      sheet.addEventListener("close", () => { sheet.replaceChildren(); if (back?.isConnected) back.focus(); }, { once: true });
    }
    wake();
  });
  const wake = () => {
    for (const button of all("[data-copy][hidden], [data-all][hidden]")) button.hidden = false;
    const row = find('#rows [aria-current="true"]');
    if (row) take(row, { soon: true });
    tell();
  };
  wake();
})();
