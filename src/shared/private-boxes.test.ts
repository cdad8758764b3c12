/** Boxes that may hold a reader's text: the browser is asked not to write it down, and not to have it checked elsewhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, type AST } from 'svelte/compiler';
import { expect, it } from 'vitest';

const source = resolve(import.meta.dirname, '..');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.svelte'),
);

/** Inputs that hold no text. */
const textless = new Set(['checkbox', 'radio', 'number', 'file', 'date', 'range', 'color']);

interface Box {
  readonly file: string;
  readonly element: AST.RegularElement;
}

function* elementsOf(node: unknown): Generator<AST.RegularElement> {
  if (Array.isArray(node)) for (const part of node) yield* elementsOf(part);
  else if (typeof node === 'object' && node !== null) {
    if ('type' in node && node.type === 'RegularElement') yield node as AST.RegularElement;
    for (const part of Object.values(node)) yield* elementsOf(part);
  }
}

/** What is written down for an attribute; null where it is absent, or computed. */
function written({ attributes }: AST.RegularElement, name: string): string | null {
  const attribute = attributes.find((one) => one.type === 'Attribute' && one.name === name);
  if (attribute?.type !== 'Attribute' || !Array.isArray(attribute.value)) return null;
  return attribute.value.map((part) => (part.type === 'Text' ? part.data : '')).join('');
}

const boxes = files.flatMap((file) => {
  const { fragment } = parse(readFileSync(join(source, file), 'utf8'), { modern: true });
  return [...elementsOf(fragment)].map((element): Box => ({ file, element }));
});

it('are neither filled nor restored by the browser, nor checked by its services', () => {
  const holdTexts = boxes.filter(({ element }) => {
    if (element.name === 'textarea') return true;
    if (element.name !== 'input') return false;
    const isTyped = element.attributes.some((one) => one.type === 'Attribute' && one.name === 'type');
    // One whose type is computed is a number or a date.
    return !isTyped || !textless.has(written(element, 'type') ?? 'number');
  });
  expect(holdTexts.length).toBeGreaterThanOrEqual(5);
  const open = holdTexts.filter(
    ({ element }) => written(element, 'autocomplete') !== 'off' || written(element, 'spellcheck') !== 'false',
  );
  expect(open.map(({ file, element }) => `${file}: ${element.name}`)).toEqual([]);
  expect(boxes.filter(({ element }) => written(element, 'contenteditable') !== null)).toEqual([]);
});
