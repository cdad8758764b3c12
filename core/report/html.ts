class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** HTML that is safe to write. Only `markup` makes it, and it escapes every value. */
export type Html = Markup;

/**
 * What `markup` takes as a value. Text is escaped, null and false give nothing, and the entries of a list follow each
 * other.
 */
export type HtmlValue = string | number | Html | null | false | readonly HtmlValue[];

/** Where a literal ends before a value: in text, or between double quotes. */
const inQuotes = /=\s*"[^"<>]*$/;
const inTag = /<[^<>]*$/;
const forbidden = /<script|<style|<iframe|<object|<embed|\son\w+\s*=|javascript:/i;

/**
 * The one way to write HTML and SVG: markup`<p title="${title}">${text}</p>`. Values are escaped, so that no text can
 * end an element or an attribute. The caller names invisible characters (visibleText).
 * @throws Error when a literal has a script, an event handler or a style element, or a value stands in a tag outside of
 *   double quotes: escaping cannot make these safe
 */
export function markup(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  checkLiterals(literals);
  return new Markup(
    literals.map((literal, at) => literal + (at < values.length ? written(values[at]!) : '')).join(''),
  );
}

const checked = new WeakSet<TemplateStringsArray>();

/** Each place in the code is checked only once: its literals are the same object at each call. */
function checkLiterals(literals: TemplateStringsArray): void {
  if (checked.has(literals)) return;
  const whole = literals.join('\uFFFC');
  if (forbidden.test(whole)) throw new Error(`A page has no scripts and one style sheet: ${whole}`);
  let before = '';
  for (const literal of literals.slice(0, -1)) {
    before += literal;
    if (inTag.test(before) && !inQuotes.test(before)) {
      throw new Error(`A value in a tag stands between double quotes: ${before}`);
    }
    before += '\uFFFC';
  }
  checked.add(literals);
}

function written(value: HtmlValue): string {
  if (value === null || value === false) return '';
  if (value instanceof Markup) return value.toString();
  if (typeof value === 'object') return value.map(written).join('');
  return escaped(String(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Escapes text for HTML and XML, in elements and in quoted attributes. Characters that XML forbids (controls, halves of
 * characters, U+FFFE, U+FFFF) become U+FFFD: a picture with one of them would not open.
 */
export function escaped(text: string): string {
  return text
    .replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => entities[character]!);
}

export interface HtmlDocument {
  /** BCP 47 tag of the language that the page itself is written in. */
  readonly language: string;
  readonly title: string;
  /** CSS rules from this code, never from a text. */
  readonly style: string;
  readonly body: Html;
}

/** Forbids everything that a page could load, run or send, except its own style sheet. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * A whole page that needs no other file. It has no scripts, loads nothing and sends nothing.
 * @throws Error when the style sheet could end its element
 */
export function htmlDocument({ language, title, style, body }: HtmlDocument): string {
  if (style.includes('<')) throw new Error('A style sheet has no "<".');
  const head = markup`<meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="no-referrer" />
    <title>${title}</title>`;
  return `<!doctype html>
<html lang="${escaped(language)}">
<head>
${head.toString()}
<style>
${style}
</style>
</head>
<body>
${body.toString()}
</body>
</html>
`;
}
