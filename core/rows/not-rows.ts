interface OtherKind {
  /** What it is, and what to do, as a part of a sentence. */
  readonly message: string;
}

interface Beginning extends OtherKind {
  readonly bytes: readonly number[];
}

const ascii = (text: string): readonly number[] => Array.from(text, (letter) => letter.charCodeAt(0));

/** Files that people take for rows of texts, by their first bytes. */
const beginnings: readonly Beginning[] = [
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    message:
      'it is an Excel file of the old kind (.xls), or one with a password. Save it as .xlsx without a password, or as CSV',
  },
  {
    bytes: ascii('%PDF-'),
    message: 'it is a PDF. Copy its texts into a file of plain text (.txt), a text a line, then open that',
  },
  {
    bytes: ascii('{\\rtf'),
    message: 'it is a document (RTF). Save it as plain text (.txt), a text a line, then open that',
  },
  ...[[0x89, ...ascii('PNG')], [0xff, 0xd8, 0xff], ascii('GIF8')].map((bytes) => ({
    bytes,
    message:
      'it is a picture. Put the texts in it into a file of plain text (.txt), a text a line, then open that',
  })),
  {
    bytes: ascii('ARROW1'),
    message: 'it is an Arrow (Feather) file. Save it as Parquet or CSV, then open that',
  },
  { bytes: ascii('SQLite'), message: 'it is a database (SQLite). Save the table as CSV, then open that' },
];

interface Part extends OtherKind {
  readonly part: RegExp;
}

/** Archives that are no Excel workbook, by the names of what is in them. */
const archives: readonly Part[] = [
  {
    part: /^xl\/workbook\.bin$/i,
    message: 'it is an Excel workbook of the binary kind (.xlsb). Save it as .xlsx, then open that',
  },
  {
    part: /^word\/document\.xml$/i,
    message: 'it is a Word document. Save it as plain text (.txt), a text a line, then open that',
  },
  { part: /^ppt\//i, message: 'it is a presentation. Save its texts as plain text (.txt), then open that' },
  {
    part: /^Index\/.*\.iwa$|^Index\.zip$/i,
    message: 'it is a file of Numbers or Pages. Export it as .xlsx or CSV, then open that',
  },
  {
    part: /^META-INF\/manifest\.xml$/i,
    message: 'it is an OpenDocument file (.ods, .odt). Save it as .xlsx, CSV or plain text, then open that',
  },
];

/** Whether a file is a spreadsheet, Parquet or their like, which hold no text as it stands, by its first bytes. */
export function isPacked(head: Uint8Array): boolean {
  const magics = [
    [0x50, 0x4b, 0x03, 0x04],
    [0x50, 0x41, 0x52, 0x31, 0x15],
    [0xd0, 0xcf, 0x11, 0xe0],
  ];
  return magics.some((magic) => magic.every((byte, at) => head[at] === byte));
}

/** Why a file is no table of rows, by its first bytes; null where they do not say so. */
export function notRows(head: Uint8Array): string | null {
  const found = beginnings.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte));
  return found?.message ?? null;
}

/** Why an archive is no Excel workbook, by the names of its parts; null where they do not say so. */
export function notWorkbook(names: readonly string[]): string | null {
  return archives.find(({ part }) => names.some((name) => part.test(name)))?.message ?? null;
}
