import type { ModelConfig } from '../models/model-config';
import { parameterShapes } from '../models/parameters';
import type { TrainableModel } from '../training/model';
import { graphParameters, parameterForwardGraph, trainingGraph } from './training-graph';

/** A model as a training step sees it. */
export function trainableModel(config: ModelConfig): TrainableModel {
  return {
    trainingGraph: () => trainingGraph(config),
    forwardGraph: () => parameterForwardGraph(config),
    shapes: parameterShapes(config),
    inputs: graphParameters(config),
    tables: config.names,
    firstPosition: config.firstPosition,
    classes: config.classes.length,
    dropoutWidth: config.hiddenSize,
    dropout: config.classifierDropout,
  };
}
