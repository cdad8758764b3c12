import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts', 'src/node.ts'],
  // "neutral" leaves aside the main fields that some packages need, and "node:" modules come from Node alone.
  platform: 'browser',
  target: 'es2022',
  dts: true,
  minify: false,
  deps: {
    // The one part of it that is used: SentencePiece's search for the best pieces.
    alwaysBundle: ['@huggingface/tokenizers'],
    onlyBundle: ['@huggingface/tokenizers'],
    neverBundle: [/^node:/],
  },
  copy: '../../LICENSE',
});
