import { flushSync, mount, tick, unmount, type Component } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { wordSpans } from '../../core/text/words';
import ColouredPicture from './ColouredPicture.svelte';
import EditTrail from './EditTrail.svelte';
import Flips from './Flips.svelte';
import OfTextBefore from './OfTextBefore.svelte';
import Pairs from './Pairs.svelte';
import TakeAway from './TakeAway.svelte';
import Verdict from './Verdict.svelte';

let mounted: Record<string, unknown> | null = null;

function show<Props extends Record<string, unknown>>(component: Component<Props>, props: Props): HTMLElement {
  const target = document.createElement('div');
  document.body.append(target);
  mounted = mount(component, { target, props });
  flushSync();
  return target;
}

afterEach(async () => {
  if (mounted) await unmount(mounted);
  mounted = null;
  document.body.replaceChildren();
});

/** Screen readers' name of an element, as far as these components give any. */
const nameOf = (element: Element) => element.getAttribute('aria-label') ?? element.textContent.trim();
const press = (element: Element, key: string) =>
  element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

describe('Verdict', () => {
  const props = {
    classes: ['negative', 'neutral', 'positive'],
    probabilities: [0.18, 0.13, 0.69],
    rule: null,
    languageNote: null,
    explained: 2,
    announcement: 'Leans positive.',
    onexplain: vi.fn(),
  };

  it('says how sure it is, and explains the class that is clicked', () => {
    const root = show(Verdict, props);
    expect(root.querySelector('h2')!.textContent.replace(/\s+/g, ' ').trim()).toBe(
      'Leans positive, 69 %, not sure',
    );
    const buttons = [...root.querySelectorAll('button')];
    expect(buttons.map((button) => button.getAttribute('aria-pressed'))).toEqual(['false', 'false', 'true']);
    buttons[0]!.click();
    expect(props.onexplain).toHaveBeenCalledWith(0);
    expect(root.querySelector('[role=status]')!.textContent).toBe('Leans positive.');
  });

  it('has shares that add up, in its words as in the bar', () => {
    const root = show(Verdict, { ...props, probabilities: [0.247, 0.107, 0.646] });
    expect(root.querySelector('h2')!.textContent).toContain('65\u00a0%, not sure');
    expect([...root.querySelectorAll('.bar .share')].map(({ textContent }) => textContent)).toEqual(
      ['25', '10', '65'].map((share) => `${share}\u00a0%`),
    );
  });

  it('says where the model has not learnt the language', () => {
    const root = show(Verdict, { ...props, languageNote: { language: 'es', unknownWords: 0 } });
    expect(root.querySelector('.notice')!.textContent).toBe(
      'This looks like Spanish. The model has not learnt this language: do not trust its answer.',
    );
  });

  it('lists many classes, likeliest first, the explained one among them', () => {
    const classes = Array.from({ length: 20 }, (_, k) => `class ${k}`);
    const probabilities = classes.map((_, k) => (k === 7 ? 0.81 : 0.01));
    const root = show(Verdict, { ...props, classes, probabilities, explained: 19 });
    const names = () => [...root.querySelectorAll('.label')].map((label) => label.textContent);
    expect(names()[0]).toBe('class 7');
    expect(names()).toContain('class 19');
    expect(names()).toHaveLength(7);
    root.querySelector<HTMLButtonElement>('button.button')!.click();
    flushSync();
    expect(names()).toHaveLength(20);
  });

  it('waits without a number', () => {
    const root = show(Verdict, { ...props, probabilities: null });
    expect(root.querySelector('h2')!.textContent).toContain('Reading');
    expect([...root.querySelectorAll('button')].every((button) => button.disabled)).toBe(true);
  });
});

describe('ColouredPicture', () => {
  const text = 'I love it but the battery is short.';
  const spans = wordSpans(text);
  const props = {
    text,
    spans,
    values: spans.map((_, index) => ({ 1: 0.42, 3: -0.22 })[index] ?? 0.001),
    standardErrors: spans.map(() => 0.005),
    diagnostics: {},
    className: 'positive',
    onstrike: vi.fn(),
    onreplace: vi.fn(),
  };
  const words = (root: HTMLElement) => [...root.querySelectorAll<HTMLElement>('[data-stop]')];

  it('is the text, each word with its name, unclear ones without a side', () => {
    const root = show(ColouredPicture, props);
    expect(root.querySelector('.words')!.textContent).toBe(text);
    expect(words(root).map(nameOf).slice(0, 4)).toEqual([
      'I: direction not clear',
      'love: raises by 42 points',
      'it: direction not clear',
      'but: lowers by 22 points',
    ]);
    expect(words(root)[1]!.classList).toContain('raises');
    expect(words(root).map(({ classList }) => classList.contains('attached'))).toEqual(
      spans.map((_, index) => index === spans.length - 1),
    );
    expect(words(root)[0]!.style.getPropertyValue('--light')).toBe('transparent');
  });

  it('is one tab stop, with arrows between the words', async () => {
    const root = show(ColouredPicture, props);
    const stops = () => words(root).filter(({ tabIndex }) => tabIndex === 0);
    expect(stops().map(nameOf)).toEqual(['I: direction not clear']);
    words(root)[0]!.focus();
    press(words(root)[0]!, 'ArrowRight');
    await tick();
    expect(document.activeElement).toBe(words(root)[1]);
    expect(stops()).toEqual([words(root)[1]]);
    press(words(root)[1]!, 'End');
    await tick();
    expect(document.activeElement).toBe(words(root).at(-1));
  });

  it('folds a long text into sentences that open and fold again, and keeps the focus', async () => {
    const long = Array.from({ length: 40 }, (_, i) => `It is good number ${i}.`).join(' ');
    const longSpans = wordSpans(long);
    const root = show(ColouredPicture, {
      ...props,
      text: long,
      spans: longSpans,
      values: longSpans.map(() => 0.01),
      standardErrors: null,
    });
    expect(root.querySelector('.words')!.textContent).toBe(long);
    expect(words(root)).toHaveLength(40);
    expect(words(root)[0]!.dataset['figure']).toBe('+6');
    press(words(root)[1]!, 'Enter');
    await tick();
    flushSync();
    const first = root.querySelector('[data-stop="word-6"]');
    expect(document.activeElement).toBe(first);
    press(first!, 'Escape');
    await tick();
    expect(document.activeElement).toBe(root.querySelector('[data-stop="sentence-1"]'));
  });

  it.each([
    ['marked words', { marked: [1, 8] }, [0, 2]],
    ['pairs', { pairs: [{ first: 3, second: 4, value: 0.2, standardError: 0.01 }] }, [1]],
  ])('opens the sentences whose words are told of, and no others: %s', (_what, told, open) => {
    const bySentence = 'It is. It was. It may. It will.';
    const spans = wordSpans(bySentence);
    const root = show(ColouredPicture, {
      ...props,
      text: bySentence,
      spans,
      values: spans.map(() => 0.1),
      standardErrors: null,
      bySentence: true,
      ...told,
    });
    expect(words(root).flatMap(({ dataset }) => /^sentence-(\d)$/.exec(dataset['stop']!)?.[1] ?? [])).toEqual(
      ['0', '1', '2', '3'].filter((place) => !open.includes(Number(place))),
    );
  });

  it('leaves a sentence folded that its reader folded, while the same words are told of again', async () => {
    const bySentence = 'It is. It was. It may. It will.';
    const spans = wordSpans(bySentence);
    const changing = $state({
      ...props,
      text: bySentence,
      spans,
      values: spans.map(() => 0.1),
      standardErrors: null,
      bySentence: true,
      marked: [1],
    });
    const root = show(ColouredPicture, changing);
    const open = () => root.querySelectorAll('.fold').length;
    expect(open()).toBe(1);
    root.querySelector<HTMLButtonElement>('.fold')!.click();
    await tick();
    expect(open()).toBe(0);
    changing.marked = [1];
    changing.values = spans.map(() => 0.2);
    flushSync();
    expect(open()).toBe(0);
    // Another word of it is another matter.
    changing.marked = [0, 1];
    flushSync();
    expect(open()).toBe(1);
  });
});

describe('EditTrail', () => {
  it('marks changed words, not the space behind them, and loses nothing of either text', () => {
    const root = show(EditTrail, {
      original: { text: 'I love this phone.', verdict: 'Reads positive, 90 %', probability: 0.9 },
      edited: { text: 'I hate this phone.', verdict: 'Reads negative', probability: 0.1 },
      className: 'positive',
      canUndo: true,
      onundo: vi.fn(),
      onreset: vi.fn(),
    });
    expect([...root.querySelectorAll('mark')].map(({ textContent }) => textContent)).toEqual([
      'love',
      'hate',
    ]);
    expect([...root.querySelectorAll('.text')].map(({ textContent }) => textContent.trim())).toEqual([
      'I love this phone.',
      'I hate this phone.',
    ]);
    // A figure and its sign stay on one line.
    expect(root.querySelector('.verdict')!.textContent).toBe('Reads positive, 90\u00a0%');
  });
});

describe('Flips', () => {
  const text = 'not bad';
  const props = {
    text,
    spans: wordSpans(text),
    label: { name: 'positive', holds: true },
    becomes: 'neutral',
    busy: false,
    progress: null,
    waits: false,
    onstop: vi.fn(),
    marked: [],
    onask: vi.fn(),
    onmark: vi.fn(),
  };

  it('says how far it is while it looks, and that it can be stopped', () => {
    const root = show(Flips, { ...props, flips: null, busy: true, progress: { done: 3, total: 12 } });
    expect(root.querySelector('[role=status]')!.textContent).toBe('Looking …');
    const { value, max } = root.querySelector('progress')!;
    expect([value, max]).toEqual([3, 12]);
    const button = root.querySelector('button')!;
    expect(button.textContent).toBe('Stop');
    button.click();
    expect(props.onstop).toHaveBeenCalledOnce();
  });

  it('asks first, then marks the set that is clicked', () => {
    const asking = show(Flips, { ...props, flips: null });
    asking.querySelector('button')!.click();
    expect(props.onask).toHaveBeenCalledOnce();
    const flips = { turning: { exact: true, sets: [[0], [1]] }, sufficient: { exact: true, sets: [[]] } };
    const root = show(Flips, { ...props, flips, marked: [1] });
    expect(root.textContent).toMatch(/ it reads neutral, no longer positive; 1 other word turns it, too/);
    const sets = [...root.querySelectorAll<HTMLElement>('.set')];
    expect(sets.map((set) => set.getAttribute('aria-pressed'))).toEqual(['false', 'true']);
    sets[0]!.click();
    expect(props.onmark).toHaveBeenLastCalledWith([0]);
    sets[1]!.click();
    expect(props.onmark).toHaveBeenLastCalledWith([]);
    expect(root.textContent).toContain('No word is needed to keep it');
  });
});

describe('TakeAway', () => {
  it('offers every form, and a link only behind a word on who can read it', () => {
    const ontake = vi.fn();
    const onlink = vi.fn();
    const root = show(TakeAway, { status: '', ontake, onlink });
    const buttons = () => [...root.querySelectorAll('button')];
    expect(buttons().map(nameOf)).toEqual([
      'Picture as SVG',
      'Picture as PNG',
      'Page as HTML',
      'Data as JSON',
      'Data as CSV',
      'Print',
      'Link …',
    ]);
    buttons()[1]!.click();
    expect(ontake).toHaveBeenCalledWith('png');
    buttons().at(-1)!.click();
    flushSync();
    expect(onlink).not.toHaveBeenCalled();
    expect(root.textContent).toContain('Whoever gets the link can read the text');
    buttons().at(-1)!.click();
    expect(onlink).toHaveBeenCalledOnce();
  });
});

describe('Pairs', () => {
  const text = 'The food was very good indeed. The service, alas, was slow.';
  const props = {
    text,
    spans: wordSpans(text),
    className: 'positive',
    pairs: [{ first: 3, second: 4, value: 0.12, standardError: 0.01 }],
    shown: false,
    busy: false,
    waits: false,
    onstop: vi.fn(),
    onask: vi.fn(),
    onshow: vi.fn(),
  };

  it('says what sentences count for together, before the words within the strongest', () => {
    const sentences = [
      {
        sentences: [
          { first: 0, last: 6 },
          { first: 7, last: 14 },
        ] as const,
        value: -0.09,
      },
    ];
    const items = [...show(Pairs, { ...props, sentences }).querySelectorAll('li')];
    expect(items.map((item) => item.textContent.replace(/\s+/g, ' ').trim())).toEqual([
      'Together, the sentences “The food was very good …” and “The service, alas, …” count 9 points less for “positive” than each by itself.',
      'Together, very and good count 12 points more for “positive” than each by itself.',
    ]);
  });

  it('offers it by an example of English, which is not taken for words of the text, and says what it takes', () => {
    const asked = show(Pairs, { ...props, text: 'مرحبا', pairs: null, price: 'about 5 s' });
    expect(asked.querySelector('p')!.textContent).toBe(
      'Two words may say together what neither says alone, as “not” and “bad” do in English. Finding them takes about 5 s.',
    );
  });

  it('says that nothing acts together only where neither words nor sentences do', () => {
    const none = { ...props, pairs: [] };
    expect(show(Pairs, none).textContent).toContain('No two words clearly');
  });
});

describe('OfTextBefore', () => {
  const state = (root: HTMLElement) => root.querySelector('[role=status]')!.textContent.trim();

  it('says in time that what is on show is of the text before, and no longer than it is', async () => {
    vi.useFakeTimers();
    try {
      const props = $state({ isBefore: true, working: true });
      const root = show(OfTextBefore, props);
      // What is soon there needs no word.
      expect(state(root)).toBe('');
      await vi.advanceTimersByTimeAsync(1000);
      flushSync();
      expect(state(root)).toBe('This is of the text before. The new one is being read.');
      props.working = false;
      flushSync();
      expect(state(root)).toBe('This is of the text before. The new one is not read yet.');
      props.isBefore = false;
      flushSync();
      expect(state(root)).toBe('');
    } finally {
      vi.useRealTimers();
    }
  });
});
