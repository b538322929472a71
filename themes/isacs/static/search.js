/* The box of search: direct answers first, then the index of all words. Nothing of either is loaded before somebody searches.

   Over http the engine fetches the files of the index; from a folder, where pages may read no files, each file has a twin that
   is a classic script. The engine is the same, and so are the hits. */
(function () {
  "use strict";

  var standards = window.standards;

  var IN_BOX = { modules: 6, places: 2 };
  var ON_PAGE = { modules: 10, places: 8 };
  var PAUSE = 150;

  var root = new URL(document.body.dataset.root || "./", document.baseURI);
  var loading = new Map();
  var engine = null;
  var answering = null;

  /* Loading */

  /* Loads a classic script once; the promise fails where it is not there. */
  function load(address) {
    if (!loading.has(address)) {
      loading.set(address, new Promise(function (resolve, reject) {
        var script = document.createElement("script");
        script.src = address;
        script.onload = resolve;
        script.onerror = function () { loading.delete(address); reject(new Error(address)); };
        document.head.append(script);
      }));
    }
    return loading.get(address);
  }

  function bytes(base64) {
    return Uint8Array.from(atob(base64), function (sign) { return sign.charCodeAt(0); });
  }

  /* Stands for fetch where there is no server: answers from the twin of the file that is asked for. */
  function fetchTwin(folder) {
    return function (address) {
      var path = address.split("?")[0].slice(1);
      return load(new URL(path + ".js", folder).href).then(function () {
        return new Response(bytes(standards.supplied["search/" + path]));
      });
    };
  }

  /* Returns the promise of the engine with the index of the language of the page, and of the page that each hit stands for. */
  function indexed(place) {
    var folder = new URL(".", new URL(place.dataset.engine, document.baseURI)), pages = "pages-" + document.body.dataset.language;
    engine = engine || Promise.all([load(place.dataset.engine), load(new URL(pages + ".js", folder).href)]).then(function () {
      var served = location.protocol !== "file:";
      var made = standards.supplied["search/engine"](served ? window.fetch.bind(window) : fetchTwin(folder));
      var instance = made.createInstance({ basePath: served ? folder.href : "/", baseUrl: "/", noWorker: true });
      return { search: instance.search, pages: standards.supplied["search/" + pages] };
    }).catch(function (error) { engine = null; throw error; });
    return engine;
  }

  /* Returns the promise of what answers directly, and of the words of the box. */
  function labelled(place) {
    answering = answering || Promise.all([load(place.dataset.answers), load(place.dataset.labels)]).then(function () {
      var table = standards.supplied["labels-" + document.body.dataset.language];
      return { table: table, answers: standards.answering(table) };
    }).catch(function (error) { answering = null; throw error; });
    return answering;
  }

  /* Searching */

  function here() {
    var path = location.href.startsWith(root.href) ? location.href.slice(root.href.length) : "";
    return decodeURIComponent(path.split("/")[0]);
  }

  /* Returns the promise of what is found: direct answers, groups of hits, as many as are wanted, how many there are in all.
     A question that cites a module is asked of that module alone; one that names a place, of the table of labels alone. */
  function find(place, question, series, most) {
    return labelled(place).then(function (loaded) {
      var answers = loaded.answers, left = answers.left(question, here());
      var direct = answers(question, here());
      if (!left.words) { return { answers: direct, groups: [], count: 0 }; }
      return indexed(place).then(function (index) {
        return index.search(left.words).then(function (found) {
          var hits = found.results.filter(function (hit) { return belongs(index.pages[hit.id] || "", series, left.module); });
          return Promise.all(hits.slice(0, most.modules).map(function (hit) { return hit.data(); })).then(function (pages) {
            var groups = pages.map(function (page) { return group(answers, page, most.places); });
            return { answers: direct, groups: groups, count: hits.length };
          });
        });
      });
    });
  }

  function belongs(page, series, module) {
    return (!series || page.startsWith(series + ".")) && (!module || page.startsWith(module + "/"));
  }

  function group(answers, page, most) {
    var path = page.url.replace(/^\/+/, ""), named = answers.named(path);
    return {
      path: path,
      identifier: named ? named.identifier : "",
      title: named ? named.title : page.meta.title || path,
      places: ranked(page).slice(0, most).map(function (part) { return place(answers, path, part); }),
    };
  }

  /* Returns the places of a page that were hit: those that hold most of the words first, then by their weight. */
  function ranked(page) {
    var text = page.raw_content, words = text.includes("\u200b") ? text.split("\u200b") : text.split(/\s+/);
    return page.sub_results.map(function (part) {
      var held = part.locations.map(function (place) { return (words[place] || "").toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""); });
      var weight = part.weighted_locations.reduce(function (sum, found) { return sum + found.balanced_score; }, 0);
      return { part: part, held: new Set(held).size, weight: weight };
    }).sort(function (one, other) {
      return other.held - one.held || other.weight - one.weight;
    }).map(function (entry) { return entry.part; });
  }

  function place(answers, page, part) {
    var path = page + (part.anchor ? "#" + part.anchor.id : ""), named = part.anchor ? answers.named(path) : null;
    return {
      path: path,
      label: named ? named.label : "",
      title: named && (named.title || named.label) ? named.title : part.title || "",
      heading: part.anchor ? part.anchor.text : part.title || "",
      excerpt: part.excerpt,
    };
  }

  standards.find = function (question, series) {
    return find(document.querySelector("search[data-engine]"), question, series || "", ON_PAGE);
  };

  /* Showing. The words of texts become nodes of text, never markup. */

  function made(tag, kind, text) {
    var element = document.createElement(tag);
    if (kind) { element.className = kind; }
    if (text) { element.textContent = text; }
    return element;
  }

  function link(path, label, title) {
    var anchor = made("a");
    anchor.href = new URL(path, root).href;
    if (label) { anchor.append(bidi("label", label), " "); }
    anchor.append(made("span", "title", title));
    return anchor;
  }

  function bidi(kind, text) {
    return made("bdi", kind, text);
  }

  /* Returns an excerpt without the heading that it may begin with. The engine gives text with <mark> in it, and escapes the signs
     < and > that were there; of that become nodes. */
  function excerpt(marked, heading) {
    var shown = made("p", "excerpt"), inside = false, skipped = 0;
    var parts = marked.replace(/\u200b/g, "").split(/(<\/?mark>)/);
    var plain = parts.filter(function (part) { return !/^<\/?mark>$/.test(part); }).join("");
    if (heading && plain.startsWith(heading)) { skipped = /^[.\s]*/.exec(plain.slice(heading.length))[0].length + heading.length; }
    parts.forEach(function (part) {
      if (part === "<mark>" || part === "</mark>") { inside = part === "<mark>"; return; }
      var text = part.slice(skipped).replace(/&lt;/g, "<").replace(/&gt;/g, ">");
      skipped = Math.max(0, skipped - part.length);
      if (text) { shown.append(inside ? made("mark", "", text) : text); }
    });
    return shown;
  }

  function shownAnswer(answer, said) {
    var row = made("li", "answer");
    if (answer.absent) { row.append(made("p", "absent", said.absent.replace("{asked}", answer.absent))); }
    row.append(link(answer.path, answer.identifier + (answer.label ? ", " + answer.label : ""), answer.title));
    if (answer.words) { row.append(made("p", "excerpt", answer.words)); }
    return row;
  }

  function shownGroup(group) {
    var row = made("li", "module"), list = made("ul");
    row.append(link(group.path, group.identifier, group.title));
    group.places.forEach(function (place) {
      var part = made("li");
      if (place.path !== group.path) { part.append(link(place.path, place.label, place.title)); }
      var words = excerpt(place.excerpt, place.heading);
      if (words.querySelector("mark")) { part.append(words); }
      if (part.hasChildNodes()) { list.append(part); }
    });
    if (list.hasChildNodes()) { row.append(list); }
    return row;
  }

  function countShown(table, found) {
    var count = found.answers.length + found.count, said = table.said;
    return count ? said.hits.replace("{count}", String(count)) : said.none + " " + said.try.replace("{example}", table.example);
  }

  /* The box, in the head of each page; on the page of results the same, with all there is. */

  function Box(place) {
    this.place = place;
    this.whole = place.hasAttribute("data-whole");
    this.form = place.querySelector("form");
    this.input = place.querySelector("input[type=search]");
    this.series = place.querySelector("select");
    this.found = place.querySelector(".found");
    this.count = place.querySelector(".count");
    this.list = place.querySelector(".hits");
    this.most = this.whole ? ON_PAGE : IN_BOX;
    this.turn = 0;
    this.timer = 0;
    this.listen();
  }

  Box.prototype.listen = function () {
    var box = this;
    this.input.addEventListener("input", function () { box.soon(); });
    this.place.addEventListener("keydown", function (event) { box.key(event); });
    if (this.whole) {
      this.form.addEventListener("submit", function (event) { event.preventDefault(); box.remember(); box.now(); });
      if (this.series) { this.series.addEventListener("change", function () { box.remember(); box.now(); }); }
      this.recall();
    } else {
      this.place.addEventListener("focusout", function (event) {
        if (event.relatedTarget && !box.place.contains(event.relatedTarget)) { box.close(); }
      });
      document.addEventListener("pointerdown", function (event) {
        if ("open" in box.found.dataset && !box.place.contains(event.target)) { box.close(); }
      });
      this.input.addEventListener("focus", function () { if (box.input.value.trim()) { box.soon(); } });
    }
  };

  Box.prototype.soon = function () {
    var box = this;
    clearTimeout(this.timer);
    this.timer = setTimeout(function () { box.now(); }, PAUSE);
  };

  /* Shows what answers directly as soon as it is known, and then what the index finds. */
  Box.prototype.now = function () {
    var box = this, turn = ++this.turn, question = this.input.value.trim();
    clearTimeout(this.timer);
    if (!question) { this.close(); return Promise.resolve(); }
    if (this.whole) { this.place.dataset.searching = ""; }
    return labelled(this.place).then(function (loaded) {
      if (turn === box.turn) { box.begin(loaded, question); }
      return find(box.place, question, box.series ? box.series.value : "", box.most).then(function (found) {
        if (turn === box.turn) { box.show(loaded.table, found, question); }
      });
    }).catch(function () {
      if (turn === box.turn) { box.fail(); }
    });
  };

  Box.prototype.begin = function (loaded, question) {
    var said = loaded.table.said, answers = loaded.answers(question, here());
    if (answers.length || !this.list.childElementCount) {
      this.list.replaceChildren.apply(this.list, answers.map(function (answer) { return shownAnswer(answer, said); }));
      this.tell(said.waiting);
    }
  };

  Box.prototype.tell = function (words) {
    this.count.textContent = words;
    this.found.dataset.open = "";
  };

  Box.prototype.show = function (table, found, question) {
    var rest = found.count > found.groups.length;
    Array.from(this.list.querySelectorAll(found.answers.length ? ".module, .further" : "li")).forEach(function (row) { row.remove(); });
    this.list.append.apply(this.list, found.groups.map(shownGroup));
    if (rest) { this.list.append(this.whole ? this.more(table, found) : this.all(table, question)); }
    this.tell(countShown(table, found));
    this.place.dispatchEvent(new CustomEvent("found", { bubbles: true }));
  };

  /* Returns the row that asks for the next hits on the page of results. */
  Box.prototype.more = function (table, found) {
    var box = this, row = made("li", "further"), button = made("button", "", table.said.more);
    button.type = "button";
    button.addEventListener("click", function () {
      var first = found.answers.length + found.groups.length;
      box.most = { modules: box.most.modules + ON_PAGE.modules, places: box.most.places };
      box.now().then(function () {
        var next = box.list.children[first];
        if (next) { next.querySelector("a, button").focus(); }
      });
    });
    row.append(button);
    return row;
  };

  /* Returns the row that leads from the box to the page of results. */
  Box.prototype.all = function (table, question) {
    var row = made("li", "further"), anchor = made("a", "", table.said.all);
    anchor.href = this.form.action + "?q=" + encodeURIComponent(question);
    row.append(anchor);
    return row;
  };

  Box.prototype.fail = function () {
    this.list.replaceChildren();
    this.tell(this.place.dataset.failed);
    delete this.place.dataset.searching;
  };

  Box.prototype.close = function () {
    this.turn++;
    clearTimeout(this.timer);
    delete this.found.dataset.open;
    delete this.place.dataset.searching;
    this.count.textContent = "";
    this.list.replaceChildren();
  };

  /* Escape closes; the arrows go from the input through the links and back. */
  Box.prototype.key = function (event) {
    if (event.key === "Escape" && !this.whole && "open" in this.found.dataset) {
      event.preventDefault();
      this.input.focus();
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.localName !== "select") {
      this.move(event, event.key === "ArrowDown" ? 1 : -1);
    }
  };

  Box.prototype.move = function (event, step) {
    var stops = [this.input].concat(Array.from(this.list.querySelectorAll("a, button")));
    var next = stops[stops.indexOf(document.activeElement) + step];
    if (stops.length > 1 && next) {
      event.preventDefault();
      next.focus();
    }
  };

  /* What was asked stands in the address of the page of results, so that it can be sent to others. */
  Box.prototype.remember = function () {
    var asked = new URL(location.href);
    asked.searchParams.set("q", this.input.value.trim());
    asked.searchParams.delete("series");
    if (this.series && this.series.value) { asked.searchParams.set("series", this.series.value); }
    history.replaceState(null, "", asked);
    this.most = ON_PAGE;
  };

  Box.prototype.recall = function () {
    var asked = new URLSearchParams(location.search);
    this.input.value = asked.get("q") || "";
    if (this.series) { this.series.value = asked.get("series") || ""; }
    if (this.series && this.series.selectedIndex < 0) { this.series.value = ""; }
    this.now();
  };

  document.querySelectorAll("search[data-engine]").forEach(function (place) { new Box(place); });
})();
