import type { Graph } from './graph';
import { gradientRules } from './gradient-rules';
import { GraphError, describeType, type GraphNode, type Value } from './types';

/**
 * Reverse-mode differentiation: adds to the graph the gradient of a scalar with respect to values of it.
 *
 * It works only on the nodes between `wrt` and `of`, so that nothing is computed for other weights.
 * @param of a value of one element (shape [] or all ones)
 * @param wrt inputs, weights or intermediate values, in the order the gradients are returned
 * @returns one value a `wrt`, of the same type
 * @throws GraphError when `of` is no scalar, does not depend on a `wrt`, or an operator between has no gradient rule
 */
export function differentiate(graph: Graph, of: Value, wrt: readonly Value[]): Value[] {
  if (of.shape.some((size) => size !== 1)) {
    throw new GraphError(`only a scalar can be differentiated, got ${describeType(of)}`);
  }
  const path = nodesBetween(graph, of, wrt);
  const seed = graph.constant(
    [1],
    of.shape.map(() => 1),
    of.dataType,
  );
  const gradients = new Map<Value, Value>([[of, seed]]);
  const active = new Set<Value>(wrt);
  for (const node of path) for (const output of node.outputs) active.add(output);

  for (const node of path.reverse()) {
    const [first, ...others] = node.outputs;
    const extra = others.find((output) => gradients.has(output));
    if (extra) throw new GraphError(`${node.operator}: output ${extra.name} cannot be differentiated`);
    const gradient = first && gradients.get(first);
    if (!gradient) continue;
    const rule = gradientRules[node.operator];
    if (!rule) throw new GraphError(`${node.operator} has no gradient rule (node ${node.name})`);
    const wanted = node.inputs.map((input) => active.has(input));
    const parts = rule(graph, node, gradient, wanted);
    node.inputs.forEach((input, index) => {
      const part = parts[index];
      if (!wanted[index] || !part) return;
      const sum = gradients.get(input);
      gradients.set(input, sum ? graph.add(sum, part) : part);
    });
  }
  return wrt.map((value) => {
    const gradient = gradients.get(value);
    if (!gradient) throw new GraphError(`${of.name} does not depend on ${value.name}`);
    return gradient;
  });
}

/** The nodes that depend on a `wrt` and on which `of` depends, in the order of the graph. */
function nodesBetween(graph: Graph, of: Value, wrt: readonly Value[]): GraphNode[] {
  const downstream = new Set<Value>(wrt);
  const forward = graph.nodes.filter((node) => {
    if (!node.inputs.some((input) => downstream.has(input))) return false;
    for (const output of node.outputs) downstream.add(output);
    return true;
  });
  const upstream = new Set<Value>([of]);
  const between = forward.reverse().filter((node) => {
    if (!node.outputs.some((output) => upstream.has(output))) return false;
    for (const input of node.inputs) upstream.add(input);
    return true;
  });
  return between.reverse();
}
