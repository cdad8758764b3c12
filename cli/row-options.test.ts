import { describe, expect, it } from 'vitest';
import { parseOptions } from './options';
import { labelledRowOptions, readingOf } from './row-options';

const command = { name: 'read', summary: '', options: labelledRowOptions };
const reading = (...args: string[]) => readingOf(parseOptions(command, args)!);

describe('readingOf', () => {
  it('is what the options say, and nothing where they say nothing', () => {
    const { advice, ...rest } = reading();
    expect(rest).toEqual({ skipBad: false });
    expect(Object.values(advice)).toHaveLength(5);
    expect(
      reading(
        '--text-column',
        'review',
        '--label-column',
        'stars',
        '--delimiter',
        'tab',
        '--encoding',
        'latin1',
        '--skip-bad',
        '--labels',
        '0=negative,1=positive',
      ),
    ).toMatchObject({
      textColumn: 'review',
      labelColumn: 'stars',
      delimiter: '\t',
      encoding: 'latin1',
      skipBad: true,
      labels: [
        ['0', 'negative'],
        ['1', 'positive'],
      ],
    });
  });

  it.each([
    [['--delimiter', ';;'], '--delimiter takes one character, or tab, not ";;".'],
    [['--labels', '0'], '--labels takes LABEL=CLASS with commas between: "0" is not LABEL=CLASS.'],
  ])('refuses %j', (args, message) => {
    expect(() => reading(...args)).toThrow(message);
  });
});
