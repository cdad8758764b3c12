import { describe, expect, it } from 'vitest';
import { readFrame } from './frame';

const special = (id: string, type_id = 0) => ({ SpecialToken: { id, type_id } });
const text = { Sequence: { id: 'A', type_id: 0 } };
const special_tokens = {
  '<s>': { id: '<s>', ids: [7], tokens: ['<s>'] },
  '</s>': { id: '</s>', ids: [9], tokens: ['</s>'] },
  twice: { id: 'twice', ids: [1, 2], tokens: ['a', 'b'] },
};
const template = (...single: object[]) => ({ type: 'TemplateProcessing', single, special_tokens });

describe('readFrame', () => {
  it.each([
    ['a template', template(special('<s>'), text, special('</s>'))],
    ["BERT's", { type: 'BertProcessing', sep: ['</s>', 9], cls: ['<s>', 7] }],
    ["RoBERTa's", { type: 'RobertaProcessing', sep: ['</s>', 9], cls: ['<s>', 7], trim_offsets: true }],
    [
      'a sequence',
      {
        type: 'Sequence',
        processors: [{ type: 'ByteLevel' }, template(special('<s>'), text, special('</s>'))],
      },
    ],
  ])('reads the tokens before and behind a text: %s', (_, specification) => {
    expect(readFrame(specification)).toEqual({ cls: 7, sep: 9 });
  });

  it.each([
    [null, 'post_processor: there is none; a text has to stand between two tokens'],
    [{ type: 'ByteLevel' }, 'one of type "ByteLevel" cannot be read'],
    [{ type: 'BertProcessing', sep: '</s>' }, 'one of type "BertProcessing" cannot be read'],
    [{ type: 'Sequence', processors: [] }, 'one of type "Sequence" cannot be read'],
    [template(text, special('</s>')), 'does not put one token before a text and one behind it'],
    [template(special('<s>', 2), text, special('</s>')), 'gives tokens the types 2, 0, 0'],
    [template(special('twice'), text, special('</s>')), 'does not say which one token "twice" is'],
  ])('refuses %j', (specification, message) => {
    expect(() => readFrame(specification)).toThrow(message);
  });
});
