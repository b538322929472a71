// The preview for editors: findings in a panel and beside their clauses, and the page anew after each save. Served by isacs serve alone.
(function () {
  "use strict";
  const script = document.currentScript;
  const [page, revision, words] = ["page", "revision", "words"].map((name) => JSON.parse(script.dataset[name]));
  const KEPT = "isacs-preview";
  let events = null;
  let panel = null;

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    made.append(...children.filter(Boolean));
    return made;
  }

  const counted = (words, count) => words.replace("{count}", count);

  // Where the editor was, kept from one state of the page to the next: the unit at the top of the window, and how far above it begins.

  function kept() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT)) || {};
    } catch {
      return {};
    }
  }

  function keep(more) {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ ...kept(), ...more }));
    } catch {
      // (a browser that keeps nothing begins at the top)
    }
  }

  function place() {
    const units = [...document.querySelectorAll("main [id]:not([id^='_'])")].filter((unit) => unit.getClientRects().length);
    const passed = units.filter((unit) => unit.getBoundingClientRect().top <= 1);
    const unit = passed.pop();
    return { page: page, unit: unit ? unit.id : "", above: unit ? unit.getBoundingClientRect().top : 0, top: scrollY };
  }

  function returnTo(was) {
    const unit = was.unit && document.getElementById(was.unit);
    const top = unit ? scrollY + unit.getBoundingClientRect().top - was.above : was.top;
    scrollTo({ top: top, behavior: "instant" });
  }

  function again() {
    const was = kept().place;
    if (!was || was.page !== page) keep({ place: place() });
    location.reload();
  }

  function reappear() {
    const was = kept().place;
    keep({ place: null });
    history.scrollRestoration = "auto";
    if (was && was.page === page) returnTo(was);
  }

  // The panel at the foot of the page.

  function makePanel() {
    const list = element("div", { class: "list", id: "_preview-list", hidden: "", tabindex: "0", role: "group", "aria-label": words.preview });
    const button = element("button", { type: "button", "aria-expanded": "false", "aria-controls": "_preview-list" });
    const status = element("p", { role: "status" });
    const bar = element("div", { class: "bar" }, button, status);
    const around = element("aside", { id: "_preview", "aria-label": words.preview }, bar, list);
    button.addEventListener("click", () => open(list.hidden));
    document.body.append(around);
    panel = { around: around, button: button, status: status, list: list };
    open(Boolean(kept().open));
  }

  function open(wanted) {
    panel.list.hidden = !wanted;
    panel.button.setAttribute("aria-expanded", String(wanted));
    keep({ open: wanted });
  }

  function say(text, state) {
    panel.around.dataset.state = state;
    if (panel.status.textContent !== text) panel.status.textContent = text;
  }

  const kind = (finding) => (finding.waiver ? "waiver" : finding.severity);
  const of = (findings, wanted) => findings.filter((finding) => kind(finding) === wanted).length;
  const concerns = (finding) => finding.pages.includes(page);

  function summary(findings) {
    const counts = [["error", "errors"], ["warning", "warnings"], ["waiver", "waived"]];
    const told = counts.filter(([name]) => of(findings, name)).map(([name, said]) => counted(words[said], of(findings, name)));
    return told.length ? told : [words.none];
  }

  function fill(findings) {
    const worst = ["error", "warning"].find((name) => of(findings, name)) || "none";
    panel.around.dataset.worst = worst;
    panel.button.replaceChildren(element("strong", {}, words.preview), ...summary(findings).map((told) => element("span", {}, told)));
    const first = ["error", "warning", "waiver"];
    findings = [...findings].sort((one, other) => first.indexOf(kind(one)) - first.indexOf(kind(other)));
    const groups = [
      ["here", findings.filter(concerns)],
      ["general", findings.filter((finding) => !finding.pages.length)],
      ["elsewhere", findings.filter((finding) => finding.pages.length && !concerns(finding))],
    ];
    panel.list.replaceChildren(...groups.filter(([, found]) => found.length).flatMap(([name, found]) => group(words[name], found)));
    if (!findings.length) panel.list.replaceChildren(element("p", {}, words.none));
  }

  function group(title, findings) {
    return [element("p", { class: "group" }, title), element("ul", {}, ...findings.map((finding) => entry(finding, link(finding))))];
  }

  function link(finding) {
    const address = goal(finding);
    return address && element("a", { href: address, lang: "en", dir: "ltr" }, finding.message);
  }

  function goal(finding) {
    if (concerns(finding)) return `#${unitOf(finding) ? unitOf(finding).id : "_main"}`;
    if (!finding.pages.length) return "";
    const own = finding.pages.find((address) => address.split("/")[2] === page.split("/")[2]) || finding.pages[0];
    return `/${own}${finding.ids.length ? `#${finding.ids[0]}` : ""}`;
  }

  function entry(finding, named) {
    const told = named || element("span", { lang: "en", dir: "ltr" }, finding.message);
    const more = finding.waiver ? [words.reason, finding.waiver] : [words.hint, finding.hint];
    return element(
      "li",
      { class: kind(finding) },
      element("span", { class: "kind" }, words[kind(finding)]),
      told,
      more[1] && element("span", { class: "hint" }, `${more[0]}: `, element("span", { lang: "en", dir: "ltr" }, more[1])),
      element("span", { class: "place" }, element("bdi", { dir: "ltr" }, element("code", {}, finding.code), " ", finding.place))
    );
  }

  // Beside the clauses.

  const unitOf = (finding) => finding.ids.map((id) => document.getElementById(id)).find(Boolean);

  function mark(findings) {
    for (const former of document.querySelectorAll("details.finding-note")) former.remove();
    const found = new Map();
    for (const finding of findings) {
      const unit = concerns(finding) && !finding.waiver && (unitOf(finding) || document.querySelector("article.text > section"));
      if (unit) found.set(unit, [...(found.get(unit) || []), finding]);
    }
    for (const [unit, those] of found) beside(unit, note(those));
  }

  function note(findings) {
    const worst = of(findings, "error") ? "error" : "warning";
    const made = element("details", { class: `finding-note ${worst}`, open: "" });
    made.append(element("summary", {}, counted(words.findings_here, findings.length)), element("ul", {}, ...findings.map((finding) => entry(finding))));
    return made;
  }

  function beside(unit, made) {
    const heading = unit.querySelector(":scope > :is(h1, h2, h3, h4, h5, h6, .term-number)");
    const block = unit.closest("table, p, ul, ol, dl, figure, .formula") || unit;
    if (heading) heading.after(made);
    else if (unit.matches("section, div:not(.formula), li, td, dd")) unit.prepend(made);
    else (block.closest(".wide, .scroll, ul, ol, dl") || block).before(made);
  }

  function show(bulletin) {
    const was = place();
    fill(bulletin.findings);
    mark(bulletin.findings);
    if (was.top > 0) returnTo(was);
    const withheld = bulletin.findings.some((finding) => concerns(finding) && finding.severity === "error" && !finding.waiver);
    say(withheld ? words.last_good : "", withheld ? "withheld" : "");
  }

  // What the preview tells.

  function heard(event) {
    const told = JSON.parse(event.data);
    if (told.revision !== revision) again();
    else if (told.building) {
      say(words.building, "building");
      reappear();
    }
    else ask();
  }

  function ask() {
    return fetch("/_findings.json").then((answer) => answer.json()).then(show).then(reappear).catch(lose);
  }

  function lose() {
    say(words.lost, "lost");
  }

  function listen() {
    if (events || document.hidden) return;
    events = new EventSource("/_events");
    events.onmessage = heard;
    events.onerror = lose;
  }

  function rest() {
    if (events) events.close();
    events = null;
  }

  if (kept().place) history.scrollRestoration = "manual";
  makePanel();
  addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  if (document.readyState === "complete") listen();
  else addEventListener("load", listen);
})();
