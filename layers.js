/**
 * The packages that core may import, tests apart. Each of them is pure TypeScript or JavaScript that runs in page, worker
 * and Node alike.
 */
export const corePackages = [
  '@bufbuild/protobuf',
  '@noble/hashes',
  '@streamparser/json',
  'eld',
  'fflate',
  'hucre',
  'hyparquet',
  'hyparquet-compressors',
  'papaparse',
  'valibot',
];

/**
 * The layers: which folder may import from which, by the paths that imports resolve to. A folder may always import from
 * itself, and tests may import from anywhere. For a file the innermost folder that is listed here decides. Permission for
 * a folder covers the folders within it, but not those of `apart`.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const layers = {
  'core/math': [],
  'core/model': ['core/math'],
  'core/text': ['core/math', 'core/model'],
  'core/rows': [],
  'core/onnx': [],
  'core/models': ['core/model', 'core/onnx'],
  'core/checkpoint': ['core/math', 'core/models'],
  'core/graphs': [
    'core/checkpoint',
    'core/math',
    'core/metrics',
    'core/model',
    'core/models',
    'core/onnx',
    'core/training',
  ],
  'core/metrics': ['core/math'],
  'core/training': ['core/checkpoint', 'core/math', 'core/metrics', 'core/text'],
  'core/teaching': ['core/math', 'core/metrics', 'core/text', 'core/training'],
  'core/prediction': ['core/math', 'core/metrics', 'core/model', 'core/text'],
  'core/attribution': ['core/math', 'core/model', 'core/text'],
  'core/assessment': ['core/attribution', 'core/math', 'core/model', 'core/text'],
  'core/table': ['core/math', 'core/metrics', 'core/prediction', 'core/rows', 'core/text'],
  'core/insight': ['core/math', 'core/metrics', 'core/table', 'core/text'],
  'core/analysis': [
    'core/assessment',
    'core/attribution',
    'core/math',
    'core/model',
    'core/prediction',
    'core/text',
  ],
  'core/report': [
    'core/assessment',
    'core/attribution',
    'core/insight',
    'core/metrics',
    'core/prediction',
    'core/text',
  ],
  runtime: ['core'],
  'runtime/node': ['core', 'runtime'],
  packages: ['core', 'runtime'],
  workers: ['core', 'runtime'],
  src: ['core', 'workers'],
  cli: ['core', 'runtime/node'],
  finetune: ['cli', 'core', 'runtime', 'runtime/node'],
  explain: ['cli', 'core', 'finetune', 'runtime/node'],
  scripts: ['cli', 'core', 'workers'],
  bench: ['cli', 'core', 'finetune', 'runtime/node', 'scripts', 'workers'],
};

/** Folders that run in Node alone: who may import from the folder around them may not import from them, unless it is said. */
export const apart = ['runtime/node'];
