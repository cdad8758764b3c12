import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escaped, htmlDocument, markup } from './html';

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='x",
  ']]><!--',
  '</style></title><script>',
  '&lt;script&gt;',
  'a\u0000b\uD800c\uFFFF',
];

describe('HTML', () => {
  it.each(hostile)('writes %j as text', (text) => {
    const page = markup`<p title="${text}">${text}</p>`.toString();
    const inside = page.slice('<p title="'.length, -'</p>'.length);
    expect(inside.match(/[<>]/g)).toEqual(['>']);
    expect(inside.match(/"/g)).toEqual(['"']);
    expect(page).not.toContain("'");
  });

  it('keeps every character that can be kept', () => {
    const back = (text: string) =>
      text
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&');
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => back(escaped(text)) === text));
    expect(escaped('a\u0000\u0085\uD83D\uFFFE\tb\n')).toBe('a\uFFFD\uFFFD\uFFFD\uFFFD\tb\n');
  });

  it('does not escape twice what it wrote itself, and escapes in lists', () => {
    const items = ['<', 'b'].map((text) => markup`<li>${text}</li>`);
    expect(markup`<ul>${items}${['&', null, false, 3]}</ul>`.toString()).toBe(
      '<ul><li>&lt;</li><li>b</li>&amp;3</ul>',
    );
  });

  it('has no other way in: an object that looks like markup is text or no value at all', () => {
    const faked = { toString: () => '<b>' };
    expect(() => markup`<p>${faked as unknown as string}</p>`.toString()).toThrow();
  });

  it('refuses values where no escaping helps, and scripts', () => {
    const value = 'x';
    expect(() => markup`<p title=${value}></p>`).toThrow('between double quotes');
    expect(() => markup`<p ${value}></p>`).toThrow('between double quotes');
    expect(() => markup`<${value}></p>`).toThrow('between double quotes');
    expect(() => markup`<p title="${value}" class=${value}></p>`).toThrow('between double quotes');
    expect(
      () =>
        markup`<script>
          ${value};
        </script>`,
    ).toThrow('no scripts');
    expect(() => markup`<p onclick="${value}"></p>`).toThrow('no scripts');
    expect(() => markup`<a href="javascript:${value}"></a>`).toThrow('no scripts');
    expect(markup`<p class="a ${value} b" title="${value}">${value}</p>`.toString()).toContain('a x b');
  });
});

describe('an HTML document', () => {
  const document = { language: 'en', title: 'A <title>', style: 'p { color: red }', body: markup`<p>x</p>` };

  it('names its language, escapes its title and forbids what could be loaded', () => {
    const page = htmlDocument(document);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8" \/>/);
    expect(page).toContain('<title>A &lt;title&gt;</title>');
    expect(page).toContain('default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;');
    expect(page).not.toMatch(/<script|src=|href=|url\(|@import/);
  });

  it('has no style that could end its element', () => {
    expect(() => htmlDocument({ ...document, style: '</style><script>' })).toThrow('style sheet');
  });
});
