// Keys, ticks, dialogs, search as one types, copy buttons, menus, toasts. Every page works without this file.
const page = document;
const body = () => page.body;
page.documentElement.classList.add("js");

const one = (selector, from = page) => from.querySelector(selector);
const all = (selector, from = page) => [...from.querySelectorAll(selector)];
const FIELD = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
const isShown = (element) => element.getClientRects().length > 0 && !element.closest("[hidden], dialog:not([open])");

// Says something to a screen reader.
let voice;
const say = (text) => {
  if (!voice) {
    voice = page.createElement("div");
    voice.className = "sr";
    voice.setAttribute("role", "status");
    body().append(voice);
  }
  voice.textContent = text;
};

// Lists: ticks, the box that ticks all, the bar that acts on them.
const listOf = (element) => element.closest("[data-list]");
const ticksOf = (list) => all("tbody .tick input[type=checkbox]", list);
let lastTick = null;

function count(list) {
  const ticks = ticksOf(list);
  const ticked = ticks.filter((tick) => tick.checked).length;
  const box = one("[data-all]", list);
  if (box) {
    box.checked = ticks.length > 0 && ticked === ticks.length;
    box.indeterminate = ticked > 0 && ticked < ticks.length;
  }
  const bar = one(".bulk", list);
  if (!bar) return;
  const everything = one("[data-matching]", bar);
  if (everything && ticked < ticks.length) everything.checked = false;
  bar.classList.toggle("on", ticked > 0);
  const words = one("[data-count]", bar);
  const text = everything?.checked ? everything.dataset.matching : `${ticked} selected`;
  // Only when it differs: the page is watched for changes.
  if (words && words.textContent !== text) words.textContent = text;
}

function tick(box, value, isRange) {
  const list = listOf(box);
  const ticks = ticksOf(list);
  const from = isRange ? ticks.indexOf(lastTick) : -1;
  if (from >= 0) {
    const to = ticks.indexOf(box);
    for (const between of ticks.slice(Math.min(from, to), Math.max(from, to) + 1)) between.checked = value;
  }
  box.checked = value;
  lastTick = box;
  count(list);
}

page.addEventListener("change", (event) => {
  const list = event.target.closest?.("[data-list]");
  if (!list) return;
  if (event.target.matches("[data-all]")) {
    for (const box of ticksOf(list)) box.checked = event.target.checked;
  } else if (event.target.matches("[data-matching]") && event.target.checked) {
    for (const box of ticksOf(list)) box.checked = true;
  }
  count(list);
});

// Rows: the row that has the focus is the one that keys act on.
const rows = () => all("[data-list] [data-row]").filter(isShown);
const rowNow = () => page.activeElement?.closest?.("[data-row]");
function step(by) {
  const list = rows();
  if (list.length === 0) return;
  const at = list.indexOf(rowNow());
  const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1)];
  const place = one(".row-link", next) ?? one("a, input, button", next);
  place?.focus();
  next.scrollIntoView({ block: "nearest" });
}

// Menus.
const closeMenus = (from) => {
  const kept = from?.closest("details.menu, details.nav-button");
  for (const menu of all("details.menu[open], details.nav-button[open]")) {
    const holds = menu === kept || menu.contains(kept ?? null) || (menu.matches(".nav-button") && from?.closest(".nav-body"));
    if (!holds) menu.open = false;
  }
};

// Dialogs.
function open(id) {
  const dialog = page.getElementById(id);
  if (!dialog?.showModal || dialog.open) return false;
  closeMenus();
  dialog.showModal();
  dialog.dispatchEvent(new Event("opened"));
  return true;
}

// A part of a page, as HTML; null where it can't be had. Of several that are asked for under one name one after another
// only the last one counts: the others are undefined.
const loads = {};
async function load(name, address) {
  loads[name]?.abort();
  const { signal } = (loads[name] = new AbortController());
  try {
    const reply = await fetch(address, { signal });
    const text = await reply.text();
    // Who is signed out by now is led to another page.
    return reply.ok && !reply.redirected ? text : null;
  } catch {
    return signal.aborted ? undefined : null;
  }
}

// So long nobody typed.
const TYPED_MS = 150;

// Search as one types: a field, and below it what is found, of which one is chosen.
const find = page.getElementById("find");
if (find) {
  const [form, field, list, status] = ["form", "input", "[role=listbox]", "[role=status]"].map((part) => one(part, find));
  const hits = () => all("[role=option]", list);
  const chosen = () => one("[aria-selected=true]", list);
  const choose = (hit) => {
    for (const other of hits()) other.setAttribute("aria-selected", other === hit);
    if (hit) field.setAttribute("aria-activedescendant", hit.id);
    else field.removeAttribute("aria-activedescendant");
    hit?.scrollIntoView({ block: "nearest" });
  };
  let wait;
  const lookUp = async () => {
    const text = await load("hits", `${form.action}?part=hits&q=${encodeURIComponent(field.value)}`);
    if (text === undefined) return;
    list.innerHTML = text ?? "";
    list.removeAttribute("aria-busy");
    const count = hits().length;
    field.setAttribute("aria-expanded", count > 0);
    status.textContent = text === null ? "Search can't be reached as you type. Enter looks on its page." : `${count} found`;
    status.classList.toggle("sr", text !== null);
    choose(hits()[0]);
  };
  // What stands there is not what is meant any more: until the answer comes, Enter leads to the page.
  const begin = (after) => {
    choose(null);
    list.setAttribute("aria-busy", "true");
    clearTimeout(wait);
    wait = setTimeout(lookUp, after);
  };
  field.addEventListener("input", () => begin(TYPED_MS));
  find.addEventListener("opened", () => {
    field.value = page.getElementById("search")?.value ?? "";
    field.select();
    begin(0);
  });
  find.addEventListener("close", () => clearTimeout(wait));
  // Who comes back to this page finds it as it was before.
  form.addEventListener("submit", () => find.close());
  list.addEventListener("click", (event) => { if (!event.ctrlKey && !event.metaKey) find.close(); });
  field.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const hit = chosen();
    if (event.isComposing) return;
    if (by) {
      const found = hits();
      const at = found.indexOf(hit);
      choose(found.at(at < 0 ? Math.min(by, 0) : (at + by) % found.length));
    } else if (event.key === "Escape") find.close(); // A field for searches would be emptied first.
    else if (event.key !== "Enter" || !hit) return;
    else if (event.ctrlKey || event.metaKey) window.open(hit.href, "_blank", "noopener");
    else hit.click();
    event.preventDefault();
  });
}

// What the inventory has for the items of an order, as they are typed. One that is chosen fills in what is blank beside it.
let suggesting;
const fieldsOf = (event) => event.target.list && event.target.closest("[data-suggest]");
function complete(field) {
  const text = field.value.trim().toLowerCase();
  const known = [...field.list.options].find((option) => option.value.toLowerCase() === text);
  for (const other of known ? all("[data-known]", field.closest("tr")) : []) {
    const value = known.dataset[other.dataset.known];
    const isOurs = !other.value || other.value === other.dataset.filled;
    if (other !== field && value && isOurs) other.value = other.dataset.filled = value;
  }
}
async function suggest(field, address) {
  const text = await load("items", `${address}&q=${encodeURIComponent(field.value)}`);
  if (text === undefined) return;
  field.list.innerHTML = text ?? "";
  const [of, beside] = field.dataset.known === "code" ? ["code", "name"] : ["name", "code"];
  for (const option of field.list.options) {
    option.value = option.dataset[of];
    option.label = option.dataset[beside];
  }
}
page.addEventListener("input", (event) => {
  const { target } = event;
  const from = fieldsOf(event);
  if (!from) return;
  clearTimeout(suggesting);
  if (event.inputType === "insertReplacementText") complete(target);
  else if (target.value.trim().length > 1) suggesting = setTimeout(() => suggest(target, from.dataset.suggest), TYPED_MS);
});
page.addEventListener("change", (event) => { if (fieldsOf(event)) complete(event.target); });
// The list is that of one field at a time.
page.addEventListener("focusin", (event) => { if (fieldsOf(event)) event.target.list.replaceChildren(); });

async function copy(button) {
  const from = button.dataset.copyFrom ? page.getElementById(button.dataset.copyFrom) : null;
  const text = from ? (from.value ?? from.textContent.trim()) : button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    say("The browser did not let it be copied");
    return;
  }
  say("Copied");
  const use = one("use", button);
  const icon = use?.getAttribute("href");
  if (!use || icon === "#i-check") return;
  use.setAttribute("href", "#i-check");
  setTimeout(() => use.setAttribute("href", icon), 2000);
}

page.addEventListener("click", (event) => {
  const target = event.target;
  if (!(target instanceof Element)) return;
  closeMenus(target);
  if (target.closest(".item")) setTimeout(closeMenus, 0);

  const box = target.closest("tbody .tick input[type=checkbox]");
  if (box && listOf(box)) tick(box, box.checked, event.shiftKey);

  const opener = target.closest("[data-open]");
  if (opener && !event.ctrlKey && !event.metaKey && open(opener.dataset.open)) event.preventDefault();

  const closer = target.closest("[data-close]");
  if (closer) {
    event.preventDefault();
    const held = closer.closest("dialog, .toast, .banner");
    if (held instanceof HTMLDialogElement) held.close();
    else held?.remove();
  }
  // A click beside an open dialog closes it, not one with a form in it that would be lost.
  if (target instanceof HTMLDialogElement && !target.hasAttribute("data-stay")) {
    const edge = target.getBoundingClientRect();
    const isInside = event.clientX >= edge.left && event.clientX <= edge.right && event.clientY >= edge.top && event.clientY <= edge.bottom;
    if (!isInside) target.close();
  }

  const button = target.closest("[data-copy], [data-copy-from]");
  if (button) copy(button);
});

// Keys.
let goUntil = 0;
function press(selector) {
  const row = rowNow();
  const target = [...(row ? all(selector, row) : []), ...all(selector)].find((element) => isShown(element) || element.closest(".nav, details"));
  if (!target) return false;
  if (target.matches(FIELD)) target.focus();
  else target.click();
  // What a key opened is gone on with by keys.
  const opened = target.matches("summary") && target.parentElement.open && target.parentElement;
  if (opened) all("select, input, textarea, button, a[href]", opened).find(isShown)?.focus();
  return true;
}

function seek() {
  if (open("find")) return true;
  const field = page.getElementById("search");
  if (field && !isShown(field)) one("details.nav-button")?.setAttribute("open", "");
  field?.focus();
  field?.select();
  return Boolean(field);
}

function letter(event) {
  const key = event.key;
  if (Date.now() < goUntil) {
    goUntil = 0;
    return /^[a-z]$/.test(key) && press(`[data-go="${key}"]`);
  }
  const row = rowNow();
  const box = row && one(".tick input[type=checkbox]", row);
  switch (key) {
    case "/": return seek();
    case "?": return open("keys");
    case "g": goUntil = Date.now() + 1500; return true;
    case "j": step(1); return rows().length > 0;
    case "k": step(-1); return rows().length > 0;
    case "x": case "X":
      if (!box) return false;
      tick(box, event.shiftKey ? true : !box.checked, event.shiftKey);
      return true;
    default:
      // Any other key belongs to whatever on the page names it.
      return /^[\w[\]+-]$|^Delete$/.test(key) && press(`[data-key="${key}"]`);
  }
}

page.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const target = event.target instanceof Element ? event.target : body();
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() === "k" && !event.shiftKey && (one("dialog[open]") ? find?.open : seek())) event.preventDefault();
    const form = target.closest("form");
    if (event.key === "Enter" && form) {
      // In a menu of a form its own button is meant. A list alone says nothing of what is to be done.
      const panel = target.closest(".panel");
      const button = panel && [...form.elements].find((it) => it.type === "submit" && panel.contains(it));
      if (button || !form.matches("[data-list]")) {
        event.preventDefault();
        form.requestSubmit(button);
      }
    }
    return;
  }
  if (event.key === "Escape") {
    const menu = target.closest("details.menu[open], details.nav-button[open]") ?? one("details.menu[open], details.nav-button[open]");
    if (menu && !one("dialog[open]")) {
      closeMenus();
      one("summary", menu)?.focus();
    } else if (target.id === "search") target.blur();
    return;
  }
  if (target.closest(FIELD) || one("dialog[open]")) return;
  if (event.key === "Enter") {
    // On a tick, Enter opens the row; it would else send the form.
    const row = target.matches("input") && target.closest("[data-row]");
    const link = row && one(".row-link", row);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  if (body().dataset.keys !== "off" && letter(event)) event.preventDefault();
});

// A changed form asks before it is left.
const first = new WeakMap();
const stateOf = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name + value.size : value]));
const guarded = () => all("form[data-guard]");
const isChanged = (form) => first.has(form) && !form.dataset.sent && (form.dataset.guard === "changed" || first.get(form) !== stateOf(form));
page.addEventListener("submit", (event) => {
  // A form that htmx sends is not left; its answer brings a new one.
  if (event.target.matches?.("form[data-guard]")) {
    event.target.dataset.sent = "1";
    setTimeout(() => { if (event.defaultPrevented) delete event.target.dataset.sent; }, 0);
  }
});
addEventListener("beforeunload", (event) => {
  if (guarded().some(isChanged)) event.preventDefault();
});
page.addEventListener("htmx:before:request", (event) => {
  const link = event.target;
  if (!(link instanceof Element) || !link.matches("a[href]")) return;
  if (guarded().some(isChanged) && !confirm("Leave without saving what you changed?")) event.preventDefault();
});
addEventListener("pageshow", () => {
  for (const form of guarded()) delete form.dataset.sent;
});

// Toasts go after 20 seconds, not while they are looked at.
const TOAST_MS = 20_000;
const seen = new WeakSet();
const isNew = (element) => !seen.has(element) && seen.add(element);
function arm(toast) {
  const gone = () => {
    if (!toast.isConnected) return;
    if (toast.matches(":hover, :focus-within")) setTimeout(gone, 2000);
    else toast.remove();
  };
  setTimeout(gone, TOAST_MS);
}

const offline = () => {
  for (const banner of all("[data-offline]")) banner.hidden = navigator.onLine;
};
addEventListener("online", offline);
addEventListener("offline", offline);

// What is new on the page, at first and after each answer.
function look() {
  for (const list of all("[data-list]")) count(list);
  for (const toast of all(".toast").filter(isNew)) arm(toast);
  for (const form of guarded()) if (!first.has(form)) first.set(form, stateOf(form));
  for (const problems of all(".problems").filter(isNew)) problems.focus();
}
look();
offline();
const now = one(".tabs [aria-current]");
if (now) now.parentElement.scrollLeft = now.offsetLeft - now.parentElement.offsetLeft - 40;
let isWaiting = false;
new MutationObserver(() => {
  if (isWaiting) return;
  isWaiting = true;
  queueMicrotask(() => { isWaiting = false; look(); });
}).observe(body(), { childList: true, subtree: true });
