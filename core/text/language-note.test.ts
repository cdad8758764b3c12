import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTokenizer } from '../../runtime/tokenizer';
import { special, tokenizeWords } from '../../test/synthetic';
import fixture from '../../test/fixtures/languages/sentences.json';
import { languageNote, languageNoteText, otherLanguages } from './language-note';
import type { Tokenizer } from './types';

/** Knows every word: what it says of a text comes from the language alone. */
const knowsAll: Tokenizer = { special, tokenize: tokenizeWords };
/** Knows no word. */
const knowsNone: Tokenizer = {
  special,
  tokenize(text) {
    const tokenized = tokenizeWords(text);
    return { ...tokenized, tokens: tokenized.tokens.map((token) => ({ ...token, id: special.unknown! })) };
  },
};

const english = ['en'];
const others = Object.entries(fixture.sentences).flatMap(([language, texts]) =>
  texts.map((text) => ({ language, text })),
);
/** What the library calls them: it knows Malay, and no Indonesian. */
const calledAs = (language: string) => (language === 'id' ? 'ms' : language);

describe('languageNote', () => {
  it('has sentences of twenty languages and more to look at', () => {
    expect(Object.keys(fixture.sentences).length).toBeGreaterThanOrEqual(20);
    expect(others.length).toBeGreaterThanOrEqual(60);
  });

  it.each(others)('names $language: $text', async ({ language, text }) => {
    expect(await languageNote(text, knowsAll, english)).toEqual({
      language: calledAs(language),
      unknownWords: 0,
    });
  });

  it.each(fixture.english)('says nothing of %s', async (text) => {
    expect(await languageNote(text, knowsAll, english)).toBeNull();
  });

  it('says nothing where the model does not say what it has learnt', async () => {
    expect(await languageNote('Bardzo mi się podoba.', knowsNone, [])).toBeNull();
  });

  it.each([[['en', 'pl']], [['pl-PL']]])('says nothing of Polish to a model of %s', async (languages) => {
    expect(await languageNote('Bardzo mi się podoba.', knowsAll, languages)).toBeNull();
  });

  it('guesses nothing for a model of a language that the library does not know', async () => {
    expect(await languageNote('Bardzo mi się podoba.', knowsAll, ['id'])).toBeNull();
  });

  it.each(['Grayson Allen?', '*Ricky Martin 😍', 'Kim Jong Un', 'Bob Dylan - Maggie’s Farm'])(
    'does not take names for another language: %s',
    async (text) => expect(await languageNote(text, knowsAll, english)).toBeNull(),
  );

  it('does not take mentions, hashtags and addresses for words of the text', async () => {
    const text = 'I love it @MuyBuenasNoches #MeGustaMucho #LaVidaEsBella https://muchas.gracias/por/todo';
    expect(await languageNote(text, knowsAll, english)).toBeNull();
  });

  it.each(['', '12 + 30', '👍👍👍', '@user #love', '!!!'])(
    'says nothing of what has no word: %j',
    async (text) => {
      expect(await languageNote(text, knowsNone, english)).toBeNull();
    },
  );

  it('says it of unknown words where no language shows', async () => {
    expect(await languageNote('xqzt wvbk', knowsNone, english)).toEqual({
      language: null,
      unknownWords: 1,
    });
  });

  it('looks at the beginning of a long text only', async () => {
    const read: number[] = [];
    const tokenizer: Tokenizer = {
      special,
      tokenize(text) {
        read.push(text.length);
        return tokenizeWords(text);
      },
    };
    const text = 'Nie wiem, dlaczego wszyscy chwalą ten film. '.repeat(5000);
    expect(await languageNote(text, tokenizer, english)).toMatchObject({ language: 'pl' });
    expect(read).toEqual([4000]);
  });

  describe('with the vocabulary of the shipped model', () => {
    let tokenizer: Tokenizer;
    beforeAll(() => {
      const read = (file: string): unknown => JSON.parse(readFileSync(`models/sentiment/${file}`, 'utf8'));
      tokenizer = createTokenizer(read('tokenizer.json'), read('tokenizer_config.json'));
    });

    it('knows too few words of scripts that it has not learnt', async () => {
      for (const { language, text } of others.filter(({ language }) =>
        ['el', 'ar', 'hi', 'ko'].includes(language),
      )) {
        const note = await languageNote(text, tokenizer, english);
        expect(note, text).toMatchObject({ language: calledAs(language) });
        expect(note!.unknownWords, text).toBeGreaterThanOrEqual(0.5);
      }
    });

    it('knows the words of English texts', async () => {
      for (const text of fixture.english)
        expect(await languageNote(text, tokenizer, english), text).toBeNull();
    });
  });
});

describe('otherLanguages', () => {
  it('says of each text what its note says, and does not look at the words of a text in the model’s language', async () => {
    let looks = 0;
    const tokenizer: Tokenizer = {
      special,
      tokenize: (text) => {
        looks++;
        return knowsAll.tokenize(text);
      },
    };
    const texts = [...fixture.english, 'Bardzo mi się podoba.', 'La comida estaba muy rica.'];
    const found = await otherLanguages(texts, tokenizer, english);
    expect(found).toEqual([...fixture.english.map(() => null), 'pl', 'es']);
    expect(looks).toBeLessThan(texts.length / 2);
  });

  it('has a code of its own for words that are in no language', async () => {
    expect(await otherLanguages(['xqzt wvbk', '12 + 30'], knowsNone, english)).toEqual(['und', null]);
  });

  it('says nothing where the model does not say what it has learnt', async () => {
    expect(await otherLanguages(['Bardzo mi się podoba.'], knowsNone, [])).toEqual([null]);
  });
});

describe('languageNoteText', () => {
  it.each([
    [
      { language: 'es', unknownWords: 0 },
      'This looks like Spanish. The model has not learnt this language: do not trust its answer.',
    ],
    [
      { language: null, unknownWords: 0.667 },
      '67 % of the words are unknown to the model. The model has not learnt this language: do not trust its answer.',
    ],
  ])('puts %j into words', (note, sentence) => expect(languageNoteText(note)).toBe(sentence));
});
