import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../package.json';
import type { Outcome } from '../test/companion';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Every command of package.json that is a script of ours, and its file: none can be left out. */
const scripts: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(packageJson.scripts).flatMap(([command, line]) => {
    const [, file] = /^tsx (\S+)$/.exec(line) ?? [];
    return file === undefined ? [] : [[command, path(`../${file}`)]];
  }),
);

const exported = path('../test/fixtures/tiny-model');
const trained = path('../test/fixtures/bert');
/** Stands for the folder of this test, which is made when it runs. */
const at = (name: string): string => join('FOLDER', name);

type Row = readonly [what: string, command: string, args: readonly string[], code: number, message: RegExp];

const good = at('good.jsonl');
const toTrain = ['--base', 'random', '--out', at('new')];
const toExport = ['--model', trained, '--out', at('new')];

/** Options that name a file to read, and what else the command needs. */
const inputs: readonly (readonly [command: string, option: string, others: readonly string[]])[] = [
  ['explain', '--data', ['--model', exported]],
  ['classify', '--data', ['--model', exported]],
  ['evaluate', '--data', ['--model', exported]],
  ['calibrate', '--data', ['--model', exported]],
  ['finetune', '--train', [...toTrain, '--validation', good]],
  ['finetune', '--validation', [...toTrain, '--train', good]],
  ['finetune', '--recipe', toTrain],
  ['export', '--calibration', toExport],
  ['export', '--evaluation', toExport],
  ['export', '--attributions', toExport],
  ['bench:coverage', '--data', ['--model', exported]],
  ['bench:estimators', '--data', ['--model', exported]],
  ['bench:faithfulness', '--data', ['--model', exported, '--alone']],
  ['bench:file', '--data', []],
  ['bench:languages', '--data', []],
];

/** What reads a file without rows as it reads any other, and says nothing. */
const filters = ['classify'];

/** Options that name the folder of a model. */
const models: readonly (readonly [command: string, option: string, others: readonly string[]])[] = [
  ['explain', '--model', ['a text']],
  ['classify', '--model', ['a text']],
  ['evaluate', '--model', ['--data', good]],
  ['calibrate', '--model', ['--data', good]],
  ['finetune', '--base', ['--train', good, '--validation', good, '--out', at('new')]],
  ['export', '--model', ['--out', at('new')]],
  ['bench:coverage', '--model', []],
  ['bench:estimators', '--model', []],
  ['bench:peers', '--checkpoint', ['--model', exported, '--python', 'no-such-python']],
  ['bench:settle', '--model', []],
  ['bench:training', '--config', []],
];

/** Options that name a file, or a folder, to write. */
const outputs: readonly (readonly [
  command: string,
  option: string,
  kind: 'file' | 'folder',
  others: readonly string[],
])[] = [
  ['explain', '--out', 'file', ['--model', exported, '--data', good]],
  ['explain', '--summary', 'file', ['--model', exported, '--data', good]],
  ['explain', '--report', 'file', ['--model', exported, '--data', good]],
  ['classify', '--out', 'file', ['--model', exported, '--data', good]],
  ['evaluate', '--predictions', 'file', ['--model', exported, '--data', good]],
  ['finetune', '--out', 'folder', ['--base', 'random', '--train', good, '--validation', good]],
  ['finetune', '--export', 'folder', [...toTrain, '--train', good, '--validation', good]],
  ['export', '--out', 'folder', ['--model', trained]],
];

const isRoot = process.getuid?.() === 0;

const rows: readonly Row[] = [
  ...Object.keys(scripts).flatMap((command): Row[] => [
    [
      'an unknown option',
      command,
      ['--nonsense', 'x'],
      2,
      /^error: Unknown option --nonsense: --help lists all\./,
    ],
  ]),
  ...inputs.flatMap(([command, option, others]): Row[] => [
    [
      `${option} that is missing`,
      command,
      [option, at('none.jsonl'), ...others],
      1,
      /cannot read .*none\.jsonl: there is no such file; check the path/,
    ],
    [
      `${option} that is a folder`,
      command,
      [option, at('folder'), ...others],
      1,
      /cannot read .*folder: it is a folder; name a file/,
    ],
    [
      `${option} that is not what its name says`,
      command,
      [option, at('broken.jsonl'), ...others],
      1,
      /broken\.jsonl.* not valid JSON/,
    ],
    // Root may read everything.
    ...(isRoot
      ? []
      : [
          [
            `${option} that may not be read`,
            command,
            [option, at('secret.jsonl'), ...others],
            1,
            /cannot read .*secret\.jsonl: you are not allowed to; change its permissions/,
          ] as const,
        ]),
  ]),
  ...inputs
    .filter(([, option]) => option !== '--recipe')
    .flatMap(([command, option, others]): Row[] => [
      [
        `${option} of another kind`,
        command,
        [option, at('text.docx'), ...others],
        1,
        /text\.docx: unknown kind of file; data is \.csv/,
      ],
      ...(filters.includes(command)
        ? []
        : [
            [
              `${option} without rows`,
              command,
              [option, at('empty.jsonl'), ...others],
              1,
              /empty\.jsonl holds no rows/,
            ] as const,
          ]),
    ]),
  ...models.flatMap(([command, option, others]): Row[] => [
    [
      `${option} that is missing`,
      command,
      [option, at('none'), ...others],
      1,
      /there is no model folder .*none; give the folder|none\/config\.json: there is no such file/,
    ],
    [
      `${option} that is a file`,
      command,
      [option, good, ...others],
      1,
      /good\.jsonl is no folder; give the folder|cannot read .*good\.jsonl\/config\.json: a part of its path is no folder/,
    ],
    ...(command === 'bench:peers'
      ? []
      : [
          [
            `${option} without a model`,
            command,
            [option, at('folder'), ...others],
            1,
            /folder is no model: it has neither manifest\.json|cannot read .*folder\/config\.json: there is no such file/,
          ] as const,
          [
            `${option} with a config.json that is none`,
            command,
            [option, at('broken'), ...others],
            1,
            /broken\/config\.json: it holds no JSON\. /,
          ] as const,
        ]),
  ]),
  ...outputs.flatMap(([command, option, kind, others]): Row[] => [
    [
      `${option} below a file`,
      command,
      [option, join(good, 'out'), ...others],
      1,
      /cannot write .*good\.jsonl.*: a part of its path is no folder; check the path/,
    ],
    ...(kind === 'file'
      ? [
          [
            `${option} in a folder that is not there`,
            command,
            [option, at('none/out.json'), ...others],
            1,
            /cannot write .*none\/out\.json: its folder does not exist; make the folder first/,
          ] as const,
          [
            `${option} that is a folder`,
            command,
            [option, at('folder'), ...others],
            1,
            /cannot write .*folder: it is a folder; name a file/,
          ] as const,
        ]
      : [
          [
            `${option} that is a file`,
            command,
            [option, good, ...others],
            1,
            /cannot write .*good\.jsonl: a file has that name; choose another/,
          ] as const,
        ]),
  ]),
  [
    'no program',
    'bench:peers',
    ['--checkpoint', trained, '--model', exported, '--python', 'no-such-python'],
    1,
    /there is no program no-such-python: name one with --python/,
  ],
  [
    'no program',
    'bench:training',
    ['--config', exported, '--python', 'no-such-python'],
    1,
    /there is no program no-such-python: name one with --python/,
  ],
  [
    'no program',
    'bench:estimators',
    ['--model', exported, '--python', 'no-such-python'],
    1,
    /there is no program no-such-python: name one with --python/,
  ],
  ...(
    [
      [['-5 stars'], 2, /Unknown option -5: .* A text that begins with "-" comes behind "--"\./],
      [['--out', 'x', 'a text'], 2, /--out goes with texts of a file/],
      [['--one-run', 'a text'], 2, /--one-run goes with --class all/],
      [['--methods', 'shap', 'text'], 2, /there is no "shap"/],
      [['--class', '9', 'text'], 2, /the model has no class "9"/],
      [[' '], 2, /The TEXT is empty: give one with words in it\./],
      [['--data', good, '--out', '/dev/full'], 1, /cannot write \/dev\/full: the disk is full/],
    ] as const
  ).map(([args, code, message]): Row => [
    args.join(' '),
    'explain',
    ['--model', exported, ...args],
    code,
    message,
  ]),
  [
    'an empty text',
    'classify',
    ['--model', exported, ''],
    2,
    /The TEXT is empty: give one with words in it\./,
  ],
  ['a slip of the pen', 'finetune', ['--trian', 'x'], 2, /Unknown option --trian: did you mean --train\?/],
  ['letters for a number', 'finetune', ['--out', 'o', '--epochs', 'x'], 2, /--epochs takes a whole number/],
  ['no data', 'evaluate', [], 2, /--data is missing\./],
  ['no data', 'calibrate', ['--model', exported], 2, /--data is missing\./],
  ['no --out', 'export', ['--model', trained], 2, /--out is missing\./],
  [
    'a name that no manifest takes',
    'export',
    ['--model', trained, '--out', at('new'), '--name', 'a\u202eb'],
    2,
    /--name takes 1 to 100 characters that can be seen/,
  ],
  ['no --train', 'finetune', ['--out', at('new')], 2, /--train or --recipe is missing/],
  ['no checkpoint', 'bench:peers', [], 2, /--checkpoint is missing\./],
  [
    'a recipe with a wrong key',
    'finetune',
    ['--recipe', at('recipe.json'), ...toTrain],
    1,
    /recipe\.json: unknown key "stage"; known are base/,
  ],
];

let folder: string;
let outcomes: readonly Outcome[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'errors-'));
  const write = (name: string, content: string) => writeFile(join(folder, name), content);
  await mkdir(join(folder, 'folder'));
  await mkdir(join(folder, 'broken'));
  await write('broken/config.json', '{');
  await write('good.jsonl', '{"text":"good","label":2}\n{"text":"bad","label":0}\n');
  await write('broken.jsonl', '{');
  await write('empty.jsonl', '');
  await write('text.docx', 'good');
  await write('recipe.json', '{"stage":[]}');
  await write('secret.jsonl', '{"text":"good","label":2}\n');
  await chmod(join(folder, 'secret.jsonl'), 0);
  const commands = rows.map(([, command, args]) => [
    scripts[command]!,
    ...args.map((arg) => arg.replace(/^FOLDER/, folder)),
  ]);
  outcomes = await runAll(commands);
}, 600_000);
afterAll(() => rm(folder, { recursive: true }));

function runAll(commands: readonly (readonly string[])[]): Promise<Outcome[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', path('../test/run-commands.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(commands));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(JSON.parse(output) as Outcome[]));
  });
}

it('every command of ours is among those that are tried', () => {
  expect(Object.keys(scripts)).toEqual(
    expect.arrayContaining(['finetune', 'classify', 'bench:page', 'screenshot']),
  );
  const named = new Set(rows.map(([, command]) => command));
  expect([...named].sort()).toEqual(Object.keys(scripts).sort());
});

describe('a command that cannot do what it is told', () => {
  it.each(rows.map(([what, command, , code, message], row) => ({ what, command, code, message, row })))(
    '$command: $what',
    ({ code, message, row }) => {
      const { stderr, ...outcome } = outcomes[row]!;
      expect({ ...outcome, stderr }).toMatchObject({ code, stdout: '' });
      const [, error = ''] =
        /(?:^|\n)(error: [^\n]*)\n(?:See npm run [\w:-]+ -- --help\.\n)?$/.exec(stderr) ?? [];
      expect(error, stderr).toMatch(message);
      // Neither a stack trace nor a code of the system.
      expect(stderr).not.toMatch(/\n\s+at |\bE[A-Z]{4,}\b/);
    },
  );

  it('leaves nothing behind', async () => {
    expect((await readdir(folder)).sort()).toEqual(
      [
        'broken',
        'broken.jsonl',
        'empty.jsonl',
        'folder',
        'good.jsonl',
        'recipe.json',
        'secret.jsonl',
        'text.docx',
      ].sort(),
    );
  });
});
