/**
 * The packages that core may import, tests apart. Each of them is pure TypeScript or JavaScript that runs in page, worker
 * and Node alike.
 */
export const corePackages = [
  '@bufbuild/protobuf',
  '@noble/hashes',
  '@streamparser/json',
  'fflate',
  'papaparse',
  'valibot',
];

/**
 * The house: which folder may import from which, by the paths that imports resolve to. A folder may always import from
 * itself; tests may import from anywhere. The innermost folder that is listed here decides.
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
  'core/graphs': ['core/checkpoint', 'core/math', 'core/model', 'core/models', 'core/onnx', 'core/training'],
  'core/metrics': ['core/math'],
  'core/training': ['core/checkpoint', 'core/math', 'core/metrics', 'core/text'],
  'core/prediction': ['core/math', 'core/metrics', 'core/model', 'core/text'],
  'core/attribution': ['core/math', 'core/model', 'core/text'],
  'core/assessment': ['core/attribution', 'core/math', 'core/model', 'core/text'],
  'core/table': ['core/metrics', 'core/prediction', 'core/rows'],
  'core/analysis': [
    'core/assessment',
    'core/attribution',
    'core/math',
    'core/model',
    'core/prediction',
    'core/text',
  ],
  'core/report': ['core/assessment', 'core/attribution', 'core/metrics', 'core/prediction', 'core/text'],
  runtime: ['core'],
  packages: ['core', 'runtime'],
  workers: ['core', 'runtime'],
  src: ['core', 'workers'],
  cli: ['core'],
  finetune: ['cli', 'core', 'runtime'],
  explain: ['cli', 'core', 'finetune', 'runtime'],
  bench: ['cli', 'core', 'finetune', 'runtime', 'scripts', 'workers'],
};
