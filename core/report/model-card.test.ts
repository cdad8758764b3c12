import { expect, it } from 'vitest';
import { readCard } from './model-card';

it('finds the licence in the lines in front, and leaves them out', () => {
  expect(readCard('---\nlanguage: en\nlicense: apache-2.0\n---\n\n# A model\n')).toEqual({
    text: '# A model',
    licence: 'apache-2.0',
  });
  const terms = '---\nlicense: other\nlicense_name: "Research and teaching"\n---\ntext';
  expect(readCard(terms).licence).toBe('Research and teaching');
  expect(readCard('---\r\nlicense: "mit"\r\n---\r\ntext').licence).toBe('mit');
});

it('takes a card without such lines as it is', () => {
  expect(readCard('# A model\nlicense: none of your business')).toEqual({
    text: '# A model\nlicense: none of your business',
    licence: null,
  });
});
