/* What the desk adds to plain links and forms: keys, panes that close, focus after a swap, messages.
   Without it everything still works. Pages declare what they want in attributes and need no script:

   data-key="KeyJ"          pressing J does what a click (or, for a field, a focus) would do; also
                            "Shift+KeyJ", "Ctrl+Enter" (Ctrl or the command key), "Escape", several
                            by space. Of several with one key, the one in the row in hand counts.
   data-walk="KeyJ KeyK"    in this list these keys move the focus to the next and previous data-step
   data-row                 one item of a list: what lies in it is in hand while the focus is there
   data-opens="id"          a button that opens a <dialog>; data-closes closes the one it lies in
   data-here                a form whose field `next` is the address as it stands (htmx changes it)
   data-submit              a field that sends its form when it changes
   data-focus               in what htmx brings: takes the focus, as when a case is opened */
"use strict";
(() => {
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const store = { // a browser may forbid it
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* not kept, then */ } },
  };

  // ── keys ──────────────────────────────────────────────────────────────────────────────────────
  // By the place of a key, not its letter: so J is J on an Arabic layout too.
  const QUIET = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select";
  const typing = (target) => target.isContentEditable || target.matches?.(QUIET);
  const seen = (element) => element.checkVisibility?.({ visibilityProperty: true }) ?? element.offsetParent !== null;
  const able = (element) => !element.disabled && element.getAttribute("aria-disabled") !== "true";

  const pressed = (event) => {
    const parts = [];
    if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
    if (event.altKey) parts.push("Alt");
    if (event.shiftKey) parts.push("Shift");
    // Where a layout has these signs on another key, the sign counts.
    const sign = { "/": "Slash", "?": "Shift+Slash", "؟": "Shift+Slash" }[event.key];
    if (sign && !event.ctrlKey && !event.metaKey && !event.altKey) return sign;
    return [...parts, event.code.replace("NumpadEnter", "Enter")].join("+");
  };
  const keysOf = (element, attribute) => (element.getAttribute(attribute) || "").split(/\s+/);
  const inHand = () => document.activeElement?.closest("[data-row]") || find('[data-row][aria-current="true"]');

  const doer = (key) => {
    // A sheet in front has keys of its own, and those behind it rest.
    const front = find("dialog[open]") || document;
    const found = all("[data-key]", front).filter((e) => keysOf(e, "data-key").includes(key) && seen(e) && able(e));
    const row = inHand();
    return found.find((e) => row?.contains(e)) || found.find((e) => !e.closest("[data-row]"));
  };
  const walk = (key) => {
    for (const list of all("[data-walk]")) {
      const step = { [keysOf(list, "data-walk")[0]]: 1, [keysOf(list, "data-walk")[1]]: -1 }[key];
      const steps = step ? all("[data-step]", list).filter(seen) : [];
      if (!steps.length) continue;
      const row = inHand();
      const at = steps.findIndex((s) => s === document.activeElement || (row && row.contains(s)));
      const focused = at >= 0 && row?.contains(document.activeElement);
      const next = at < 0 ? 0 : focused ? at + step : at;
      const to = steps[Math.min(Math.max(next, 0), steps.length - 1)];
      to.focus();
      to.closest("[data-row]")?.scrollIntoView({ block: "nearest" });
      return true;
    }
    return false;
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const key = pressed(event);
    if (key === "Escape" && escape(event)) return;
    const chord = key.includes("Ctrl+") || key.includes("Alt+");
    if (!chord && (typing(event.target) || (store.get("keys") === "off" && key !== "Escape"))) return;
    const front = find("dialog[open]");
    if (key === "Shift+Slash" && find("#keys") && !front) { event.preventDefault(); open(find("#keys")); return; }
    const element = doer(key);
    if (element) {
      event.preventDefault();
      if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) { element.focus(); element.select?.(); }
      else { element.click(); if (element.matches("[type=radio]")) element.focus(); }
    } else if (!front && walk(key)) event.preventDefault();
  });

  // Escape leaves what is in front, one thing at a time; then it does what the page says.
  const escape = (event) => {
    if (find("dialog[open]")) return true; // the browser closes it
    const pane = event.target.closest?.("details.drop[open]") || find("details.drop[open]");
    if (pane) { pane.open = false; find("summary", pane).focus(); event.preventDefault(); return true; }
    if (typing(event.target)) { event.target.blur(); return true; }
    return false;
  };

  // ── panes and sheets ──────────────────────────────────────────────────────────────────────────
  const open = (dialog) => { if (!dialog.open) dialog.showModal(); };
  document.addEventListener("click", (event) => {
    for (const pane of all("details.drop[open]")) if (!pane.contains(event.target)) pane.open = false;
    const opens = event.target.closest("[data-opens]");
    if (opens) { const pane = opens.closest("details.drop"); if (pane) pane.open = false; open(document.getElementById(opens.dataset.opens)); }
    if (event.target.closest("[data-closes]") || event.target.matches("dialog[open]")) event.target.closest("dialog")?.close();
  });
  document.addEventListener("focusin", (event) => {
    for (const pane of all("details.drop[open]")) if (!pane.contains(event.target)) pane.open = false;
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-switch]")) store.set("keys", event.target.checked ? "on" : "off");
    if (event.target.matches("[data-submit]")) event.target.form?.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    const next = event.target.matches("[data-here]") && find("input[name=next]", event.target);
    if (next) next.value = location.pathname + location.search;
  });
  const wake = (within) => {
    for (const button of all("[data-opens][hidden]", within)) button.hidden = false; // it needs a script
    for (const box of all("[data-keys-switch]", within)) box.checked = store.get("keys") !== "off";
  };
  wake(document);

  // ── messages ──────────────────────────────────────────────────────────────────────────────────
  // A room says something by the header HX-Trigger: {"say": "…"} or {"say": {"text": "…", "bad": true}}.
  const says = find("#says");
  const say = (text, bad = false) => {
    if (!says || !text) return;
    const said = document.createElement("p");
    const close = document.createElement("button");
    said.className = bad ? "said-error" : "";
    said.append(text, close);
    close.type = "button"; close.textContent = "×";
    close.setAttribute("aria-label", says.dataset.close);
    close.addEventListener("click", () => said.remove());
    says.replaceChildren(said);
    if (!bad) setTimeout(() => said.remove(), 10000);
  };
  document.addEventListener("say", ({ detail }) => {
    const value = detail.value ?? detail;
    if (typeof value === "string") say(value); else say(value.text, value.bad);
  });
  document.addEventListener("htmx:sendError", () => say(document.body.dataset.unreachable, true));
  document.addEventListener("htmx:timeout", () => say(document.body.dataset.unreachable, true));
  document.addEventListener("htmx:responseError", () => say(document.body.dataset.failed, true));

  // ── focus after a swap ────────────────────────────────────────────────────────────────────────
  // It stays on the same control, else goes to the heading of what came; what was not in the swap
  // keeps it. htmx itself keeps it where the control has an id.
  let held = null;
  const sign = (element) => ["name", "value", "href", "data-key"].map((a) => element.getAttribute(a)).join("|");
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const active = document.activeElement;
    const within = active && active !== document.body && detail.target?.contains(active);
    held = within ? { tag: active.tagName, sign: sign(active) } : null;
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const came = detail.elt;
    wake(document);
    const wanted = came.matches?.("[data-focus]") ? came : find("[data-focus]", came);
    if (wanted) rest(wanted);
    else if (held && (document.activeElement === document.body || !document.activeElement)) {
      const same = all(held.tag, came).find((element) => sign(element) === held.sign);
      if (same) same.focus({ preventScroll: true });
      else rest(find("h1, h2, h3", came) || came);
    }
    held = null;
  });
  const rest = (element) => {
    if (!element.matches("a[href], button, input, select, textarea, summary, [tabindex]")) element.tabIndex = -1;
    element.focus({ preventScroll: true });
  };
})();
