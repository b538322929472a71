/* Answers what names one place: an identifier, "5.2 of 05.20", a term. Pure: a table of labels and a question in, answers out. */
(function () {
  "use strict";

  var standards = window.standards = window.standards || {};

  /* Rows of the table, as labels-*.js holds them. */
  var NUMBER = 0, TITLE = 1, YEAR = 2, VERSION = 3, EDITIONS = 4, FORMER = 5, UNITS = 6;
  var KIND = 0, LABEL = 1, NAME = 2, ID = 3, DEFINITION = 4, ADMITTED = 5;

  var UNIT = "([0-9]+[a-z]*(?:\\.[0-9a-z]+)*|[a-z](?:\\.[0-9a-z]+)*)";
  var ENTRIES = "(?:\\s*[0-9a-z]{1,4}\\))*";
  var ALSO = { clause: ["clause", "term", "annex"], annex: ["annex", "clause"] };

  /* Returns a text as questions are compared: small letters, digits of one kind, no accents, points of vowels or invisible signs. */
  function plain(text) {
    return text.normalize("NFKD")
      .replace(/[\p{M}\p{Cf}\u0640]/gu, "")
      .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, function (digit) { return String(digit.charCodeAt(0) & 15); })
      .replace(/[“”„"«»「」『』]/g, " ")
      .replace(/[’‘]/g, "'")
      .toLowerCase()
      .replace(/\s+/g, " ")
      .trim();
  }

  function escaped(text) {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  }

  /* Returns a function that answers questions: (question, module where the reader is) -> [answer]. */
  standards.answering = function (table) {
    var modules = new Map(table.modules.map(function (row) { return [row[NUMBER].toLowerCase(), row]; }));
    var cited = citation();
    var shapes = unitShapes();
    var links = table.of.map(plain).map(function (word) {
      return escaped(word) + (/[\p{sc=Han}']$/u.test(word) ? "" : "(?![\\p{L}\\p{N}])");
    });
    var before = new RegExp("^(?:" + links.join("|") + "|[\\s,;:،、，/–—-]+)", "u");
    var after = new RegExp("(?:(?:^|[\\s\\p{sc=Han}0-9])(?:" + links.join("|") + ")|[\\s,;:،、，/–—-]+)$", "u");
    var terms = null;

    /* What cites a module: URN, identifier with or without its parts, file name, or the number alone. */
    function citation() {
      var numbers = Array.from(modules.keys()).sort(function (a, b) { return b.length - a.length || (a < b ? -1 : 1); });
      var brand = plain(table.brand).split(" ").map(escaped).join("[\\s_-]*");
      return new RegExp(
        "(?<![a-z0-9.])(?:urn:)?(?:" + brand + "[\\s:_-]*)?(?<![0-9.])(" + (numbers.map(escaped).join("|") || "(?!)") +
        ")(?![a-z0-9]|\\.[0-9])(?:\\s*[:_-]\\s*([1-9][0-9]{3})(?![0-9.])|\\s+([12][0-9]{3})(?![0-9.]))?" +
        "(?:[\\s:_-]*\\(\\s*([a-z])(?:/[a-z])*\\s*\\)|[:_-]([a-z])(?![a-z0-9.]))?(?:[\\s:_-]*v\\s*([0-9]+\\.[0-9]+))?", "u");
    }

    /* The patterns of each kind as expressions, those of the language first; a bare number names a clause. */
    function unitShapes() {
      var found = [];
      Object.keys(table.patterns).forEach(function (kind) {
        table.patterns[kind].forEach(function (pattern) {
          var halves = pattern.split("{number}").map(function (half) { return escaped(plain(half.replace(/[()（）]/g, ""))); });
          var shape = "^" + halves[0] + "\\s*\\(?" + UNIT + "\\)?" + ENTRIES + "\\s*" + halves[1] + "$";
          found.push({ kind: kind, shape: new RegExp(shape, "u") });
        });
      });
      found.push({ kind: "", shape: new RegExp("^" + UNIT + ENTRIES + "$", "u") });
      return found;
    }

    function trimmed(words) {
      for (var last = null; last !== words;) {
        last = words;
        words = words.replace(before, "").replace(after, function (found) {
          return /^[\p{sc=Han}0-9]/u.test(found) && found.length > 1 ? found[0] : "";
        }).trim();
      }
      return words;
    }

    function asked(words) {
      for (var index = 0; index < shapes.length; index++) {
        var found = shapes[index].shape.exec(words);
        if (found) { return { kind: shapes[index].kind, number: found[1] }; }
      }
      return null;
    }

    /* Returns the module that a question cites, what else it says, and year, version and language where it says so. */
    function citedIn(question) {
      var found = cited.exec(question);
      if (!found) { return null; }
      var letter = (found[4] || found[5] || "").toUpperCase();
      return {
        row: modules.get(found[1]),
        year: Number(found[2] || found[3] || 0),
        version: found[6] || "",
        language: Object.keys(table.letters).find(function (code) { return table.letters[code] === letter; }) || "",
        words: found[0],
        rest: trimmed(question.slice(0, found.index) + " " + question.slice(found.index + found[0].length)),
      };
    }

    /* Returns year and version of the text that is cited, null where it is none that is known. */
    function editionOf(reference) {
      var row = reference.row;
      var known = [[row[YEAR], row[VERSION]]].concat(row[FORMER].slice().reverse());
      return known.find(function (edition) {
        return (!reference.year || edition[0] === reference.year) && (!reference.version || edition[1] === reference.version);
      }) || null;
    }

    function answer(row, language, edition, unit) {
      var folder = [row[NUMBER], edition[0], language, "v" + edition[1]].join("/");
      return {
        module: row[NUMBER],
        identifier: table.brand + " " + row[NUMBER] + ":" + edition[0] + "(" + (table.letters[language] || "") + ")V" + edition[1],
        label: unit ? labelOf(table.kinds[unit[KIND]], unit[LABEL]) : "",
        title: unit ? unit[NAME] : row[TITLE],
        words: unit && unit[DEFINITION] || "",
        path: folder + "/index.html" + (unit ? "#" + unit[ID] : ""),
        absent: "",
      };
    }

    function labelOf(kind, number) {
      var pattern = number && kind !== "clause" && table.patterns[kind];
      return pattern ? pattern[0].replace("{number}", number) : number;
    }

    function unitsOf(row, wanted) {
      function called(kinds) {
        return row[UNITS].filter(function (unit) {
          return kinds.indexOf(table.kinds[unit[KIND]]) >= 0 && unit[LABEL].toLowerCase() === wanted.number;
        });
      }
      var found = called(ALSO[wanted.kind || "clause"] || [wanted.kind]);
      return found.length || wanted.kind ? found : called(["table", "figure", "formula"]);
    }

    function titled(row, words) {
      return row[UNITS].filter(function (unit) { return plain(unit[NAME]) === words; });
    }

    /* Returns entries of terms by their plain designations, those of the glossary first. */
    function entries() {
      var found = new Map();
      var glossary = table.modules.filter(function (row) { return row[NUMBER] === table.glossary; });
      glossary.concat(table.modules.filter(function (row) { return row[NUMBER] !== table.glossary; })).forEach(function (row) {
        row[UNITS].forEach(function (unit) {
          if (table.kinds[unit[KIND]] !== "term") { return; }
          new Set([unit[NAME]].concat(unit[ADMITTED]).map(plain)).forEach(function (name) {
            found.set(name, (found.get(name) || []).concat([[row, unit]]));
          });
        });
      });
      return found;
    }

    function defined(words) {
      terms = terms || entries();
      return (terms.get(words) || []).map(function (entry) { return current(entry[0], entry[1]); });
    }

    function current(row, unit) {
      return answer(row, table.language, [row[YEAR], row[VERSION]], unit);
    }

    /* Answers a question that cites a module. */
    function within(reference) {
      var row = reference.row, edition = editionOf(reference) || [row[YEAR], row[VERSION]];
      var there = row[EDITIONS].split(" ");
      var language = there.indexOf(reference.language) >= 0 ? reference.language : table.language;
      var wanted = reference.rest ? asked(reference.rest) : null;
      var units = wanted ? unitsOf(row, wanted) : [];
      if (!units.length && reference.rest) { units = titled(row, reference.rest); }
      if (!units.length && reference.rest && !wanted) { return []; }
      var found = (units.length ? units : [null]).map(function (unit) { return answer(row, language, edition, unit); });
      if (!editionOf(reference)) { found[0].absent = reference.words.toUpperCase(); }
      if (wanted && !units.length) { found[0].absent = reference.rest.toUpperCase(); }
      return found;
    }

    function answers(question, here) {
      var words = plain(question);
      var reference = citedIn(words);
      if (reference) { return within(reference); }
      var row = modules.get((here || "").toLowerCase()), wanted = row && asked(trimmed(words));
      var units = wanted ? unitsOf(row, wanted) : [];
      return units.map(function (unit) { return current(row, unit); }).concat(defined(words));
    }

    /* Names what the index of words found by its path below the site: module, label, title; null for pages beside the modules. */
    answers.named = function (path) {
      var halves = path.split("#"), row = modules.get(halves[0].split("/")[0].toLowerCase());
      if (!row) { return null; }
      var unit = row[UNITS].find(function (unit) {
        var kind = table.kinds[unit[KIND]];
        return unit[ID] === halves[1] || unit[LABEL] && (kind === "term" ? "clause" : kind) + "-" + unit[LABEL] === halves[1];
      });
      return current(row, unit || null);
    };

    /* Returns what is left of a question for the index of words, and the module that it is narrowed to: nothing of a place that
       was named and answered. */
    answers.left = function (question, here) {
      var words = plain(question), reference = citedIn(words);
      var named = asked(reference ? reference.rest : trimmed(words));
      if (!reference) { return { words: named && answers(question, here).length ? "" : question, module: "" }; }
      return { words: named ? "" : reference.rest, module: reference.row[NUMBER] };
    };

    return answers;
  };
})();
