import type { TrainableModel } from '../training/model';
import type { AlbertConfig } from './config';
import { POSITION_EMBEDDINGS, TYPE_EMBEDDINGS, WORD_EMBEDDINGS, parameterShapes } from './parameters';
import { graphParameters, parameterForwardGraph, trainingGraph } from './training-graph';

/** An ALBERT as a training step sees it. */
export function trainableModel(config: AlbertConfig): TrainableModel {
  return {
    trainingGraph: () => trainingGraph(config),
    forwardGraph: () => parameterForwardGraph(config),
    shapes: parameterShapes(config),
    inputs: graphParameters(config),
    tables: { words: WORD_EMBEDDINGS, positions: POSITION_EMBEDDINGS, types: TYPE_EMBEDDINGS },
    classes: config.classes.length,
    dropoutWidth: config.hiddenSize,
    dropout: config.classifierDropout,
  };
}
