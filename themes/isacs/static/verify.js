// Tells of files whether they are official and current. They are read here, by the browser, and go nowhere.
(function () {
  "use strict";
  const { element, load } = window.standards;
  const words = JSON.parse(document.getElementById("_words").textContent);
  const root = document.body.dataset.root || "";
  const input = document.getElementById("_files");
  const drop = document.getElementById("_drop");
  const heard = document.getElementById("_heard");
  const answers = document.getElementById("_answers");
  const list = answers.querySelector("ol");

  const PART = 4 << 20; // bytes that are read at a time
  const LARGEST = 1 << 30; // bytes that a file may have to be looked into
  const OVERLAP = 1024; // bytes that are searched twice, so that nothing is cut apart
  const DOWNLOAD = 2;
  const SIGNS = { current: "✓", official: "✓", superseded: "↻", withdrawn: "⊘", draft: "✎", altered: "✗", unknown: "?", failed: "!" };

  // Small parts of pages

  const code = (text) => element("bdi", { dir: "ltr" }, text);
  const named = (file) => element("h3", {}, element("bdi", {}, file.name));

  // Returns a sentence as nodes: names and numbers in it keep their direction in any script.
  function filled(sentence, values) {
    return sentence.split(/(\{\w+\})/).filter(Boolean).map(function (part) {
      const name = /^\{(\w+)\}$/.exec(part);
      return name ? code(String(values[name[1]])) : part;
    });
  }

  const said = (key, values) => element("p", {}, ...filled(words[key], values || {}));

  function link(path, key, values) {
    return element("p", {}, element("a", { href: root + path }, ...filled(words[key], values || {})));
  }

  // What was released, by digest, by name and by identifier

  class Known {
    constructor(told) {
      Object.assign(this, { release: told.release, standings: told.standings, files: [], digests: new Map(), seals: new Map(), built: new Map() });
      told.releases.slice().reverse().forEach((release) => this.take(release));
      for (const [identifier, digest, path, draft] of told.built) this.built.set(digest, { identifier, path, draft });
    }

    take(release) {
      for (const seal of release.seals) this.seals.set(seal, release.name);
      for (const [path, identifier, digest, unsigned, what] of release.files) {
        const file = { path, identifier, what, release: release.name };
        this.files.push(file);
        if (!this.digests.has(digest)) this.digests.set(digest, { file, signed: true });
        if (unsigned && !this.digests.has(unsigned)) this.digests.set(unsigned, { file, signed: false });
      }
    }

    standing(identifier) {
      if (!Object.hasOwn(this.standings, identifier)) return null;
      const [status, by, release, corrected, page] = this.standings[identifier];
      return { status, by, release, corrected, page };
    }

    page(identifier) {
      const standing = this.standing(identifier);
      return standing ? standing.page : "";
    }

    // Returns the released file that one claims to be: by its publication and its name, or by one of them.
    genuine(name, identifier) {
      const ending = name.slice(name.lastIndexOf("."));
      const named = this.files.filter((file) => file.what && file.path.split("/").pop() === name);
      const like = this.files.filter((file) => identifier && file.identifier === identifier && file.path.endsWith(ending));
      const both = named.filter((file) => file.identifier === identifier);
      return [both, like, named].find((found) => found.length)?.[0];
    }
  }

  function before(one, other) {
    const [a, b] = [one, other].map((name) => name.split("-").map(Number));
    return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
  }

  // Answers: a verdict, what is said of the file, what the reader can do

  function answer(verdict, identifier, release, ...parts) {
    return { verdict, identifier, release, parts };
  }

  function judged(known, name, bytes, digest) {
    const sealed = known.digests.get(digest);
    if (sealed) return released(known, sealed.file, sealed.signed);
    if (known.seals.has(digest)) {
      const release = known.seals.get(digest);
      return answer("official", "", release, said("seal", { release }));
    }
    return claiming(known, name, bytes, known.built.get(digest));
  }

  function released(known, file, signed) {
    const { identifier, release } = file;
    const note = signed ? [] : [said("unsigned"), said("do_unsigned")];
    if (!identifier) return answer("official", "", release, said("support", { release }), ...note);
    const standing = known.standing(identifier);
    if (!standing) return answer("altered", identifier, release, said("unlisted", { identifier, release }), said("do_unlisted"));
    if (standing.corrected && before(release, standing.release)) {
      const values = { identifier, release, date: standing.corrected, later: standing.release };
      return answer("superseded", identifier, release, said("corrected", values), ...note, ...reading(known, identifier));
    }
    return answer(standing.status, identifier, release, ...stands(known, identifier, release, standing, note));
  }

  function stands(known, identifier, release, standing, note) {
    const by = standing.by;
    const followed = by && standing.status !== "superseded" ? [said("followed", { by })] : [];
    const current = by ? reading(known, by) : standing.status === "current" ? reading(known, identifier) : [];
    return [said(standing.status, { identifier, release, by }), ...followed, ...note, said(`do_${standing.status}`), ...current];
  }

  function reading(known, identifier) {
    const page = known.page(identifier);
    return page ? [link(page, "read", { identifier })] : [];
  }

  // Returns the answer for bytes that no release seals, by what the file says it is, or is named.
  function claiming(known, name, bytes, built) {
    const identifier = claimed(name, bytes);
    const listed = identifier && known.standing(identifier);
    const genuine = built ? null : known.genuine(name, identifier);
    if (!built && (listed || genuine)) return altered(known, name, listed ? identifier : genuine.identifier || genuine.path, genuine);
    if (built) return answer(built.draft ? "draft" : "unknown", built.identifier, "", ...offered(built));
    if (identifier && isDraft(identifier)) {
      return answer("draft", identifier, "", said("draft_claimed", { identifier }), said("do_draft_claimed"));
    }
    const told = identifier ? said("unknown_claimed", { identifier }) : said("unknown");
    return answer("unknown", identifier, "", told, said(known.release ? "do_unknown" : "nothing_released", { release: known.release }));
  }

  function offered(built) {
    const key = built.draft ? "draft_built" : "unreleased";
    return [said(key, { identifier: built.identifier }), said(built.draft ? "do_draft" : "do_unreleased")];
  }

  function altered(known, name, identifier, genuine) {
    const parts = [said("altered", { identifier }), said("do_altered")];
    if (/\.x?html?$/i.test(name)) parts.push(said("do_web_page"));
    if (genuine && genuine.what === DOWNLOAD) parts.push(link(`releases/${genuine.release}/${genuine.path}`, "take", { name: genuine.path.split("/").pop() }));
    else parts.push(...reading(known, identifier));
    return answer("altered", identifier, genuine ? genuine.release : "", ...parts);
  }

  // What a file says it is: a PDF in the title of its metadata, a page in its head, a record in its first lines

  const TEXT = /^[A-Z][A-Z0-9/]*(?: [A-Z][A-Z/]*)* [0-9A-Z.]+:[1-9]\d{3}\([A-Z](?:\/[A-Z])*\)V\d+\.\d+$/;
  const VOLUME = /^[A-Z][A-Z0-9/]*(?: [0-9A-Z./]+)*:[1-9]\d{3}-\d+\([A-Z](?:\/[A-Z])*\)$/;
  const IN_PDF = /<dc:title>\s*<rdf:Alt>\s*<rdf:li[^>]{0,100}>\s*([^<,]{1,200})/;
  const IN_JSON = /"identifier": ?"([^"]{1,200})"/;
  const IN_HTML = /<meta name="dcterms\.identifier" content="([^"]{1,200})"/;

  function claimed(name, bytes) {
    const isPdf = String.fromCharCode(...bytes.subarray(0, 5)) === "%PDF-";
    const found = sought(bytes, isPdf ? IN_PDF : /\.json$/i.test(name) ? IN_JSON : IN_HTML).trim();
    return TEXT.test(found) || VOLUME.test(found) ? found : "";
  }

  function sought(bytes, pattern) {
    const decoder = new TextDecoder("latin1");
    for (let at = 0; at < bytes.length; at += PART) {
      const found = pattern.exec(decoder.decode(bytes.subarray(at, at + PART + OVERLAP)));
      if (found) return found[1];
    }
    return "";
  }

  const isDraft = (identifier) => /V0\.\d+$|:\d{4}-0\([A-Z/]+\)$/.test(identifier);

  // Reading

  async function bytesOf(file, tell) {
    const bytes = new Uint8Array(file.size);
    for (let at = 0; at < file.size; at += PART) {
      bytes.set(new Uint8Array(await file.slice(at, at + PART).arrayBuffer()), at);
      tell(Math.min(1, (at + PART) / file.size));
    }
    return bytes;
  }

  async function digestOf(bytes) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function verified(known, file, tell) {
    if (file.size > LARGEST) return answer("unknown", "", "", said("too_large"));
    try {
      const bytes = await bytesOf(file, tell);
      const digest = await digestOf(bytes);
      return { ...judged(known, file.name, bytes, digest), digest };
    } catch (error) {
      return answer("failed", "", "", said("unreadable", { reason: error.message }));
    }
  }

  // Showing

  function begun(file) {
    const bar = element("progress", { max: 1, value: 0, "aria-label": words.checking.replace("{name}", file.name) });
    const entry = element("li", {}, named(file), bar);
    list.append(entry);
    answers.hidden = false;
    return { entry, tell: (share) => { bar.value = share; } };
  }

  function shown(entry, file, told) {
    const facts = element("dl", {});
    for (const [name, value] of [["reference_number", told.identifier], ["release", told.release], ["digest", told.digest]]) {
      if (value) facts.append(element("dt", {}, words[name]), element("dd", {}, code(value)));
    }
    const verdict = element("p", { class: "verdict", "data-sign": SIGNS[told.verdict] }, words[`is_${told.verdict}`]);
    entry.dataset.verdict = told.verdict;
    entry.replaceChildren(named(file), verdict, ...told.parts, ...(facts.children.length ? [facts] : []));
    heard.append(element("p", {}, `${file.name}: ${words[`is_${told.verdict}`]}. ${told.parts.map((part) => part.textContent).join(" ")}`));
  }

  let turn = Promise.resolve();

  function take(files) {
    for (const file of files) {
      const { entry, tell } = begun(file);
      turn = turn.then(knowing).then((known) => verified(known, file, tell)).then((told) => shown(entry, file, told));
    }
  }

  // Beginning

  let loading = null;

  function knowing() {
    loading = loading || load("_data/verify.js", "verify").then((told) => new Known(told));
    return loading;
  }

  function failed(key) {
    const place = document.getElementById("_failed");
    place.textContent = words[key];
    place.hidden = false;
  }

  function listen() {
    input.addEventListener("change", function () {
      take(Array.from(input.files));
      input.value = "";
    });
    for (const name of ["dragover", "dragleave", "drop"]) {
      document.addEventListener(name, function (event) {
        if (!Array.from(event.dataTransfer.types).includes("Files")) return;
        event.preventDefault();
        drop.classList.toggle("over", name === "dragover");
        if (name === "drop") take(Array.from(event.dataTransfer.files));
      });
    }
    drop.hidden = false;
  }

  async function begin() {
    if (!(window.crypto && crypto.subtle)) return failed("no_digests");
    try {
      await knowing();
    } catch {
      return failed("no_list");
    }
    listen();
  }

  begin();
})();
