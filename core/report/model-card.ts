/** A model's card: README.md in its folder. */
export interface Card {
  /** Without the lines of metadata in front. */
  readonly text: string;
  /** What the metadata name; null where they name none. */
  readonly licence: string | null;
}

/** @param source the text of README.md: lines of YAML between two lines of ---, then Markdown */
export function readCard(source: string): Card {
  const { metadata = '', text = source } =
    /^---\r?\n(?<metadata>[^]*?)\r?\n---\r?\n(?<text>[^]*)$/.exec(source)?.groups ?? {};
  const field = (name: string) => {
    const value = new RegExp(`^${name}:[ \\t]*(\\S.*)$`, 'm').exec(metadata)?.[1]?.trim();
    return value?.replace(/^(["'])(.*)\1$/, '$2').replaceAll('\\"', '"') ?? null;
  };
  const licence = field('license');
  // Terms that have no identifier have a name.
  return { text: text.trim(), licence: licence === 'other' ? (field('license_name') ?? licence) : licence };
}
