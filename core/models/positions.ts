import { shown } from '../model/model-file';
import type { Encoder } from './architecture';
import type { ConfigReader } from './config-reader';

/**
 * Positions as fairseq counts them: the first token has the one behind the padding token's id, so that the table has rows
 * that no text uses.
 * @throws Error naming the key where none are left
 */
export function positionsBehindPadding(
  config: ConfigReader,
  padding: number,
): Pick<Encoder, 'maxPositions' | 'firstPosition'> {
  const rows = config.count('max_position_embeddings');
  const firstPosition = padding + 1;
  if (rows <= firstPosition) {
    throw new Error(
      `config.json: max_position_embeddings ${shown(rows)} leaves no place behind that of the padding token, ${padding}`,
    );
  }
  return { maxPositions: rows - firstPosition, firstPosition };
}
