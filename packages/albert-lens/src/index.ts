export { assess, classify, compare, compareClasses, explain } from './explain-text';
export type {
  AssessQuestion,
  CompareClassesQuestion,
  CompareQuestion,
  ExplainQuestion,
  TextQuestion,
} from './explain-text';
export { fromFunction } from '../../../runtime/from-function';
export type { TextFunction } from '../../../runtime/from-function';
export { fromPipeline } from './from-pipeline';
export type { PipelineOptions, TextClassificationPipeline } from './from-pipeline';
export { openModel } from './open-model';
export type { OpenedModel, ReadFile } from './open-model';
export type { TextModel } from './text-model';

export type { Classification } from '../../../core/analysis/requests';
export { agreement, topFeatures } from '../../../core/assessment/agreement';
export type { Agreement } from '../../../core/assessment/agreement';
export type { Assessment } from '../../../core/assessment/assess';
export type { Comparison, ComparisonProgress } from '../../../core/assessment/compare';
export type { Explanation, FlipExplanation, Progress } from '../../../core/attribution/explanation';
export { defaultSettings } from '../../../core/attribution/method-settings';
export { methodNames, methods } from '../../../core/attribution/methods/all';
export type {
  FlipMethodName,
  MethodName,
  MethodSettings,
  ValueMethodName,
} from '../../../core/attribution/methods/all';
export type { MethodRequest } from '../../../core/attribution/requests';
export { classificationMetrics, expectedCalibrationError } from '../../../core/metrics/classification';
export type { ClassificationMetrics } from '../../../core/metrics/classification';
export type {
  Classifier,
  DifferentiableClassifier,
  EmbeddingInput,
  ModelInput,
  OutputGradient,
  Target,
} from '../../../core/model/classifier';
export type { Span, SpecialTokenIds, Token, TokenizedText, Tokenizer, Word } from '../../../core/text/types';
