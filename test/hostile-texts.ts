import fc from 'fast-check';

/** What has broken readers of text before: halves of pairs, marks without a letter, what turns a line, names of tokens. */
const awkward = [
  '[CLS]',
  '[SEP]',
  '[MASK]',
  '<pad>',
  '<unk>',
  '\ud83d',
  '\ude00',
  '\0',
  '\u0007',
  '\ufeff',
  '\ufffd',
  '\u200b',
  '\u200d',
  '\u202e',
  '\u2066',
  '\u2028',
  '\r\n',
  '\t',
  '\u00a0',
  '\u3000',
  '\u0301',
  'e\u0301\u0301\u0301',
  '\u{1f469}\u200d\u{1f467}',
  '\u{1f1e9}\u{1f1ea}',
  '\u{e0001}',
  '\ufdfa',
  '\u00bd',
  '\ufb01',
  '\u0130',
  '\u03a3',
  '\u2581',
  '\u4e2d\u6587',
  '\u0e01\u0e33',
  '\u0644\u0627',
  "can't",
  '``',
  "''",
  '#tag',
  '@me',
  ':-)',
  'http://t.co/x?y=1#z',
  '<script>alert(1)</script>',
  '=cmd()',
  '%s%n',
  '../..',
  '{{x}}',
  'not good',
  'great!',
  'awful.',
  '...',
  '!!!!',
  '3.14',
  '-1e999',
  'NaN',
  '__proto__',
  'constructor',
  'a'.repeat(300),
  '. '.repeat(40),
];

const unit = fc.oneof(
  fc.constantFrom(...awkward),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ maxLength: 12 }),
  // Any code units, pairs or not.
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
    .map((codes) => String.fromCharCode(...codes)),
  fc.constantFrom(' ', ' ', ' ', '\n'),
);
const short = fc.array(unit, { maxLength: 24 }).map((units) => units.join(''));
const long = fc
  .tuple(short, fc.integer({ min: 2, max: 40 }))
  .map(([text, times]) => `${text} `.repeat(times));
/** Texts that nobody would write, and some that somebody does. */
export const hostileTexts = fc.oneof({ weight: 9, arbitrary: short }, { weight: 1, arbitrary: long });
