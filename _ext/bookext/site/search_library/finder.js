// Finds sections of the book. The file that this one is a part of has MiniSearch, Stemmer and STOP_WORDS.
//
// Each word is known as it is written and by its stem, both in American spelling. A word of a query may have a
// typing error, and the last one may be unfinished. What explains a term, or has it in its title, stands above
// what only mentions it.

const ASKING = "what how why when which who does do can i my we you should use using vs versus".split(" ");
const BRITISH = [
  [/isation(s?)$/, "ization$1"],
  [/is(e|es|ed|er|ers|ing)$/, "iz$1"],
  [/ys(e|es|ed|ing)$/, "yz$1"],
  [/our(s?|ed|ing|al|able)$/, "or$1"],
  [/(l)l(ed|ing|er|ers)$/, "$1$2"],
  [/entre(s?)$/, "enter$1"],
  [/^grey/, "gray"],
];
// What every chapter has, and what nobody looks for by its name.
const EVERYWHERE = new Set(
  "summary,self-check,exercises,read next,check,experiment,derivation,from scratch".split(","),
);

const stemmer = new Stemmer();
const stems = new Map();
const american = (word) => BRITISH.reduce((now, [from, to]) => now.replace(from, to), word);
const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");

// The word in American spelling, and its stem.
function forms(word) {
  if (!stems.has(word)) {
    const spelled = american(word);
    stems.set(word, [...new Set([spelled, stemmer.stemWord(spelled)])]);
  }
  return stems.get(word);
}

// Words with their hyphens, in small letters; of EarlyStopping also "early" and "stopping".
function wordsOf(text) {
  const found = plain(text).match(/[\p{L}\p{N}]+(?:[-'’_][\p{L}\p{N}]+)*/gu) ?? [];
  return found.map((word) => word.replace(/['’]s$/, ""));
}

const parts = (word) => word.toLowerCase().split(/[-'’_]/);
const camel = (word) => word.match(/\p{Lu}\p{Ll}{3,}/gu) ?? [];

// To be found: its parts, and the whole as one word ("mini-batch" as "minibatch").
function indexed(text) {
  return wordsOf(text).flatMap((word) => {
    const pieces = parts(word);
    const humps = camel(word).length > 1 ? camel(word).map((hump) => hump.toLowerCase()) : [];
    return [...pieces, ...(pieces.length > 1 ? [pieces.join("")] : []), ...humps];
  });
}

// To look for: its parts; words that only ask are left out, if others remain.
function asked(query) {
  const all = wordsOf(query).flatMap(parts);
  const telling = all.filter((word) => !STOP_WORDS.has(word) && !ASKING.includes(word));
  return telling.length ? telling : all;
}

// A text as the stems of its words, to compare it as a whole.
const key = (text) =>
  ` ${asked(text)
    .map((word) => forms(word).at(-1))
    .join(" ")} `;

const mistakes = (word) => (/\d/.test(word) ? 0 : word.length > 6 ? 2 : word.length > 4 ? 1 : 0);

globalThis.BookSearch = class {
  constructor(texts) {
    this.texts = texts.map((text, id) => ({
      ...text,
      id,
      titleKey: key(text.title),
      termKeys: text.terms.map((term) => term.words.map(key)),
    }));
    this.index = new MiniSearch({
      fields: ["terms", "title", "chapter", "sentences"],
      tokenize: indexed,
      processTerm: forms,
      extractField: (text, field) =>
        field === "terms"
          ? text.terms.flatMap((term) => term.words).join(" ; ")
          : field === "sentences"
            ? text.sentences.join(" ")
            : text[field],
    });
  }

  // In pieces, between which the page answers its reader.
  static async over(texts) {
    const search = new this(texts);
    await search.index.addAllAsync(search.texts, { chunkSize: 20 });
    return search;
  }

  // Sections for a query, the best first: at most `most`, of one page at most four.
  find(query, most = 20) {
    const words = asked(query);
    if (!words.length) return [];
    const options = {
      tokenize: (text) => [text],
      processTerm: (word) => word,
      boost: { terms: 6, title: 4, chapter: 1.5, sentences: 1 },
      weights: { fuzzy: 0.3, prefix: 0.4 },
      bm25: { k: 1.2, b: 0.6, d: 0.3 },
    };
    const each = words.map((word, place) => {
      const [spelled, stem] = forms(word);
      const last = place === words.length - 1;
      const queries = [
        { ...options, queries: [spelled], fuzzy: mistakes(spelled), prefix: last && spelled.length > 2 },
      ];
      if (stem) queries.push({ ...options, queries: [stem] });
      return { combineWith: "OR", queries };
    });
    let found = this.index.search({ combineWith: "AND", queries: each }, options);
    if (found.length < 3 && words.length > 1) {
      const known = new Set(found.map(({ id }) => id));
      const some = this.index.search({ combineWith: "OR", queries: each }, options);
      found = [...found, ...some.filter(({ id }) => !known.has(id)).map((hit) => ({ ...hit, score: hit.score / 3 }))];
    }
    const wanted = key(query);
    const ranked = found.map((hit) => this.#judged(hit, wanted)).sort((a, b) => b.score - a.score);
    const of = new Map();
    return ranked
      .filter(({ text }) => of.set(text.page, (of.get(text.page) ?? 0) + 1).get(text.page) <= 4)
      .slice(0, most)
      .map((hit) => this.#shown(hit));
  }

  #judged({ id, score, match }, wanted) {
    const text = this.texts[id];
    const term = text.termKeys.findIndex((keys) => keys.includes(wanted));
    const near = text.termKeys.findIndex((keys) => keys.some((one) => one.includes(wanted)));
    let factor = text.weight;
    if (term >= 0) factor *= text.termKeys[term].indexOf(wanted) === 0 ? 6 : 5;
    else if (near >= 0) factor *= 1.5;
    if (text.titleKey === wanted) factor *= text.anchor ? 3 : 4;
    else if (text.titleKey.includes(wanted)) factor *= 1.6;
    if (EVERYWHERE.has(text.title.toLowerCase())) factor *= 0.6;
    return { text, term: term >= 0 ? term : undefined, words: new Set(Object.keys(match)), score: score * factor };
  }

  #shown({ text, term, words, score }) {
    const { page, anchor, title, number, chapter } = text;
    const defined = term !== undefined;
    const snippet = defined ? text.terms[term].says : this.#sentence(text.sentences, words);
    return { page, anchor, title, number, chapter, score, defined, snippet: marked(snippet, words) };
  }

  // The sentence with the most of the words that were found, the earliest of those.
  #sentence(sentences, words) {
    let best = sentences[0] ?? "";
    let most = 0;
    for (const sentence of sentences) {
      const has = new Set(indexed(sentence).flatMap(forms).filter((word) => words.has(word)));
      if (has.size > most) [best, most] = [sentence, has.size];
    }
    return best;
  }
};

// A text in pieces, each with whether it was found.
function marked(text, words) {
  const shown = text.length > 320 ? `${text.slice(0, 320).replace(/\s\S*$/, "")} …` : text;
  return shown
    .split(/([\p{L}\p{N}]+)/u)
    .filter(Boolean)
    .map((piece) => ({ piece, found: forms(plain(piece).toLowerCase()).some((form) => words.has(form)) }));
}
