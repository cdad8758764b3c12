import { fileURLToPath } from 'node:url';
import {
  createFormatter,
  createParser,
  createProgram,
  EnumType,
  SchemaGenerator,
  ts,
  type CompletedConfig,
  type SubNodeParser,
  DEFAULT_CONFIG,
} from 'ts-json-schema-generator';
import { documentVersion } from '../core/analysis/document';
import { givesPairs, methodNames, methods, valueMethodNames } from '../core/attribution/methods/all';

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Types that are worked out from the definitions of methods: the generator reads no values, so it is given theirs. */
const named: Readonly<Record<string, readonly string[]>> = {
  MethodName: methodNames,
  ValueMethodName: valueMethodNames,
  PlainMethodName: valueMethodNames.filter((name) => !givesPairs(name)),
  PairMethodName: valueMethodNames.filter(givesPairs),
  FlipMethodName: methodNames.filter((name) => methods[name].gives === 'flips'),
};

const namesOfMethods: SubNodeParser = {
  supportsNode: (node) => ts.isTypeAliasDeclaration(node) && node.name.text in named,
  createType(node) {
    const { text } = (node as ts.TypeAliasDeclaration).name;
    return new EnumType(`enum-${text}`, [...named[text]!]);
  },
};

/** The JSON Schema (draft 7) that the types of documents make. */
export function documentSchema(): object {
  const config: CompletedConfig = {
    ...DEFAULT_CONFIG,
    path: pathOf('../core/analysis/document.ts'),
    tsconfig: pathOf('../core/tsconfig.json'),
    type: 'AnyDocument',
    expose: 'none',
    topRef: false,
    // The project's own compiler has seen to it.
    skipTypeCheck: true,
  };
  const program = createProgram(config);
  const parser = createParser(program, config, (all) => all.addNodeParser(namesOfMethods));
  const generator = new SchemaGenerator(program, parser, createFormatter(config), config);
  const schema = generator.createSchema('AnyDocument');
  // Nothing is exposed as a definition.
  delete schema.definitions;
  return {
    $id: `urn:albert-lens:explanation:${documentVersion}`,
    title: 'Explanations of one text by albert-lens, or why there are none',
    ...schema,
  };
}
