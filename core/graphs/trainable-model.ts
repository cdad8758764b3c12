import type { ModelConfig } from '../models/model-config';
import { parameterShapes } from '../models/parameters';
import type { TrainableHead, TrainableModel } from '../training/model';
import {
  graphParameters,
  headForwardGraph,
  headParameters,
  headTrainingGraph,
  parameterForwardGraph,
  parameterStateGraph,
  trainingGraph,
} from './training-graph';

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

/**
 * What stands behind the layers of a model, as a training step sees it.
 * @param scope the classifier alone learns, or the pooler too
 */
export function trainableHead(config: ModelConfig, scope: 'classifier' | 'pooler'): TrainableHead {
  const inputs = headParameters(config);
  const trained = inputs.filter(
    (name) => scope === 'pooler' || name.startsWith(`${config.names.classifier}.`),
  );
  return {
    model: trainableModel(config),
    stateGraph: () => parameterStateGraph(config),
    trainingGraph: () => headTrainingGraph(config, trained),
    forwardGraph: () => headForwardGraph(config),
    inputs,
    trained,
  };
}
