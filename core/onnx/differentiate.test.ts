import { describe, expect, it } from 'vitest';
import { Random } from '../math/random';
import { differentiate } from './differentiate';
import { Graph } from './graph';
import { gradientRules } from './gradient-rules';
import { evaluate } from './testing/interpreter';
import { sizeOf, type Tensor } from './testing/tensors';
import type { Value } from './types';

interface Case {
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly build: (graph: Graph, inputs: Readonly<Record<string, Value>>) => Value;
  /** The range from which inputs are drawn. The default excludes nothing. */
  readonly range?: readonly [number, number];
}

const one =
  (build: (graph: Graph, x: Value) => Value): Case['build'] =>
  (graph, { x }) =>
    build(graph, x!);

const two =
  (build: (graph: Graph, a: Value, b: Value) => Value): Case['build'] =>
  (graph, { a, b }) =>
    build(graph, a!, b!);

const matrix = { x: [3, 4] };
const positive = [0.5, 2] as const;

/** Each case has the name of the operator whose rule it tests. A rule without a case fails the last test. */
const cases: Readonly<Record<string, readonly Case[]>> = {
  Add: [
    { inputs: { a: [2, 3], b: [2, 3] }, build: two((g, a, b) => g.add(a, b)) },
    { inputs: { a: [2, 3], b: [3] }, build: two((g, a, b) => g.add(a, b)) },
    { inputs: { a: [1, 3], b: [2, 1] }, build: two((g, a, b) => g.add(a, b)) },
  ],
  Sub: [{ inputs: { a: [3], b: [4, 2, 1] }, build: two((g, a, b) => g.sub(a, b)) }],
  Mul: [
    { inputs: { a: [2, 3], b: [] }, build: two((g, a, b) => g.mul(a, b)) },
    { inputs: { a: [2, 1, 3], b: [4, 1] }, build: two((g, a, b) => g.mul(a, b)) },
    { inputs: { x: [5] }, build: one((g, x) => g.mul(x, x)) },
  ],
  Div: [{ inputs: { a: [2, 3], b: [2, 1] }, range: positive, build: two((g, a, b) => g.div(a, b)) }],
  MatMul: [
    { inputs: { a: [2, 3], b: [3, 4] }, build: two((g, a, b) => g.matMul(a, b)) },
    { inputs: { a: [2, 5, 3], b: [3, 4] }, build: two((g, a, b) => g.matMul(a, b)) },
    { inputs: { a: [2, 2, 3, 2], b: [2, 1, 2, 3] }, build: two((g, a, b) => g.matMul(a, b)) },
    { inputs: { a: [3, 2], b: [4, 2, 3] }, build: two((g, a, b) => g.matMul(a, b)) },
  ],
  Neg: [{ inputs: matrix, build: one((g, x) => g.neg(x)) }],
  Exp: [{ inputs: matrix, build: one((g, x) => g.exp(x)) }],
  Log: [{ inputs: matrix, range: positive, build: one((g, x) => g.log(x)) }],
  Tanh: [{ inputs: matrix, build: one((g, x) => g.tanh(x)) }],
  Sigmoid: [{ inputs: matrix, build: one((g, x) => g.sigmoid(x)) }],
  Erf: [{ inputs: matrix, build: one((g, x) => g.erf(x)) }],
  Relu: [
    { inputs: matrix, range: positive, build: one((g, x) => g.relu(x)) },
    { inputs: matrix, range: [-2, -0.5], build: one((g, x) => g.relu(x)) },
  ],
  Abs: [
    { inputs: matrix, range: positive, build: one((g, x) => g.abs(x)) },
    { inputs: matrix, range: [-2, -0.5], build: one((g, x) => g.abs(x)) },
  ],
  Gelu: [
    { inputs: matrix, build: one((g, x) => g.gelu(x, 'tanh')) },
    { inputs: matrix, build: one((g, x) => g.gelu(x, 'none')) },
  ],
  Softmax: [
    { inputs: matrix, build: one((g, x) => g.softmax(x)) },
    { inputs: { x: [2, 3, 2] }, build: one((g, x) => g.softmax(x, 1)) },
  ],
  LayerNormalization: [
    {
      inputs: { x: [2, 3, 5], scale: [5], bias: [5] },
      build: (g, { x, scale, bias }) => g.layerNormalization(x!, scale!, bias!, 1e-5),
    },
  ],
  ReduceSum: [
    { inputs: { x: [2, 3, 4] }, build: one((g, x) => g.reduceSum(x, [0, 2], false)) },
    { inputs: { x: [2, 3, 4] }, build: one((g, x) => g.reduceSum(x, [-2], true)) },
  ],
  ReduceMean: [
    { inputs: { x: [2, 3, 4] }, build: one((g, x) => g.reduceMean(x, [1], false)) },
    { inputs: { x: [2, 3, 4] }, build: one((g, x) => g.reduceMean(x, [-1, 0], true)) },
  ],
  ReduceMax: [{ inputs: { x: [3, 4] }, build: one((g, x) => g.reduceMax(x, [1], false)) }],
  Transpose: [{ inputs: { x: [2, 3, 4] }, build: one((g, x) => g.transpose(x, [2, 0, 1])) }],
  Reshape: [{ inputs: { x: [2, 3, 4] }, build: one((g, x) => g.reshape(x, [0, -1])) }],
  Unsqueeze: [{ inputs: { x: [2, 3] }, build: one((g, x) => g.unsqueeze(x, g.constant([0, 3], [2]))) }],
  Gather: [
    { inputs: { x: [4, 3] }, build: one((g, x) => g.gather(x, g.constant([2, 0, 2, 1], [2, 2]))) },
    { inputs: { x: [4, 3] }, build: one((g, x) => g.gather(x, g.constant([1], []))) },
  ],
  Slice: [{ inputs: { x: [2, 4, 3] }, build: one((g, x) => g.first(x, 2, 1)) }],
};

function draw(random: Random, shape: readonly number[], [low, high]: readonly [number, number]): Tensor {
  return { shape, data: new Float64Array(sizeOf(shape)).map(() => low + (high - low) * random.uniform()) };
}

/** Builds weights . f(inputs), a scalar whose gradient depends on every entry of the Jacobian. */
function check({ inputs, build, range = [-1.5, 1.5] }: Case): void {
  const random = new Random(7);
  const graph = new Graph('float64');
  const values = Object.fromEntries(
    Object.entries(inputs).map(([name, shape]) => [name, graph.input(name, { dataType: 'float64', shape })]),
  );
  const result = build(graph, values);
  const weights = draw(random, result.shape as readonly number[], [-1, 1]);
  const weighted = graph.mul(result, graph.constant(weights.data, weights.shape, 'float64'));
  const scalar = graph.reduceSum(graph.reshape(weighted, [-1]), [0], false);
  graph.output('scalar', scalar);
  const names = Object.keys(inputs);
  differentiate(
    graph,
    scalar,
    names.map((name) => values[name]!),
  ).forEach((gradient, index) => {
    expect(gradient.shape).toEqual(inputs[names[index]!]);
    graph.output(`gradient of ${names[index]}`, gradient);
  });

  const point = Object.fromEntries(names.map((name) => [name, draw(random, inputs[name]!, range)]));
  const outputs = evaluate(graph, point);
  const step = 1e-5;
  for (const name of names) {
    const gradient = outputs.get(`gradient of ${name}`)!;
    point[name]!.data.forEach((value, at) => {
      const moved = (by: number) => {
        const data = point[name]!.data.slice();
        data[at] = value + by;
        return evaluate(graph, { ...point, [name]: { ...point[name]!, data } }).get('scalar')!.data[0]!;
      };
      expect(gradient.data[at]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 7);
    });
  }
}

describe('gradient rules against central differences in float64', () => {
  for (const [operator, variants] of Object.entries(cases)) {
    it.each(
      variants.map(
        (variant, index) =>
          [
            Object.values(variant.inputs)
              .map((shape) => `[${shape.join()}]`)
              .join(' '),
            index,
          ] as const,
      ),
    )(`${operator} of %s`, (_, index) => check(variants[index]!));
  }

  it('has a case for every rule', () => {
    const ruled = Object.entries(gradientRules).flatMap(([operator, rule]) => (rule ? [operator] : []));
    expect(Object.keys(cases).sort()).toEqual(ruled.sort());
  });
});

describe('differentiate', () => {
  it('names an operator without a rule', () => {
    const graph = new Graph();
    const x = graph.input('x', { dataType: 'float32', shape: [2] });
    const scalar = graph.reduceMin(x, [0], false);
    expect(() => differentiate(graph, scalar, [x])).toThrow('ReduceMin has no gradient rule');
  });

  it('refuses what is no scalar', () => {
    const graph = new Graph();
    const x = graph.input('x', { dataType: 'float32', shape: ['batch', 2] });
    expect(() => differentiate(graph, x, [x])).toThrow(
      'only a scalar can be differentiated, got float32 [batch, 2]',
    );
  });

  it('says so when nothing depends on an input', () => {
    const graph = new Graph();
    const x = graph.input('x', { dataType: 'float32', shape: [2] });
    const y = graph.input('y', { dataType: 'float32', shape: [2] });
    const scalar = graph.reduceSum(x, [0], false);
    expect(() => differentiate(graph, scalar, [y])).toThrow('does not depend on y');
  });

  it('adds up the gradients of every use of a value', () => {
    check({ inputs: { x: [3] }, build: one((g, x) => g.add(g.mul(x, g.tanh(x)), g.exp(x))) });
  });
});
