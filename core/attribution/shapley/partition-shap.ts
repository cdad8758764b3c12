import { Heap } from '../../math/heap';
import type { FeatureNode } from '../../text/hierarchy';
import type { Attribution } from '../attribution';
import { coalitionOf, type Coalition, type Game } from '../games/game';
import type { Run } from '../run';

/** A group of players, and the values of one coalition of the others without it and with it. */
interface Task {
  readonly node: FeatureNode;
  readonly context: Coalition;
  readonly without: number;
  readonly with: number;
  /** Share of the orders of groups in which the group finds this context. */
  readonly weight: number;
  /** Order of arrival, which decides between equals. */
  readonly number: number;
}

/**
 * How many groups are divided before the next ones are chosen. It is part of the method, so that the batch size changes
 * no value.
 */
const divideAtOnce = 16;

/**
 * Owen values over a hierarchy of features (Owen 1977), as shap's PartitionExplainer: every group is divided between
 * its two children by their Shapley values, averaged over both contexts (the other child absent, present), from the
 * whole text down. Groups of several sentences come first, so that few evaluations give the sentences' values exactly: two
 * that cancel each other have nothing to divide together. Then the group with the most to divide comes first. If the budget ends, the value of an undivided group
 * is shared equally by its features, so that values always sum to v(all) - v(none). There are no random numbers.
 *
 * @param tree binary, over all players of the game
 * @param settings.evaluations at least 4
 */
export async function partitionShap(
  game: Game,
  tree: FeatureNode,
  { evaluations }: { readonly evaluations: number },
  run: Run,
): Promise<Attribution> {
  const { players } = game;
  const through = run.through(game);
  run.expect(evaluations);
  const nobody = coalitionOf(players, []);
  const ends = await through.values([nobody, new Uint8Array(players).fill(1)]);
  const [baseValue, outputValue] = [ends[0]!, ends[1]!];

  const values = new Float64Array(players);
  const open = new Heap<Task>((a, b) => {
    const [manyA, manyB] = [a.node.manySentences, b.node.manySentences];
    if (manyA !== manyB) return manyA;
    const [gainA, gainB] = [Math.abs(gain(a)), Math.abs(gain(b))];
    return gainA > gainB || (gainA === gainB && a.number < b.number);
  });
  let arrivals = 0;
  const arrive = (task: Omit<Task, 'number'>): void => {
    if (task.node.children.length > 0) open.push({ ...task, number: arrivals++ });
    else values[task.node.start]! += gain(task);
  };
  arrive({ node: tree, context: nobody, without: baseValue, with: outputValue, weight: 1 });

  const attribution = (): Attribution => {
    const shares = values.slice();
    const shared = new Set<number>();
    for (const task of open) {
      const { start, end } = task.node;
      for (let player = start; player < end; player++) {
        shares[player]! += gain(task) / (end - start);
        shared.add(player);
      }
    }
    return {
      values: shares,
      standardErrors: null,
      baseValue,
      outputValue,
      diagnostics: { undivided: shared.size },
      notes:
        shared.size > 0
          ? [
              `${shared.size} of ${players} features are left partly in groups, whose value they share equally.`,
            ]
          : [],
    };
  };

  while (open.size > 0 && evaluations - through.evaluations >= 2) {
    run.show(attribution());
    const affordable = Math.floor((evaluations - through.evaluations) / 2);
    const tasks: Task[] = [];
    while (tasks.length < Math.min(divideAtOnce, affordable) && open.size > 0) tasks.push(open.pop()!);
    const splits = tasks.map(({ node, context }) => {
      const [left, right] = [node.children[0]!, node.children[1]!];
      return { left, right, withLeft: joined(context, left), withRight: joined(context, right) };
    });
    const found = await through.values(splits.flatMap(({ withLeft, withRight }) => [withLeft, withRight]));
    tasks.forEach((task, i) => {
      const { left, right, withLeft, withRight } = splits[i]!;
      const [leftValue, rightValue] = [found[2 * i]!, found[2 * i + 1]!];
      const { context, without, weight } = task;
      const half = weight / 2;
      arrive({ node: left, context, without, with: leftValue, weight: half });
      arrive({ node: left, context: withRight, without: rightValue, with: task.with, weight: half });
      arrive({ node: right, context, without, with: rightValue, weight: half });
      arrive({ node: right, context: withLeft, without: leftValue, with: task.with, weight: half });
    });
  }

  return attribution();
}

function gain({ with: present, without, weight }: Omit<Task, 'number'>): number {
  return (present - without) * weight;
}

function joined(context: Coalition, { start, end }: FeatureNode): Coalition {
  return context.slice().fill(1, start, end);
}
