import { wordSpans } from '../text/words';
import type { Reading } from './reading';

/** A reading of a text for tests, with values in points, one a word. Words that are not named have 0. */
export function testReading(text: string, points: Readonly<Record<number, number>> = {}): Reading {
  const spans = wordSpans(text);
  return {
    text,
    classes: ['negative', 'neutral', 'positive'],
    probabilities: [0.18, 0.13, 0.69],
    rule: null,
    explanation: {
      method: 'leverage-shap',
      target: { classIndex: 2, output: 'probability' },
      unit: 'word',
      spans,
      values: spans.map((_, index) => (points[index] ?? 0) / 100),
      standardErrors: spans.map(() => 0.004),
      baseValue: 0.3,
      outputValue: 0.69,
      delta: 0,
      evaluations: 1480,
      seconds: 0.31,
      settings: { seed: 0, removal: 'mask' },
      diagnostics: {},
      notes: [],
    },
    methodTitle: 'Leverage SHAP',
    model: { name: 'sentiment', version: '0123456789abcdef0123' },
    date: '2026-11-26T07:38:00.000Z',
  };
}

/** Texts that break a page if it takes text for markup. */
export const hostileTexts: readonly string[] = [
  '<script>alert("1")</script> good',
  `"quotes" and 'quotes' & <b onmouseover="x">`,
  ']]> --> </style></title></svg></text>',
  'pay \u202Elap\u202C now\u200B\u0000\u0007 \uD800 end',
  '👨‍👩‍👧‍👦❤️ family 🏳️‍🌈',
  'שלום עולם טוב',
  '${danger} {{danger}} url(x) expression(x)',
];
