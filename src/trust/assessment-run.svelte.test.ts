import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../core/assessment/assess';
import { explainedOf, questionOf } from '../explain/testing';
import { HeldModel, settle } from '../task/testing';
import { AssessmentRun } from './assessment-run.svelte';

const curves = {
  comprehensiveness: [0.1],
  sufficiency: [0.1],
  comprehensivenessAopc: 0.1,
  sufficiencyAopc: 0.1,
};
const bounded = { value: 0.1, lower: 0, upper: 0.2, normalised: 0.5 };
const control = {
  ...curves,
  normalisedAopc: { comprehensiveness: bounded, sufficiency: bounded, exact: true },
};
const assessment: Assessment = { methods: [], controls: { random: control, leaveOneOut: control } };

describe('an assessment run', () => {
  it('asks of the explanation, with the removal, that the explanation was asked with', async () => {
    const model = new HeldModel();
    const run = new AssessmentRun(model);
    const explained = explainedOf(
      questionOf({ text: 'good film', topK: 3, unit: 'token', longText: 'truncate' }, 'delete'),
    );
    const ended = run.start(explained);
    await settle();
    expect(model.calls.assess[0]!.request).toEqual({
      ...explained.request,
      explanations: explained.explanations,
      removal: 'delete',
    });
    model.calls.assess[0]!.answer(assessment);
    await ended;
    expect(run.value).toEqual({ explained, assessment });
    expect(run.value?.explained).toBe(explained);
  });

  it('is cancelled at once, ignores the late answer, and keeps what was measured before', async () => {
    const model = new HeldModel();
    const run = new AssessmentRun(model);
    const first = run.start(explainedOf());
    await settle();
    model.calls.assess[0]!.answer(assessment);
    await first;
    const [before] = [run.value];
    const second = run.start(explainedOf());
    await settle();
    model.calls.assess[1]!.tell({ method: null, done: 1, total: 4 });
    expect(run.progress).toEqual({ method: null, done: 1, total: 4 });
    run.cancel();
    expect([run.phase, run.progress]).toEqual(['cancelled', null]);
    expect(model.calls.assess[1]!.signal.aborted).toBe(true);
    model.calls.assess[1]!.answer(assessment);
    await second;
    expect(run.value).toBe(before);
  });

  it('can be asked again after an error', async () => {
    const model = new HeldModel();
    const run = new AssessmentRun(model);
    const explained = explainedOf();
    const first = run.start(explained);
    await settle();
    model.calls.assess[0]!.fail(new Error('The worker ended.'));
    await first;
    expect([run.phase, run.error, run.value]).toEqual(['failed', 'The worker ended.', null]);
    const second = run.start(explained);
    await settle();
    model.calls.assess[1]!.answer(assessment);
    await second;
    expect([run.phase, run.error, run.value?.explained]).toEqual(['done', '', explained]);
  });
});
