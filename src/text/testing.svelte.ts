/** The first view over a model that answers when the test says so, for the tests of this folder. */
import { vi } from 'vitest';
import type { StoredExamples } from '../../core/analysis/examples';
import { classificationOf, summary } from '../explain/testing';
import { Model } from '../model/model.svelte';
import { Pace } from '../pace/pace.svelte';
import { HeldModel, passed } from '../task/testing';
import { Draft } from './draft.svelte';
import { FirstView } from './first-view.svelte';

/**
 * @param stored the examples that came with the page
 * @param isOpen whether the view is on show
 */
export function firstViewInTest(stored: StoredExamples | null, isOpen: () => boolean = () => true) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const held = new HeldModel();
  const model = new Model('http://host/');
  vi.spyOn(model.client!, 'call').mockImplementation(held.client!.call);
  model.state = { phase: 'ready', summary };
  const draft = new Draft();
  const pace = new Pace(model);
  const first = new FirstView(draft, model, stored, pace);
  const stop = $effect.root(() => {
    $effect(() => first.follow(isOpen()));
    $effect(() => first.followLanguage());
    $effect(() => pace.follow(first.priced, first.pricedMethods));
  });
  return {
    held,
    model,
    draft,
    first,
    /** Has the model read what stands in the box. */
    read: async (changes: Parameters<typeof classificationOf>[0] = {}) => {
      await passed(300);
      held.calls.classify.at(-1)!.answer(classificationOf(changes));
      await passed();
    },
    close: () => {
      stop();
      first.close();
      pace.giveWay();
      vi.useRealTimers();
    },
  };
}

export type FirstViewInTest = ReturnType<typeof firstViewInTest>;
