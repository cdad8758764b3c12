import { undecodable, type Decoder } from './decode';
import type { JsonColumns } from './json-columns';
import { Lines, tooLong, type LineEnd } from './lines';
import type { RecordParser, TableEvent } from './types';

/** Every line is a text. An empty line is a record too: its text is blank. */
export function textLines(lineEnd: LineEnd, decoder: Decoder): RecordParser {
  return lineRecords(lineEnd, decoder, (text, line) => ({ kind: 'record', line, fields: [text] }));
}

/** JSON Lines: every line is an object. Empty lines are not rows. */
export function jsonLines(lineEnd: LineEnd, decoder: Decoder, columns: JsonColumns): RecordParser {
  return lineRecords(lineEnd, decoder, (text, line) => {
    if (text.trim() === '') return null;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return { kind: 'fault', line, message: `not valid JSON: ${(error as Error).message}`, raw: text };
    }
    const event = columns.record(value, line);
    return event.kind === 'fault' ? { ...event, raw: text } : event;
  });
}

function lineRecords(
  lineEnd: LineEnd,
  decoder: Decoder,
  read: (text: string, line: number) => TableEvent | null,
): RecordParser {
  const lines = new Lines(lineEnd);
  function* records(found: ReturnType<Lines['push']>): Iterable<TableEvent> {
    for (const { line, text } of found) {
      if (text === null) {
        yield { kind: 'fault', line, message: tooLong };
        continue;
      }
      const bad = undecodable(text, decoder, line === 1);
      const event: TableEvent | null = bad
        ? { kind: 'fault', line, message: bad.message, remedy: 'encoding' }
        : read(text, line);
      if (event) yield event;
    }
  }
  return { push: (text) => records(lines.push(text)), end: () => records(lines.end()) };
}
