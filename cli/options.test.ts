import { describe, expect, it } from 'vitest';
import {
  choice,
  number,
  numbers,
  parseOptions,
  required,
  text,
  texts,
  toggle,
  usageText,
  UsageError,
} from './options';

const command = {
  name: 'npm run sample --',
  summary: 'Does something.',
  options: {
    out: required(text('DIR', 'where to')),
    data: texts('FILE', 'files'),
    'learning-rate': number('X', 'step size', { min: 0 }),
    epochs: number('N', 'passes', { min: 1, max: 10, whole: true }),
    'class-weights': numbers('a,b,c', 'weights', 3, { min: 0 }),
    device: choice(['cpu', 'webgpu'], 'where it runs'),
    json: toggle('print JSON'),
  },
};
const parse = (line: string) => parseOptions(command, line.split(' '));

describe('parseOptions', () => {
  it('reads values of every kind', () => {
    expect(
      parse('--out=o --data a b --json --data c --learning-rate 1e-4 --class-weights 1,2,0.5 --epochs 3'),
    ).toEqual({
      out: 'o',
      data: ['a', 'b', 'c'],
      'learning-rate': 1e-4,
      epochs: 3,
      'class-weights': [1, 2, 0.5],
      device: 'cpu',
      json: true,
    });
  });

  it('leaves what is absent undefined, empty, false or at the first choice', () => {
    expect(parse('--out o')).toEqual({
      out: 'o',
      data: [],
      'learning-rate': undefined,
      epochs: undefined,
      'class-weights': undefined,
      device: 'cpu',
      json: false,
    });
  });

  it.each([
    ['--out o --learn-rate 1', 'Unknown option --learn-rate: did you mean --learning-rate?'],
    ['--out o --colour red', 'Unknown option --colour: --help lists all.'],
    ['--out o --toString', 'Unknown option --toString: --help lists all.'],
    ['--out', '--out needs a value: --out DIR.'],
    ['--out --json', '--out needs a value: --out DIR.'],
    ['--json', '--out is missing.'],
    ['--out o --json=yes', '--json takes no value.'],
    ['--out o --epochs many', '--epochs takes a whole number of at least 1 and at most 10, not "many".'],
    ['--out o --epochs 1.5', '--epochs takes a whole number of at least 1 and at most 10, not "1.5".'],
    ['--out o --learning-rate -1', '--learning-rate takes a number of at least 0, not "-1".'],
    ['--out o --class-weights 1,2', '--class-weights takes 3 numbers with commas between them.'],
    ['--out o --device tpu', '--device is one of cpu, webgpu, not "tpu".'],
    ['--out o stray', '"stray" belongs to no option.'],
    ['stray', '"stray" belongs to no option.'],
  ])('refuses %s', (line, message) => {
    expect(() => parse(line)).toThrow(new UsageError(message));
  });

  it('gives words that belong to no option to the positional one', () => {
    const speaking = { ...command, positional: 'data' } as const;
    expect(parseOptions(speaking, ['a b', '--out', 'o', 'c'])?.data).toEqual(['a b', 'c']);
    expect(usageText(speaking)).toContain('Usage: npm run sample -- [options] [FILE]');
  });

  it('takes what follows "--" for words, and "-" for a value', () => {
    const speaking = { ...command, positional: 'data' } as const;
    expect(parseOptions(speaking, ['--out', '-', '--', '-5 stars', '--json'])).toMatchObject({
      out: '-',
      data: ['-5 stars', '--json'],
      json: false,
    });
    expect(() => parseOptions(speaking, ['--out', 'o', '-5 stars'])).toThrow(
      'Unknown option -5: --help lists all. A data that begins with "-" comes behind "--".',
    );
    expect(parseOptions(speaking, ['--out', 'o', '-'])?.data).toEqual(['-']);
    const several = {
      ...command,
      options: { ...command.options, words: texts('WORD', 'words') },
      positional: 'words',
    } as const;
    expect(parseOptions(several, ['--out', 'o', '--data', 'a', '--', '-b'])).toMatchObject({
      data: ['a'],
      words: ['-b'],
    });
  });

  it('answers --help before it complains', () => {
    expect(parse('--help')).toBeNull();
    expect(parse('-h')).toBeNull();
  });
});

describe('usageText', () => {
  it('names every option with its value and help', () => {
    const usage = usageText(command);
    expect(usage).toContain('Usage: npm run sample -- [options]');
    for (const name of Object.keys(command.options)) expect(usage).toContain(`--${name}`);
    expect(usage).toMatch(/--data FILE\.\.\. +files/);
    expect(usage).toMatch(/--device cpu\|webgpu +where it runs/);
    expect(usage).toMatch(/--help +print this text/);
  });
});
