import type { ModelConfig } from '../models/model-config';
import { parameterShapes } from '../models/parameters';
import type { TrainableModel } from '../training/model';
import { graphParameters, parameterForwardGraph, trainingGraph } from './training-graph';

/**
 * A model as a training step sees it.
 * @throws Error for a model that does not give a text one of its classes: the loss is the cross-entropy of one label
 */
export function trainableModel(config: ModelConfig): TrainableModel {
  if (config.problem !== 'single_label_classification') {
    throw new Error(
      `training teaches a model to choose one of its classes, and this one is of the problem type ${config.problem}`,
    );
  }
  return {
    trainingGraph: () => trainingGraph(config),
    forwardGraph: () => parameterForwardGraph(config),
    shapes: parameterShapes(config),
    inputs: graphParameters(config),
    tables: config.names,
    classes: config.classes.length,
    dropoutWidth: config.hiddenSize,
    dropout: config.classifierDropout,
  };
}
