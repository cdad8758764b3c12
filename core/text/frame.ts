/** The tokens that a tokenizer puts before and behind a text: [CLS] and [SEP], whatever they are called. */
export interface Frame {
  readonly cls: number;
  readonly sep: number;
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads what tokenizer.json states under "post_processor": TemplateProcessing, BertProcessing, RobertaProcessing, or a
 * Sequence of one of them and ByteLevel (which only moves spans).
 *
 * @throws Error unless it puts one token before a single text and one behind it, both of type 0; the message says what
 *   it does instead
 */
export function readFrame(specification: unknown): Frame {
  const { type, ...settings } = (specification ?? {}) as JsonObject;
  switch (type) {
    case 'Sequence': {
      const steps = (Array.isArray(settings.processors) ? settings.processors : []) as readonly JsonObject[];
      const framing = steps.filter((step) => step.type !== 'ByteLevel');
      if (framing.length === 1) return readFrame(framing[0]);
      break;
    }
    case 'BertProcessing':
    case 'RobertaProcessing': {
      const id = (entry: unknown) => (Array.isArray(entry) ? (entry as readonly unknown[])[1] : undefined);
      const [cls, sep] = [id(settings.cls), id(settings.sep)];
      if (typeof cls === 'number' && typeof sep === 'number') return { cls, sep };
      break;
    }
    case 'TemplateProcessing':
      return templateFrame(settings);
  }
  throw new Error(
    `post_processor: ${type === undefined ? 'there is none' : `one of type ${JSON.stringify(type)} cannot be read`}; a text has to stand between two tokens such as [CLS] and [SEP]`,
  );
}

function templateFrame({ single, special_tokens: tokens }: JsonObject): Frame {
  const parts = (Array.isArray(single) ? single : []) as readonly JsonObject[];
  const [before, text, behind] = parts.map((part) => ({
    special: part.SpecialToken as JsonObject | undefined,
    sequence: part.Sequence as JsonObject | undefined,
  }));
  if (parts.length !== 3 || !before?.special || !text?.sequence || !behind?.special) {
    throw new Error(
      'post_processor: its template does not put one token before a text and one behind it, such as [CLS] and [SEP]',
    );
  }
  const types = [before.special, text.sequence, behind.special].map((part) =>
    JSON.stringify(part.type_id ?? 0),
  );
  if (types.some((type) => type !== '0')) {
    throw new Error(
      `post_processor: its template gives tokens the types ${types.join(', ')}; single texts have type 0`,
    );
  }
  const idOf = ({ id }: JsonObject): number => {
    const { ids } = ((tokens ?? {}) as Readonly<Record<string, JsonObject | undefined>>)[String(id)] ?? {};
    const [first, ...others] = (Array.isArray(ids) ? ids : []) as readonly unknown[];
    if (typeof first === 'number' && others.length === 0) return first;
    throw new Error(`post_processor: its template does not say which one token ${JSON.stringify(id)} is`);
  };
  return { cls: idOf(before.special), sep: idOf(behind.special) };
}
