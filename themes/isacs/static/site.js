// What every page does for a reader who has scripts: the text is complete without. Works from file:// too, asks for nothing elsewhere.
(function () {
  "use strict";
  const standards = (window.standards = window.standards || {});
  const supplied = (standards.supplied = standards.supplied || {});
  const awaited = new Map();
  const root = document.body.dataset.root;

  // Values that scripts beside the pages supply under a name.

  standards.supply = function (name, value) {
    supplied[name] = value;
  };

  standards.load = function (path, name) {
    if (name in supplied) return Promise.resolve(supplied[name]);
    if (!awaited.has(name)) awaited.set(name, fetched(path, name));
    return awaited.get(name);
  };

  function fetched(path, name) {
    return new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = root + path;
      script.onload = () => (name in supplied ? resolve(supplied[name]) : reject(new Error(name)));
      script.onerror = () => reject(new Error(path));
      document.head.append(script);
    });
  }

  standards.element = function (tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };
  const element = standards.element;

  function anchor() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return "";
    }
  }

  // Addresses that lead on, with the clause that was asked for.

  function leadOn() {
    const target = document.getElementById("_target");
    if (target && document.body.classList.contains("leading")) location.replace(target.href + location.hash);
    const former = document.body.classList.contains("superseded") && anchor() && document.getElementById(anchor());
    const link = former && former.closest("li") && former.closest("li").querySelector("a");
    if (link) location.replace(link.href);
  }

  function followBanner() {
    const link = document.getElementById("_current");
    if (!link) return;
    const leads = JSON.parse(link.dataset.leads);
    const bare = link.getAttribute("href");
    const follow = () => link.setAttribute("href", leads[unitHere()] ? `${bare}#${leads[unitHere()]}` : bare);
    addEventListener("hashchange", follow);
    follow();
  }

  function unitHere() {
    const here = anchor() && document.getElementById(anchor());
    const around = here && here.closest("section[id], .term-entry[id]");
    return around ? around.id : anchor();
  }

  // Contents that follow the scroll; languages that stay on the clause.

  function followScroll() {
    const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]));
    const sections = [...links.keys()].map((id) => document.getElementById(decodeURIComponent(id))).filter(Boolean);
    if (!sections.length) return;
    let marked = null;
    const mark = function () {
      const passed = sections.filter((section) => section.getClientRects().length && section.getBoundingClientRect().top < 120);
      const link = links.get((passed.pop() || sections[0]).id);
      if (link === marked || !link) return;
      if (marked) marked.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
      marked = link;
      keepInView(link);
    };
    let waiting = false;
    addEventListener("scroll", function () {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; mark(); });
    }, { passive: true });
    mark();
  }

  function keepInView(link) {
    const box = link.closest(".contents");
    if (box && box.scrollHeight > box.clientHeight) {
      const top = link.getBoundingClientRect().top - box.getBoundingClientRect().top;
      if (top < 40 || top > box.clientHeight - 60) box.scrollTop += top - box.clientHeight / 3;
    }
  }

  function stayOnClause() {
    for (const link of document.querySelectorAll(".languages a, .card a[hreflang]")) {
      link.addEventListener("click", function () {
        const marked = document.querySelector(".contents a[aria-current]");
        const place = location.hash || (marked && scrollY > 400 ? marked.hash : "");
        link.hash = place;
      });
    }
  }

  // The contents begin closed where they would push the text off a phone.

  function closeContents() {
    const contents = document.querySelector(".contents details");
    if (contents && matchMedia("(max-width: 60rem)").matches) contents.open = false;
  }

  // One clause at a time: a view of the same page.

  function viewByClause() {
    const article = document.querySelector("article.text");
    const views = document.querySelector(".views");
    if (!article || !views) return;
    const sections = [...article.querySelectorAll(":scope > section > section")];
    const pager = document.querySelector(".pager.clauses");
    const buttons = [...views.querySelectorAll("button")];
    const single = () => new URLSearchParams(location.search).get("view") === "clause";
    const heading = (section) => (section.querySelector("h2 .label") ? section.querySelector("h2 .label").textContent + " " : "") + section.querySelector("h2 .title").textContent.trim();
    const shown = function () {
      const here = anchor() && document.getElementById(anchor());
      return sections.find((section) => here && section.contains(here)) || sections[0];
    };
    const link = function (section, rel) {
      return section && element("a", { rel: rel, href: `#${section.id}` }, element("span", { class: "soft" }, pager.dataset[rel === "prev" ? "previous" : "next"]), ` ${heading(section)}`);
    };
    const show = function () {
      const alone = single();
      article.toggleAttribute("data-single", alone);
      pager.hidden = !alone;
      for (const button of buttons) button.setAttribute("aria-pressed", String((button.dataset.view === "clause") === alone));
      if (!alone) return;
      const place = sections.indexOf(shown());
      for (const [index, section] of sections.entries()) section.toggleAttribute("data-shown", index === place);
      pager.replaceChildren(...[link(sections[place - 1], "prev"), link(sections[place + 1], "next")].filter(Boolean));
    };
    const choose = function (event) {
      const address = new URL(location.href);
      if (event.currentTarget.dataset.view === "clause") address.searchParams.set("view", "clause");
      else address.searchParams.delete("view");
      try {
        history.replaceState(null, "", address);
        show();
      } catch {
        location.href = address;
      }
    };
    views.hidden = false;
    for (const button of buttons) button.addEventListener("click", choose);
    addEventListener("hashchange", function () {
      show();
      const here = single() && anchor() && document.getElementById(anchor());
      if (here) here.scrollIntoView();
    });
    show();
    if (single() && anchor() && document.getElementById(anchor())) document.getElementById(anchor()).scrollIntoView();
  }

  // Wide tables: who uses keys alone can scroll them too.

  function reachTables() {
    for (const box of document.querySelectorAll(".scroll, .wide")) {
      if (box.scrollWidth <= box.clientWidth || box.parentElement.closest(".wide")) continue;
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      if (!box.hasAttribute("aria-label")) box.setAttribute("aria-label", box.dataset.label || document.title);
    }
  }

  function namePermalinks() {
    for (const link of document.querySelectorAll(".permalink")) link.title = link.getAttribute("aria-label");
  }

  // What a term means, what another clause says, before the reader goes there.

  let popover = null;
  let leaving = 0;

  function preview() {
    for (const link of document.querySelectorAll("article.text a.term-use, article.text a.abroad, article.text a.unit")) {
      link.addEventListener("mouseenter", () => ask(link));
      link.addEventListener("focus", () => ask(link));
      link.addEventListener("mouseleave", leaveSoon);
      link.addEventListener("blur", leaveSoon);
    }
    addEventListener("keydown", (event) => { if (event.key === "Escape") leave(); });
  }

  function ask(link) {
    const target = new URL(link.href);
    const here = new URL(document.body.dataset.root || ".", location.href);
    const path = decodeURIComponent(target.pathname.slice(here.pathname.length));
    const beside = path.replace(/index\.html$/, "preview.js");
    standards.load(beside, `preview:${path}`).then((told) => tell(link, told, decodeURIComponent(target.hash.slice(1)))).catch(() => {});
  }

  function tell(link, told, id) {
    if (!link.matches(":hover, :focus")) return;
    const [label, title, words] = told[id] || told[""];
    if (!label && !title) return;
    leave();
    const [identifier] = told[""];
    popover = element("div", { class: "popover", role: "tooltip", id: "_popover" });
    if (!link.hash || link.pathname !== location.pathname) popover.append(element("p", { class: "soft" }, element("bdi", { dir: "ltr" }, identifier)));
    popover.append(element("p", { class: "name" }, [label === identifier ? "" : label, title].filter(Boolean).join(" ")));
    if (words) popover.append(element("p", {}, words));
    document.querySelector("main").append(popover);
    link.setAttribute("aria-describedby", "_popover");
    popover.addEventListener("mouseenter", () => clearTimeout(leaving));
    popover.addEventListener("mouseleave", leaveSoon);
    place(link);
  }

  function place(link) {
    const box = document.querySelector("main").getBoundingClientRect();
    const at = link.getClientRects()[0];
    const left = Math.min(Math.max(at.left - box.left, 0), Math.max(box.width - popover.offsetWidth, 0));
    popover.style.left = `${left}px`;
    const below = at.bottom - box.top + 6;
    popover.style.top = at.bottom + popover.offsetHeight + 12 < innerHeight ? `${below}px` : `${at.top - box.top - popover.offsetHeight - 6}px`;
  }

  function leaveSoon() {
    clearTimeout(leaving);
    leaving = setTimeout(leave, 200);
  }

  function leave() {
    clearTimeout(leaving);
    if (!popover) return;
    popover.remove();
    popover = null;
    for (const link of document.querySelectorAll("[aria-describedby=_popover]")) link.removeAttribute("aria-describedby");
  }

  // A copy on a stick says how old it may become.

  function tellAge() {
    const line = document.getElementById("_kit");
    const kit = standards.kit;
    if (!line || !kit) return;
    const told = new Date().toISOString().slice(0, 10) > kit.verify ? line.dataset.overdue : line.dataset.current;
    line.textContent = told.replace("{date}", kit.current).replace("{verify}", kit.verify).replace("{website}", line.dataset.website);
    line.classList.toggle("overdue", told === line.dataset.overdue);
    line.hidden = false;
  }

  standards.begin = function () {
    leadOn();
    followBanner();
    closeContents();
    viewByClause();
    followScroll();
    stayOnClause();
    reachTables();
    namePermalinks();
    preview();
    tellAge();
  };
  standards.begin();
})();
