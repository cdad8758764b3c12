import { parseModelConfig } from '../../core/models/registry';
import type { ModelFolder } from '../../runtime/node/model-folder';
import { createTokenizer } from '../../runtime/tokenizer';
import { allEmoji, type Emoji } from './emoji';

/**
 * Characters that ALBERT's vocabulary lacks, although it has their plain forms: it was made from books and Wikipedia.
 * Also characters that only change how an emoji looks.
 */
const plainForms: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  // The joiner of emoji, and the skin tones.
  '\u200D': '',
  '\u{1F3FB}': '',
  '\u{1F3FC}': '',
  '\u{1F3FD}': '',
  '\u{1F3FE}': '',
  '\u{1F3FF}': '',
};

/**
 * Extends a base. Its tokenizer then reads typographic quotes and dashes as plain ones, and has a token for every emoji
 * that was an unknown token. The embedding of a new token starts as the mean of the embeddings of the pieces of the
 * emoji's name.
 *
 * tokenizer.json states both by means of the tokenizers library (Replace, added tokens), so that every reader of the
 * format understands it.
 */
export function extendTokenizer(base: ModelFolder): ModelFolder {
  const tokenizer = createTokenizer(base.tokenizerJson, base.tokenizerConfig);
  const pieces = (text: string) => tokenizer.tokenize(text).tokens.filter(({ special }) => !special);
  const unread = allEmoji().filter(({ character }) =>
    pieces(character).some(({ id }) => id === tokenizer.special.unknown),
  );
  const configJson = { ...base.configJson, vocab_size: base.config.vocabularySize + unread.length };
  const { words } = base.config.names;
  const table = base.parameters.get(words);
  const nameIds = unread.map(({ name }) => pieces(name).map(({ id }) => id));
  return {
    ...base,
    config: parseModelConfig(configJson),
    configJson,
    tokenizerJson: withTokens(base.tokenizerJson, base.config.vocabularySize, unread),
    parameters: table
      ? new Map(base.parameters).set(words, withMeanRows(table, base.config.embeddingSize, nameIds))
      : base.parameters,
  };
}

/** Parts of a tokenizer.json; createTokenizer has checked them. */
interface TokenizerJson {
  readonly added_tokens: readonly object[];
  readonly normalizer: unknown;
}

function withTokens(tokenizerJson: unknown, firstId: number, emoji: readonly Emoji[]): unknown {
  const { added_tokens, normalizer, ...rest } = tokenizerJson as TokenizerJson;
  const replacements = Object.entries(plainForms).map(([text, content]) => ({
    type: 'Replace',
    pattern: { String: text },
    content,
  }));
  const tokens = emoji.map(({ character }, index) => ({
    id: firstId + index,
    content: character,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: false,
  }));
  return {
    ...rest,
    added_tokens: [...added_tokens, ...tokens],
    normalizer: {
      type: 'Sequence',
      normalizers: [...replacements, ...(normalizer === null ? [] : [normalizer])],
    },
  };
}

/** A table [rows, width] with one more row for each list of ids: the mean of the rows with these ids. */
function withMeanRows(
  table: Float32Array,
  width: number,
  lists: readonly (readonly number[])[],
): Float32Array {
  const extended = new Float32Array(table.length + lists.length * width);
  extended.set(table);
  lists.forEach((ids, index) => {
    const row = extended.subarray(table.length + index * width, table.length + (index + 1) * width);
    for (const id of ids) for (let k = 0; k < width; k++) row[k]! += table[id * width + k]! / ids.length;
  });
  return extended;
}
