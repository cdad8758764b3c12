class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** HTML that is safe to write. Nothing but `markup` makes it, which escapes whatever is put into it. */
export type Html = Markup;

/** What can be put into HTML. Text is escaped; null and false leave nothing; lists are written one after another. */
export type HtmlValue = string | number | Html | null | false | readonly HtmlValue[];

/** Where the literal before a value ends: a value stands in text, or between double quotes. */
const inQuotes = /=\s*"[^"<>]*$/;
const inTag = /<[^<>]*$/;
const forbidden = /<script|<style|<iframe|<object|<embed|\son\w+\s*=|javascript:/i;

/**
 * The one way to write HTML and SVG: markup`<p title="${title}">${text}</p>`. Values are escaped, so that no text can end an element
 * or an attribute, whatever it holds; the names of characters that nobody sees are the caller's to give (visibleText).
 * @throws Error when a literal has a script, an event handler or a style element, or a value stands in a tag outside of
 * double quotes: no escaping makes these safe
 */
export function markup(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  checkLiterals(literals);
  return new Markup(
    literals.map((literal, at) => literal + (at < values.length ? written(values[at]!) : '')).join(''),
  );
}

const checked = new WeakSet<TemplateStringsArray>();

/** Once for each place in the code: literals are the same object at each call. */
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
 * Text as HTML and XML take it, in elements and in quoted attributes. Characters that XML forbids (controls, halves of
 * characters, U+FFFE, U+FFFF) become U+FFFD: a picture that holds one would not open.
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
  /** CSS rules of this code's own; never made of a text. */
  readonly style: string;
  readonly body: Html;
}

/** Forbids whatever a page could load, run or send; its own style sheet is all it has. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * A whole page that stands alone: no scripts, nothing loaded, nothing sent.
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
