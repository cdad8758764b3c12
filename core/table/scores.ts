import { classificationMetrics, type ClassificationMetrics } from '../metrics/classification';
import type { Readings } from './readings';

/** Compares the model's answers with the labels. @returns null while no row has both */
export function scoresOf(readings: Readings, labels: Int16Array): ClassificationMetrics | null {
  const probabilities: Float32Array[] = [];
  const wanted: number[] = [];
  for (let row = 0; row < labels.length; row++) {
    const read = labels[row]! < 0 ? null : readings.probabilities(row);
    if (!read) continue;
    probabilities.push(read);
    wanted.push(labels[row]!);
  }
  return wanted.length === 0 ? null : classificationMetrics(probabilities, wanted);
}
