import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resolve, type Field } from '../settings/fields';
import { defaultSettings } from '../method-settings';
import { methodGroups } from '../method';
import { sharedFields } from '../requests';
import { commonFields } from '../settings/shared';
import { canEnumerate } from '../games/enumeration';
import { methodNames, methods, type MethodName } from './all';

const fileOf = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const page = fileOf('docs/methods.md');

/** Rows of the table whose first line begins with a header and has a column, cells without the spaces that align them; the rule is left out. */
function tableAfter(header: string, column: string): string[][] {
  const lines = page.split('\n');
  const first = lines.findIndex((line) => cells(line)?.[0] === header && line.includes(column));
  const rest = lines.slice(first);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest
    .slice(0, end)
    .map((line) => cells(line)!)
    .filter(([cell]) => !/^-+$/.test(cell!));
}

function cells(line: string): string[] | null {
  return line.startsWith('|')
    ? line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
    : null;
}

function rowsOf<M extends MethodName>(name: M, features: number): string {
  const method = methods[name];
  const settings = resolve(method.fields, defaultSettings[name], { features, output: 'probability' });
  const rows = method.rows(settings, features, 1);
  return `${rows} ${method.asks === 'gradients' ? 'G' : 'F'}`;
}

function rangeOf(field: Field): string {
  if (field.kind === 'choice') return Object.keys(field.choices).join(', ');
  const upTo = field.most < Number.MAX_SAFE_INTEGER ? ` to ${field.most}` : '';
  return `${field.whole ? 'whole' : 'number'}, from ${field.least}${upTo}`;
}

function defaultOf(field: Field): string {
  return field.kind === 'automatic' ? field.automatic.text : String(field.default);
}

interface Settled {
  readonly processors: readonly {
    readonly seconds: { readonly median: number; readonly least: number; readonly most: number };
  }[];
}

describe('docs/methods.md', () => {
  it('has the seconds of settle that were measured', () => {
    const { processors } = JSON.parse(fileOf('bench/results/settle.json')) as Settled;
    const [fast, slow] = processors.map(({ seconds: { median, least, most } }) => ({
      median: `${median.toFixed(2)} s`,
      range: `${least.toFixed(2)} to ${most.toFixed(2)}`,
    }));
    expect(page).toContain(
      `${fast!.median} (median of 15 turns; ${fast!.range}) and ${slow!.median} (${slow!.range})`,
    );
  });

  it('says up to how many words the budget exact enumerates', () => {
    const { evaluations } = resolve(
      methods['shapley-interpolation'].fields,
      { ...defaultSettings['shapley-interpolation'], budget: 'exact' as const },
      { features: 13, output: 'probability' },
    );
    expect(evaluations).toBe(8194);
    expect([13, 14].map((words) => canEnumerate(words, evaluations))).toEqual([true, false]);
    expect(page).toContain(
      '`exact` is 8,194\nevaluations (LIME: 20,000 masks): exact by enumeration up to 13 words',
    );
  });

  it('has the table of methods that the definitions make', () => {
    expect(tableAfter('method', 'base value')).toEqual([
      ['method', 'by name', 'group', 'adds up', 'to', 'base value', '13 words', '100 words'],
      ...methodNames.map((name) => {
        const { title, group, addsUp, sum, base } = methods[name];
        return [
          title,
          `\`${name}\``,
          methodGroups[group],
          addsUp,
          sum,
          base,
          rowsOf(name, 13),
          rowsOf(name, 100),
        ];
      }),
    ]);
  });

  it('has the table of settings that the definitions make', () => {
    const common = Object.entries<Field>(commonFields).map(([key, field]) => ({ key, field, of: 'all' }));
    const own = sharedFields.flatMap(({ key, uses }) => {
      const byDefault = new Map<string, MethodName[]>();
      for (const { method, field } of uses) {
        byDefault.set(defaultOf(field), [...(byDefault.get(defaultOf(field)) ?? []), method]);
      }
      return [...byDefault.values()].map((names) => ({
        key,
        field: uses.find(({ method }) => method === names[0])!.field,
        of: names.join(', '),
      }));
    });
    expect(tableAfter('setting', 'default')).toEqual([
      ['setting', 'methods', 'default', 'values', 'what it does'],
      ...[...common, ...own].map(({ key, field, of }) => [
        `\`${key}\``,
        of,
        defaultOf(field),
        rangeOf(field),
        field.help,
      ]),
    ]);
  });

  it.each(methodNames)('has a paragraph about %s that names its source and its settings', (name) => {
    const start = page.search(new RegExp(`^## .* · \`${name}\`$`, 'm'));
    expect(start).toBeGreaterThan(0);
    const paragraph = page.slice(start, page.indexOf('\n#', start + 1));
    for (const part of ['**Computes**', '**Costs**']) expect(paragraph).toContain(part);
    const [author] = methods[name].source.paper.split(/,? (?:&|et|\d)|,/);
    expect(paragraph).toContain(author);
  });
});
