import { describe, expect, it } from 'vitest';
import { polynomialModel, special, tokenizeWords } from '../test/synthetic';
import type { FlipExplanation } from '../core/attribution/explanation';
import { assess } from '../core/assessment/assess';
import { compare } from '../core/assessment/compare';
import { comparisonTable, withoutRepeatedFlips } from './table';

async function table(text: string, colours: boolean): Promise<string> {
  const subject = {
    tokenized: tokenizeWords(text),
    special,
    target: { classIndex: 0, output: 'logit' } as const,
  };
  const comparison = await compare(polynomialModel(), subject, [
    { method: 'leave-one-out' },
    { method: 'kernel-shap' },
  ]);
  return comparisonTable(text, comparison, {
    classes: ['negative', 'neutral', 'positive'],
    colours,
  });
}

describe('comparisonTable', () => {
  it('shows every word with a value of each method, sums and agreement', async () => {
    const lines = (await table('good phone bad battery', false)).split('\n');
    expect(lines[0]).toMatch(/^logit of negative, by word/);
    const number = String.raw`[+-]\d+\.\d{3}`;
    for (const word of ['good', 'phone', 'bad', 'battery']) {
      expect(lines.some((line) => new RegExp(`^${word} +${number} +${number} ±0\\.000$`).test(line))).toBe(
        true,
      );
    }
    expect(lines.some((line) => /^rows it rests on +6 +16$/.test(line))).toBe(true);
    expect(lines.some((line) => /^leave-one-out \/ kernel-shap +1\.00 /.test(line))).toBe(true);
  });

  it('shows how far the methods can be believed, beside two controls, where that was measured', async () => {
    const text = 'good phone bad battery';
    const subject = {
      tokenized: tokenizeWords(text),
      special,
      target: { classIndex: 0, output: 'logit' } as const,
    };
    const methods = [{ method: 'leave-one-out' }, { method: 'kernel-shap' }] as const;
    const comparison = await compare(polynomialModel(), subject, methods);
    const assessment = await assess(polynomialModel(), subject, methods, comparison, { runs: 2 });
    const options = { classes: ['negative', 'neutral', 'positive'], colours: false };
    const shown = comparisonTable(text, { ...comparison, assessment }, options);
    expect(shown).toContain('between the worst and the best of all orders of these words');
    const share = (value: number | null): string => value!.toFixed(2).replace('.', String.raw`\.`);
    const [first, second] = assessment.methods;
    const { comprehensiveness, sufficiency } = second!.normalisedAopc;
    for (const row of [
      `kernel-shap +${share(comprehensiveness.normalised)} +${share(sufficiency.normalised)} +1\\.00`,
      `leave-one-out +${share(first!.normalisedAopc.comprehensiveness.normalised)} .* -`,
      `control: random orders +${share(assessment.controls.random.normalisedAopc.comprehensiveness.normalised)} .* -`,
    ]) {
      expect(shown).toMatch(new RegExp(`^${row}$`, 'm'));
    }
    expect(comparisonTable(text, comparison, options)).not.toContain('control:');
  });

  it('sets each text apart from the longest name of a method', async () => {
    const text = 'good phone';
    const subject = {
      tokenized: tokenizeWords(text),
      special,
      target: { classIndex: 0, output: 'logit' } as const,
    };
    const methods = [{ method: 'shapley-interpolation' }, { method: 'lime' }] as const;
    const comparison = await compare(polynomialModel(), subject, methods);
    const lines = comparisonTable(text, comparison, { classes: ['a', 'b', 'c'], colours: false }).split('\n');
    expect(lines).toContain('shapley-interpolation  good phone');
    expect(lines).toContain('lime                   good phone');
  });

  it.each([
    ['softmax', 1],
    ['sigmoid', 3],
  ] as const)(
    'says what turns the label once a label, of all classes with %s %d',
    async (activation, times) => {
      const text = 'good phone bad battery';
      const classes = ['negative', 'neutral', 'positive'];
      const model = { ...polynomialModel(), activation };
      const all = await Promise.all(
        classes.map(async (_, classIndex) => {
          const target = { classIndex, output: 'logit' } as const;
          const subject = { tokenized: tokenizeWords(text), special, target };
          const methods = [{ method: 'leave-one-out' }, { method: 'flips' }] as const;
          return { comparison: await compare(model, subject, methods) };
        }),
      );
      const shown = withoutRepeatedFlips(all)
        .map(({ comparison }) => comparisonTable(text, comparison, { classes, colours: false }))
        .join('\n');
      expect(shown.match(/^flips \(/gm)).toHaveLength(times);
      expect(shown.match(/^base value /gm)).toHaveLength(3);
    },
  );

  it('says in words what turns the label, and what keeps it', async () => {
    const text = 'good phone bad battery';
    const subject = {
      tokenized: tokenizeWords(text),
      special,
      target: { classIndex: 0, output: 'logit' } as const,
    };
    const classes = ['negative', 'neutral', 'positive'];
    const comparison = await compare(polynomialModel(), subject, [{ method: 'flips' }]);
    const [{ label, turning }] = comparison.flips as [FlipExplanation];
    const shown = comparisonTable(text, comparison, { classes, colours: false });
    expect(turning.sets.length).toBeGreaterThan(0);
    expect(shown).toMatch(/^flips \(rests on \d+ rows, /m);
    expect(shown).toMatch(new RegExp(`^Without .* it no longer reads ${classes[label.classIndex]}`, 'm'));
    expect(shown).not.toContain('base value');
  });

  it('names the words of other sets as the sentence does, one set from the other', () => {
    const text = 'not good and not fine';
    const spans = tokenizeWords(text).words.map(({ start, end }) => ({ start, end }));
    const exact = {
      exact: true,
      sets: [
        [0, 1],
        [0, 3],
        [1, 4],
      ],
    };
    const explanation = {
      method: 'flips',
      label: { classIndex: 1, holds: null },
      turning: exact,
      sufficient: { exact: true, sets: [] },
      spans,
      evaluations: 32,
      seconds: 0,
      notes: [],
      target: { classIndex: 1, output: 'logit' },
      unit: 'word',
    } as unknown as FlipExplanation;
    const comparison = {
      explanations: [],
      flips: [explanation],
      agreement: { topK: 5, pairs: [], tops: [] },
    };
    const shown = comparisonTable(text, comparison as never, { classes: ['bad', 'fine'], colours: false });
    expect(shown).toContain('Also: the first “not”, the second “not”; “good”, “fine”.');
  });

  it('lists the strongest pairs of words, and of sentences where these group a long text', async () => {
    const shownOf = async (text: string) => {
      const tokenized = tokenizeWords(text);
      const subject = { tokenized, special, target: { classIndex: 0, output: 'logit' } as const };
      const budget = { evaluations: 256 };
      const comparison = await compare({ ...polynomialModel(), windowTokens: 64 }, subject, [
        { method: 'interactions', settings: budget },
      ]);
      const options = { classes: ['negative', 'neutral', 'positive'], colours: false };
      return { shown: comparisonTable(text, comparison, options), pairs: comparison.explanations[0]!.pairs! };
    };
    const few = await shownOf('good phone bad good');
    expect(few.shown).toContain('interactions: what two words add together beyond what each adds alone\n');
    const name = ['the first “good”', '“phone”', '“bad”', 'the second “good”'];
    const largest = few.pairs.reduce((a, b) => (Math.abs(b.value) > Math.abs(a.value) ? b : a));
    const title = few.shown.split('\n').findIndex((line) => line.startsWith('interactions: what two words'));
    const first = few.shown.split('\n')[title + 1]!;
    expect(first).toContain(`${name[largest.first]!} + ${name[largest.second]!} `);
    expect(first).toContain(`${largest.value < 0 ? '' : '+'}${largest.value.toFixed(3)} ±0.000`);

    const long = Array.from({ length: 42 }, (_, i) => `W${i}${i % 14 === 13 ? '.' : ''}`).join(' ');
    const grouped = await shownOf(long);
    expect(grouped.shown).toMatch(/^interactions: what two sentences add together$/m);
    expect(grouped.shown).toMatch(/^"W0 W1 W2 W3 …" \+ "W14 W15 W16 W17 …" +[+-]\d\.\d{3}/m);
    expect(grouped.shown).toMatch(/beyond what each adds alone, the 10 largest of 91$/m);
    const one = await shownOf(long.replaceAll('.', ''));
    expect(one.shown).toMatch(/^interactions: what two parts add together$/m);
    expect((await shownOf('good')).shown).not.toContain('add together');
  });

  it('colours words on terminals alone, and closes every colour', async () => {
    expect(await table('good phone', false)).not.toContain('\u001b');
    const coloured = await table('good phone', true);
    const opened = coloured.split('\u001b[30;48;5;').length - 1;
    expect(opened).toBeGreaterThan(0);
    expect(coloured.split('\u001b[0m').length - 1).toBe(opened);
  });

  it('does not let a text steer the terminal', async () => {
    const shown = await table('good\u001b[2J phone\nnext', false);
    expect(shown).not.toContain('\u001b');
    expect(shown).toContain('good\ufffd[2J phone next');
  });
});
