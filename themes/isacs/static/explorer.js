/* The explorer: filters the provisions of a language, shows them step by step, and gives them away as a table.
   Its values are those of site/explorer.py: what comes again stands in lists, and rows name it by its place. */
(function () {
  "use strict";

  const standards = window.standards;

  const STEP = 40;
  const UNIT = 0, ACTOR = 1, FORM = 2, KIND = 3, NEGATED = 4, STATE = 5, ISSUES = 6, WORKS = 7, WORDS = 8;
  const MISSING = "missing", CURRENT = "current";

  const form = document.querySelector(".explorer-filters");
  const result = document.querySelector(".explorer-result");
  const body = result.querySelector("tbody");
  const more = result.querySelector(".explorer-more");
  const count = form.querySelector(".explorer-count");
  const link = form.querySelector(".explorer-link");
  const counts = document.querySelector(".explorer-counts");
  const fields = form.elements;
  const own = document.body.dataset.language;
  const root = document.body.dataset.root;
  const names = ["q", "kind", "theme", "issue", "form", "actor", "instrument", "series", "module", "language"];

  let values = null;
  let found = [];
  let shown = 0;
  let last = "";
  let waiting = 0;

  /* Reading the values of a language. */

  function read(language, then) {
    const name = "provisions-" + language;
    if (standards.supplied[name]) return then(prepared(standards.supplied[name]));
    const option = [...fields.language.options].find((each) => each.value === language);
    const script = document.createElement("script");
    script.src = option.dataset.source;
    script.onload = () => then(prepared(standards.supplied[name]));
    script.onerror = () => {
      count.textContent = form.dataset.failed;
      counts.open = true;
    };
    count.textContent = form.dataset.loading;
    document.head.append(script);
  }

  function prepared(given) {
    if (given.sought) return given;
    given.sought = given.rows.map((row) => folded(
      [row[WORDS], given.modules[given.units[row[UNIT]][0]][1], given.units[row[UNIT]][2], given.actors[row[ACTOR]]].join(" ")));
    return given;
  }

  /* Letters without their marks, so that an accent or a vowel sign need not be typed. */
  function folded(words) {
    return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  }

  /* Filtering. */

  function wanted() {
    return Object.fromEntries(names.map((name) => [name, fields[name].value.trim()]).filter(([, value]) => value));
  }

  function where(list, test) {
    return new Set(list.flatMap((each, place) => (test(each) ? [place] : [])));
  }

  function ofSets(list, sets, key) {
    const place = list.findIndex((each) => each[0] === key);
    return where(sets, (set) => set.includes(place));
  }

  function ofModules(test) {
    const modules = where(values.modules, test);
    return where(values.units, (unit) => modules.has(unit[0]));
  }

  /* For each filter, the place in a row and what may stand there. */
  const FILTERS = {
    kind: (key) => [KIND, where(values.kinds, (kind) => kind === key)],
    form: (key) => [FORM, where(values.forms, (each) => each === key)],
    actor: (key) => [ACTOR, where(values.actors, (each) => folded(each).includes(folded(key)))],
    issue: (key) => [ISSUES, ofSets(values.issues, values.issueSets, key)],
    instrument: (key) => [WORKS, ofSets(values.works, values.workSets, key)],
    theme: (key) => [UNIT, ofModules((module) => module[4].some((place) => values.themes[place][0] === key))],
    series: (key) => [UNIT, ofModules((module) => module[3] === key)],
    module: (key) => [UNIT, ofModules((module) => module[0] === key)],
  };

  function matching(chosen) {
    const tests = Object.keys(FILTERS).filter((name) => chosen[name]).map((name) => FILTERS[name](chosen[name]));
    const words = folded(chosen.q || "").split(/\s+/).filter(Boolean);
    return values.rows.flatMap((row, place) =>
      tests.every(([at, allowed]) => allowed.has(row[at])) && words.every((word) => values.sought[place].includes(word)) ? [row] : []);
  }

  function filter() {
    const chosen = wanted();
    if (!values || values.language !== chosen.language) return read(chosen.language, (given) => take(given, chosen.language));
    if (last === (last = JSON.stringify(chosen))) return;
    found = matching(chosen);
    shown = 0;
    body.replaceChildren();
    show();
    count.textContent = said(form.dataset.shown, { shown: grouped(found.length), total: grouped(values.rows.length) });
    fields.save.disabled = !found.length;
    result.hidden = !found.length;
    keep(chosen);
  }

  function take(given, language) {
    if (fields.language.value !== language) return;
    values = given;
    last = "";
    offer(fields.form, formsOf(values), pending("form"));
    suggest(values.actors);
    filter();
  }

  function said(pattern, put) {
    return pattern.replace(/\{(\w+)\}/g, (_, name) => put[name]);
  }

  function grouped(number) {
    return String(number).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  }

  /* What can be chosen depends on the language: verbal forms and actors. */

  function pending(name) {
    return fields[name].dataset.pending || fields[name].value;
  }

  function formsOf(given) {
    return given.forms.filter(Boolean).sort();
  }

  function offer(select, words, chosen) {
    delete select.dataset.pending;
    select.replaceChildren(select.options[0], ...words.map((word) => new Option(word, word)));
    select.value = words.includes(chosen) ? chosen : "";
  }

  function suggest(actors) {
    const sorted = actors.filter(Boolean).sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1));
    document.getElementById("explorer-actors").replaceChildren(...sorted.map((actor) => new Option("", actor)));
  }

  /* The selection in the address, so that it can be passed on. */

  function keep(chosen) {
    const kept = new URLSearchParams(Object.entries(chosen).filter(([name, value]) => name !== "language" || value !== own));
    const hash = "#" + kept;
    link.href = hash;
    if (hash === (location.hash || "#") || (hash === "#" && !location.hash.includes("="))) return;
    try {
      history.replaceState(null, "", hash);
    } catch {
      location.replace(hash);
    }
  }

  function restore() {
    const kept = new URLSearchParams(location.hash.slice(1));
    for (const name of names) fields[name].value = kept.get(name) || (name === "language" ? own : "");
    if (!fields.language.value) fields.language.value = own;
    if (kept.get("form")) fields.form.dataset.pending = kept.get("form");
    if (values && values.language === fields.language.value) offer(fields.form, formsOf(values), pending("form"));
    const others = form.querySelector("details");
    others.open = others.open || [...others.querySelectorAll("[name]")].some((field) => kept.get(field.name));
  }

  /* Showing rows. */

  function element(name, attributes, ...inside) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value !== "") made.setAttribute(key, value);
    made.append(...inside);
    return made;
  }

  function show() {
    const next = found.slice(shown, shown + STEP).map(line);
    shown += next.length;
    body.append(...next);
    more.hidden = shown >= found.length;
    more.textContent = said(form.dataset.more, { count: Math.min(STEP, found.length - shown) });
    return next[0];
  }

  function line(row) {
    const [place, id, label] = values.units[row[UNIT]];
    const [number, identifier, address] = values.modules[place];
    const state = values.states[row[STATE]];
    const spoken = state === MISSING
      ? { lang: values.source, dir: values.sourceDirection }
      : { lang: values.language, dir: values.direction };
    const clause = element("a", { href: root + address + "#" + id, title: identifier },
      element("bdi", {}, number), " · ", element("bdi", {}, label));
    return element("tr", { role: "row" },
      element("th", { role: "rowheader", scope: "row" }, clause),
      element("td", { role: "cell" }, kindOf(row), element("span", { class: "form", ...spoken }, values.forms[row[FORM]])),
      element("td", { role: "cell", class: "actor" }, actorOf(row)),
      element("td", { role: "cell", class: "words" }, element("p", spoken, row[WORDS]), ...told(state), ...tags(row)));
  }

  function kindOf(row) {
    const kind = values.kinds[row[KIND]];
    const option = [...fields.kind.options].find((each) => each.value === kind);
    return element("span", { class: "kind " + kind }, option ? option.text : kind);
  }

  function actorOf(row) {
    const direction = values.actorLanguage === values.language ? values.direction : values.sourceDirection;
    return element("bdi", { lang: values.actorLanguage, dir: direction }, values.actors[row[ACTOR]]);
  }

  function told(state) {
    return state === CURRENT ? [] : [element("p", { class: "state" }, form.dataset[state])];
  }

  function tags(row) {
    const issues = values.issueSets[row[ISSUES]].map((place) => values.issues[place][1]);
    const works = values.workSets[row[WORKS]].map((place) => values.works[place][1]);
    const all = [...issues, ...works].map((name) => element("li", { dir: "auto" }, name));
    return all.length ? [element("ul", { class: "tags" }, ...all)] : [];
  }

  /* The table to take away: the same bytes as the one that was built, where nothing is filtered. */

  function cells(row) {
    const [place, id, label] = values.units[row[UNIT]];
    const [, identifier, address, series, themes] = values.modules[place];
    const named = (list, places) => places.map((each) => list[each][1]).join("; ");
    return [
      identifier, label, values.actors[row[ACTOR]], values.forms[row[FORM]],
      values.classes[row[KIND]], row[WORDS], row[NEGATED] ? "yes" : "", series, named(values.themes, themes),
      named(values.issues, values.issueSets[row[ISSUES]]), named(values.works, values.workSets[row[WORKS]]),
      values.language, values.language === values.source ? "" : values.states[row[STATE]],
      values.website + address + "#" + id,
    ];
  }

  /* A spreadsheet would reckon out what begins like a formula. */
  function guarded(cell) {
    const plain = /^[=+\-@]/.test(cell) ? "'" + cell : cell;
    return /[",\r\n]/.test(plain) ? '"' + plain.replaceAll('"', '""') + '"' : plain;
  }

  /* Spreadsheets take a file without the mark at its head for one of another encoding. */
  function asTable(rows) {
    return "\ufeff" + [values.columns, ...rows.map(cells)].map((line) => line.map(guarded).join(",") + "\r\n").join("");
  }

  function save() {
    const address = URL.createObjectURL(new Blob([asTable(found)], { type: "text/csv;charset=utf-8" }));
    const anchor = element("a", { href: address, download: "provisions-" + values.language + ".csv" });
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  /* On a phone rows are cards, which browsers no longer take for a table: the roles tell that it is one. */
  function keepTable() {
    const table = document.querySelector(".explorer-rows");
    table.setAttribute("role", "table");
    for (const part of table.querySelectorAll("thead, tbody")) part.setAttribute("role", "rowgroup");
    for (const row of table.querySelectorAll("thead tr")) row.setAttribute("role", "row");
    for (const head of table.querySelectorAll("thead th")) head.setAttribute("role", "columnheader");
  }

  /* What readers do. */

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); filter(); });
  form.addEventListener("change", filter);
  form.addEventListener("input", (event) => { if (event.target.tagName === "INPUT") soon(); });
  form.addEventListener("reset", () => setTimeout(() => { fields.language.value = own; filter(); }));
  fields.save.addEventListener("click", save);
  more.addEventListener("click", () => show().querySelector("a").focus());
  window.addEventListener("hashchange", () => {
    if (location.hash && !location.hash.includes("=")) return; // leads to a place on the page
    restore();
    filter();
  });

  keepTable();
  form.querySelector("details").open = window.matchMedia("(min-width: 48rem)").matches;
  counts.open = false;
  form.hidden = false;
  restore();
  filter();
})();
