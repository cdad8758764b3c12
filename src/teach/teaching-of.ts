import { modelUrl } from '../../workers/model-url';
import type { Model } from '../model/model.svelte';
import { isSealed } from '../offline/policy-in-force';
import { outliving } from '../page/outliving.svelte';
import type { Page } from '../page/page.svelte';
import { spawnTeachWorker } from './spawn-worker';
import type { TeachModel } from './teach-model';
import { Teaching } from './teaching.svelte';

let teaching: Teaching | null = null;

/** The teaching of this tab: made when its view is first opened. Labels are the reader's: they stay when the model is another. */
export function teachingOf({ model }: Pick<Page, 'model'>): Teaching {
  teaching ??= outliving(() => new Teaching(spawnTeachWorker));
  teaching.follow(teachModelOf(model));
  return teaching;
}

/** A model as teaching sees it, now and when it has come. */
function teachModelOf(model: Model): TeachModel {
  const { client, brought, page } = model;
  return {
    client,
    brought,
    location: client ? (brought ?? modelUrl(page, __DEFAULT_MODEL__)) : null,
    sealed: isSealed(),
    get summary() {
      return model.summary;
    },
  };
}
