import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { TrainingRun } from '../training/run';
import { defaultSettings, type StageSettings } from '../training/settings';

/** Which weights learn: those of the classifier alone, of pooler and classifier, or all. */
export const scopes = ['classifier', 'pooler', 'all'] as const;
export type Scope = (typeof scopes)[number];

/** What a person decides of a run. */
export interface TeachSettings {
  readonly scope: Scope;
  /** Passes over the labels. */
  readonly epochs: number;
  readonly learningRate: number;
  /** Of the order of the texts and of dropout. */
  readonly seed: number;
}

/**
 * What each scope starts from. The classifier alone has few weights and reads features that stay the same, so that it takes
 * larger steps and more of them. All weights take small ones: with twice the rate, 240 labels of tweets about airlines made
 * the shipped model surer than it was right (log loss 0.43 to 0.46), and an eighth of its answers to other tweets were others.
 */
export const usualSettings: Readonly<Record<Scope, Omit<TeachSettings, 'scope' | 'seed'>>> = {
  classifier: { epochs: 20, learningRate: 1e-3 },
  pooler: { epochs: 10, learningRate: 2e-4 },
  all: { epochs: 3, learningRate: 5e-5 },
};

/** The ranges within which a person decides. */
export const settingRanges = {
  epochs: { min: 1, max: 100, help: 'passes over the labels' },
  learningRate: { min: 1e-6, max: 0.1, help: 'largest learning rate of AdamW' },
} as const;

/** Tokens a step, padding included: few labels make few steps, and fewer if a step takes many of them. */
const batchTokens = 512;
/** Steps between two checkpoints, by which a run that breaks off loses some seconds. */
const checkpointSteps = 15;

/** The name of the one stage of a run. */
const stageName = 'labels';

/**
 * The settings of the stage in which labels are learnt.
 * @param maxTokens longer texts are cut to so many
 */
export function stageSettings({ epochs, learningRate }: TeachSettings, maxTokens: number): StageSettings {
  return { ...defaultSettings(), epochs, learningRate, batchTokens, maxLength: maxTokens };
}

/**
 * The run that learns from labels. Validation comes once, at its end: what is held out must not choose the weights that it
 * measures.
 * @param identity what else decides the result: base and labels
 */
export function teachingRun(
  settings: TeachSettings,
  stage: StageSettings,
  identity: string,
  resume: boolean,
): TrainingRun {
  const { seed, scope } = settings;
  return {
    stages: [{ name: stageName, ...stage }],
    seed,
    averaging: 0,
    validateEvery: Infinity,
    checkpointEvery: checkpointSteps,
    fingerprint: bytesToHex(sha256(utf8ToBytes(JSON.stringify([scope, seed, stage, identity])))),
    resume,
  };
}
