// @ts-check
/* From text to words; `src/search/words.rs` once more. */

/** @typedef {{ text: string, kind: 'w' | 'c' | 'g', position: number, start: number, end: number, word: number }} Token */

const LONGEST_PART = 64;
const WHOLE = new Set(('a11y b2b b2c base16 base32 base58 base64 bm25 c3po crc32 ec2 ed25519 es5 es6 f16 f32 f64 gpt3 gpt4 h2 ' +
  'h264 h265 http1 http2 http3 i16 i18n i32 i64 i8 int16 int32 int64 int8 k3s k8s l10n log4j lz4 md5 mp3 mp4 neo4j o11y oauth1 ' +
  'oauth2 p2p rc4 rfc3339 s3 sha1 sha2 sha224 sha256 sha3 sha384 sha512 u16 u32 u64 u8 uint16 uint32 uint64 uint8 utf16 utf32 ' +
  'utf8 web2 web3 x509 x64 x86').split(' '));
const SIGNS = new Map([['c++', 'cplusplus'], ['g++', 'gplusplus'], ['c#', 'csharp'], ['f#', 'fsharp'], ['j#', 'jsharp'],
  ['.net', 'dotnet'], ['asp.net', 'aspdotnet']]);
const METHODS = /^(get|put|post|patch|delete|head|options|trace)$/;
const LETTERS = new Map([...'ßss æae œoe øo đd łl ıi ςσ'.matchAll(/(\S)(\S+)/gu)].map((found) => [found[1], found[2]]));

// Classes of characters; a mark belongs to the character before it.
const [UPPER, LETTER, DIGIT, MARK, UNSPACED, SIGN] = [0, 1, 2, 3, 4, 5];
const UNSPACED_CHARS = new RegExp('[\\u0e01-\\u0e3a\\u0e40-\\u0e4e\\u1100-\\u11ff\\u3005\\u3007\\u3041-\\u3096\\u309d-\\u309f\\u30a1-\\u30fa' +
  '\\u30fc-\\u30ff\\u3130-\\u318f\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff' +
  '\\uff66-\\uff9d\\u{20000}-\\u{323af}]', 'u');

// Assigned after Unicode 17.
const LATER = new RegExp('[\\u05c8\\u05c9\\u0b53\\u0b54\\u1ade\\u1adf\\u1aec-\\u1af0\\u{10ecb}-\\u{10ecf}\\u{10ef0}-\\u{10ef9}' +
  '\\u{11df0}\\u{1d127}\\u{1d128}\\u{1d250}-\\u{1d252}\\u{1d25b}\\u{1d25c}\\u{1d25f}\\u{1d280}\\u{1d281}]', 'u');

/** @param {string} value */
const classOf = (value) => {
  if (value < '\x80') return /[A-Z]/.test(value) ? UPPER : /[a-z]/.test(value) ? LETTER : /\d/.test(value) ? DIGIT : SIGN;
  if (UNSPACED_CHARS.test(value)) return UNSPACED;
  if (LATER.test(value)) return LETTER;
  if (/\p{N}/u.test(value)) return DIGIT;
  if (/\p{M}/u.test(value)) return MARK;
  return /\p{Alphabetic}/u.test(value) ? (/\p{Uppercase}/u.test(value) ? UPPER : LETTER) : SIGN;
};

const HARD = /[\p{White_Space}\p{Cc},;"'()[\]{}<>=!?|*\x60\u2018-\u201f\u2026«»、。・「」]/u;

/** @param {string} part */
const fold = (part) => {
  if (/^[\0-\x7f]*$/.test(part)) return part.toLowerCase();
  const bare = part.normalize('NFKC').toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').normalize('NFC');
  return bare.replace(/[ßæœøđłıς]/g, (letter) => LETTERS.get(letter) ?? letter);
};

/**
 * The words of a text, in order; a compound stands behind its parts.
 * @param {string} text
 * @returns {Token[]}
 */
const words = (text) => {
  /** @type {Token[]} */
  const tokens = [];
  /** @type {{ value: string, kind: number, at: number }[]} */
  let run = [];
  let [position, word, method, brace] = [0, 0, '', false];
  const end = (/** @type {typeof run[0]} */ c) => c.at + c.value.length;
  const source = (/** @type {typeof run} */ part) => text.slice(part[0].at, end(part[part.length - 1]));
  const push = (/** @type {string} */ text, /** @type {Token['kind']} */ kind, /** @type {typeof run} */ part, at = position) =>
    tokens.push({ text, kind, position: at, start: part[0].at, end: end(part[part.length - 1]), word });

  const isWhole = (/** @type {typeof run} */ part) => {
    const text = source(part);
    return /^[\0-\x7f]{1,8}$/.test(text) && WHOLE.has(text.toLowerCase());
  };

  // Splits at `aB`, `ABc` and between letters and digits.
  const splitRun = (/** @type {typeof run} */ run, /** @type {(typeof run)[]} */ parts) => {
    if (isWhole(run)) return parts.push(run);
    let before = LETTER;
    const kinds = run.map((c) => (before = c.kind === MARK ? before : c.kind));
    const cuts = [0];
    for (let at = 1; at < run.length; at++) {
      if (run[at].kind === MARK) continue;
      const [a, b] = [kinds[at - 1], kinds[at]];
      const next = run.slice(at + 1).find((c) => c.kind !== MARK)?.kind;
      if (a === DIGIT || b === DIGIT ? a !== b : b === UPPER && (a === LETTER || (a === UPPER && next === LETTER))) cuts.push(at);
    }
    cuts.push(run.length);
    for (let nth = 0; nth + 1 < cuts.length;) {
      let [start, close] = [cuts[nth], cuts[nth + 1]];
      nth++;
      const digitsFollow = nth + 1 < cuts.length && kinds[close] === DIGIT && kinds[start] !== DIGIT;
      if (digitsFollow && (/^[vV]$/.test(run[close - 1].value) || isWhole(run.slice(start, cuts[nth + 1])))) close = cuts[++nth];
      parts.push(run.slice(start, close));
    }
  };

  // A word between two places where the text is cut.
  const cutWord = () => {
    const before = method;
    if (!run.length) return;
    method = '';
    let last = run.length - 1;
    while (last > 0 && /[.:/]/.test(run[last].value)) last--;
    const name = run.slice(0, last + 1);
    const signs = SIGNS.get(source(name).toLowerCase());
    if (signs) {
      push(signs, 'w', name);
      position++;
      word++;
      return;
    }
    const kept = (/** @type {typeof run[0]} */ c) => c.kind !== SIGN || c.value === '_' || c.value === '$';
    const first = run.findIndex(kept);
    if (first < 0) return;
    last = run.length - 1;
    while (!kept(run[last])) last--;
    const isPath = run.slice(0, first + 1).some((c) => c.value === '/');
    const all = run.slice(first, last + 1);
    const numbers = /^[vV]$/.test(all[0].value) ? all.slice(1) : all;
    const version = numbers.length ? source(numbers) : '';
    if (version.length <= LONGEST_PART && /^\d+(\.\d+)+$/.test(version)) {
      push(version, 'w', numbers);
      const short = version.split('.', 2).join('.');
      if (short !== version) push(short, 'w', numbers);
      position++;
      word++;
      return;
    }
    let [start, joined, parts] = [position, '', 0];
    /** @type {typeof run} */
    let segment = [];
    /** @type {(typeof run)[]} */
    const segments = [];
    all.forEach((c, at) => {
      const previous = segment[segment.length - 1];
      const together = c.kind !== SIGN && previous && (previous.kind === UNSPACED) === (c.kind === UNSPACED);
      if (!together && segment.length) {
        segments.push(segment);
        segment = [];
      }
      if (c.kind !== SIGN) segment.push(c);
      if (at === all.length - 1 && segment.length) segments.push(segment);
    });
    for (const segment of segments) {
      if (segment[0].kind === UNSPACED) {
        const width = Math.min(segment.length, 2);
        for (let at = 0; at + width <= segment.length; at++) {
          const pair = segment.slice(at, at + width);
          push(fold(source(pair)), 'g', pair);
          position++;
        }
        continue;
      }
      /** @type {(typeof run)[]} */
      const found = [];
      splitRun(segment, found);
      for (const part of found) {
        let folded = fold(source(part));
        if (folded.length > LONGEST_PART) folded = [...folded].slice(0, LONGEST_PART).join('');
        if (!folded) continue;
        joined += folded;
        parts++;
        push(folded, 'w', part);
        position++;
      }
    }
    const compound = (/** @type {string} */ text) => {
      if ([...text].length <= LONGEST_PART) push(text, 'c', all, start);
    };
    if (before && isPath && parts > 0) compound(before + joined);
    if (parts === 1 && METHODS.test(joined)) method = joined;
    if (parts > 1) compound(joined);
    word++;
  };

  let at = 0;
  for (const value of text) {
    // Braces of a path's parameters do not end it.
    const soft = value === '{' ? run[run.length - 1]?.value === '/' : value === '}' && brace;
    if (soft) {
      brace = value === '{';
      run.push({ value, kind: SIGN, at });
    } else if (HARD.test(value)) {
      cutWord();
      run = [];
      brace = false;
      if (!/\p{White_Space}/u.test(value)) method = '';
    } else {
      const [kind, before] = [classOf(value), run[run.length - 1]?.kind ?? SIGN];
      run.push({ value, kind: kind === MARK ? (before === SIGN ? LETTER : before === UNSPACED ? UNSPACED : MARK) : kind, at });
    }
    at += value.length;
  }
  cutWord();
  return tokens;
};
