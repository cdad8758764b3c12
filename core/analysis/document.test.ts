import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentSchema } from '../../scripts/document-schema';
import { schemaFile } from '../../scripts/schema-file';
import { polynomialModel, special, tokenizeWords } from '../../test/synthetic';
import { requireDocument } from '../../test/valid-document';
import { needsGradients } from '../attribution/explain';
import type { Explanation, FlipExplanation } from '../attribution/explanation';
import { methodNames } from '../attribution/methods/all';
import { methodRequests } from '../attribution/requests';
import type { Classifier } from '../model/classifier';
import { Analysis } from './analysis';
import {
  allClassesDocument,
  documentOf,
  documentVersion,
  unexplainedRow,
  type Explained,
  type ExplanationDocument,
} from './document';

const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as object;

/** Logits of so many classes, each the sum over its own words of a wave of their ids. */
function waveModel(classes: number, activation: 'softmax' | 'sigmoid'): Classifier {
  return {
    classes: Array.from({ length: classes }, (_, k) => `class ${k}`),
    activation,
    maxTokens: 256,
    windowTokens: 256,
    logits: (rows) =>
      Promise.resolve(
        rows.map(({ ids }) =>
          Float32Array.from({ length: classes }, (_, k) =>
            Array.from(ids).reduce((sum, id) => sum + Math.sin(id * (k + 1)), 0.1 * k),
          ),
        ),
      ),
  };
}

async function explainedBy(model: Classifier, text: string, names = methodNames): Promise<Explained[]> {
  const analysis = new Analysis(model, { special, tokenize: tokenizeWords }, ['a b', 'c']);
  const methods = methodRequests(names, { budget: 'quick' });
  const all: Explained[] = [];
  for (const classIndex of model.classes.keys()) {
    const asked = {
      text,
      longText: 'windows',
      unit: 'word',
      output: 'probability',
      topK: 5,
      methods,
      classIndex,
    } as const;
    const comparison = await analysis.explain(asked);
    const { explanations } = comparison;
    const assessment = classIndex === 0 ? await analysis.assess({ ...asked, explanations }) : null;
    all.push({
      text,
      comparison,
      assessment,
      classes: model.classes,
      model: { name: 'tiny', version: null },
    });
  }
  return all;
}

function without(explanation: Explanation, name: 'pairs' | 'mainEffects' | 'sentences'): Explanation {
  return Object.fromEntries(
    Object.entries(explanation).filter(([key]) => key !== name),
  ) as unknown as Explanation;
}

/** What JSON makes of a document. */
const plain = (document: object): unknown => JSON.parse(JSON.stringify(document));

const byRemoval = methodNames.filter((name) => !needsGradients(name));
const long = Array.from({ length: 60 }, (_, i) => `w${i}`).join(' ');

describe('docs/explanation.schema.json', () => {
  it('is what the types make', () =>
    expect(documentSchema(), 'The schema is not that of the types. Run: npm run schema').toEqual(schema));

  it.each([
    ['by every method', polynomialModel(), 'the phone is good but the battery is short', methodNames],
    ['of one word', polynomialModel(), 'good', methodNames],
    ['of five classes', waveModel(5, 'softmax'), 'good phone bad battery', byRemoval],
    ['of a multi-label model', waveModel(2, 'sigmoid'), 'good phone bad battery', byRemoval],
    ['of 60 words', waveModel(2, 'softmax'), long, ['shapley-interpolation', 'flips'] as const],
  ])('describes documents %s, of a class and of all', async (_, model, text, names) => {
    const all = await explainedBy(model, text, [...names]);
    for (const document of [...all.map(documentOf), documentOf(all)]) requireDocument(document);
    const { classes } = allClassesDocument(all);
    expect(classes.map((one) => one.class)).toEqual(model.classes);
    for (const { explanations } of classes) {
      expect(explanations.map(({ method }) => method).sort()).toEqual([...names].sort());
    }
  });

  it.each([
    { language: 'es', unknownWords: 0.25 },
    { language: null, unknownWords: 1 },
  ])('has a note on the language, of a class and of all: %j', async (languageNote) => {
    const all = await explainedBy(polynomialModel(), 'good phone', ['saliency']);
    const noted = all.map((one) => ({ ...one, languageNote }));
    for (const document of [documentOf(noted[0]!), documentOf(noted)]) {
      expect(document.languageNote).toEqual(languageNote);
      requireDocument(document);
    }
    expect(documentOf({ ...all[0]!, languageNote: null })).not.toHaveProperty('languageNote');
  });

  it('describes the line of a row in which there is nothing to explain', () => {
    const row = unexplainedRow({ line: 3, fault: 'the row has no text' });
    requireDocument(row);
    for (const change of [{ version: undefined }, { line: 0 }, { line: 1.5 }, { text: '' }]) {
      expect(() => requireDocument({ ...row, ...change })).toThrow('npm run schema');
    }
  });

  it('has a name with the version of the form, and no empty definitions', () => {
    expect(schema).toHaveProperty('$id', `urn:albert-lens:explanation:${documentVersion}`);
    expect(schema).not.toHaveProperty('definitions');
  });

  it.each([-1, 1.5, -1.5])('takes no %d for an index or a count', async (wrong) => {
    const [first] = await explainedBy(polynomialModel(), 'good phone', ['flips', 'interactions']);
    const document = documentOf(first!);
    if (!('explanations' in document)) throw new Error('This is no document of a class.');
    const [pairs, flips] = document.explanations as [Explanation, FlipExplanation];
    const wrongly = (explanation: object) => ({ ...document, explanations: [explanation] });
    for (const change of [
      wrongly({ ...flips, turning: { exact: true, sets: [[wrong]] } }),
      wrongly({ ...flips, label: { classIndex: wrong, holds: true } }),
      wrongly({ ...pairs, evaluations: wrong }),
      wrongly({ ...pairs, pairs: [{ ...pairs.pairs![0], first: wrong }] }),
      wrongly({ ...pairs, spans: [{ start: 0, end: wrong }] }),
      wrongly({ ...pairs, target: { ...pairs.target, classIndex: wrong } }),
      { ...document, agreement: { ...document.agreement, top: [[wrong]] } },
      { ...document, consensus: { methods: 1, compared: [wrong], disputed: [], agree: true } },
    ]) {
      expect(() => requireDocument(change)).toThrow('npm run schema');
    }
  });

  it('ties pairs to the method that gives them, and sentences to long texts', async () => {
    const [short] = await explainedBy(polynomialModel(), 'good phone', ['interactions', 'lime', 'flips']);
    const [longer] = await explainedBy(waveModel(2, 'softmax'), long, ['interactions']);
    const document = documentOf(short!) as ExplanationDocument;
    const { explanations } = short!.comparison;
    const pairs = explanations.find(({ method }) => method === 'interactions')!;
    const plainValues = explanations.find(({ method }) => method === 'lime')!;
    const [flips] = short!.comparison.flips!;
    const [grouped] = longer!.comparison.explanations;
    const wrongly = (explanation: object) => () =>
      requireDocument({ ...document, explanations: [explanation] });
    for (const right of [pairs, plainValues, flips!, grouped!]) wrongly(right)();
    for (const wrong of [
      without(pairs, 'pairs'),
      without(pairs, 'mainEffects'),
      { ...pairs, sentences: grouped!.sentences! },
      without(grouped!, 'pairs'),
      without(grouped!, 'sentences'),
      { ...plainValues, pairs: pairs.pairs! },
      { ...plainValues, mainEffects: pairs.mainEffects! },
      { ...plainValues, sentences: grouped!.sentences! },
      { ...plainValues, method: 'interactions' as const },
      { ...pairs, method: 'lime' as const },
    ]) {
      expect(wrongly(wrong)).toThrow('npm run schema');
      // Nor is it written.
      const comparison = { ...short!.comparison, explanations: [wrong] };
      expect(() => documentOf({ ...short!, comparison })).toThrow(TypeError);
    }
    expect(wrongly({ ...flips, pairs: pairs.pairs })).toThrow('npm run schema');
  });

  it('refuses what is no such document', async () => {
    const [first] = await explainedBy(polynomialModel(), 'good phone', ['flips', 'saliency']);
    const document = plain(documentOf(first!)) as Record<string, unknown>;
    requireDocument(document);
    for (const change of [{ version: 2 }, { more: 1 }, { explanations: [{ method: 'saliency' }] }]) {
      expect(() => requireDocument({ ...document, ...change })).toThrow('npm run schema');
    }
  });
});
