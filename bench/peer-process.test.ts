import { describe, expect, it } from 'vitest';
import { PeerProcess } from './peer-process';

const node = (program: string): PeerProcess => new PeerProcess(process.execPath, ['-e', program]);

describe('PeerProcess', () => {
  it('answers questions in turn', async () => {
    const peer = node(`
      require('node:readline').createInterface(process.stdin).on('line', (line) => {
        console.log(JSON.stringify({ twice: 2 * JSON.parse(line).number }));
      });
    `);
    try {
      expect(await peer.ask({ number: 2 })).toEqual({ twice: 4 });
      expect(await peer.ask({ number: 5 })).toEqual({ twice: 10 });
    } finally {
      peer.close();
    }
  });

  it('answers what the peer asks before it answers', async () => {
    const peer = node(`
      const lines = require('node:readline').createInterface(process.stdin)[Symbol.asyncIterator]();
      const next = async () => JSON.parse((await lines.next()).value);
      const say = (message) => console.log(JSON.stringify(message));
      (async () => {
        const { rows } = await next();
        let sum = 0;
        for (let row = 0; row < rows; row++) {
          say({ question: { row } });
          sum += await next();
        }
        say({ sum });
        await next();
        say({ question: 'who' });
      })();
    `);
    try {
      const answer = (question: unknown): Promise<number> =>
        Promise.resolve(10 + (question as { readonly row: number }).row);
      expect(await peer.ask({ rows: 3 }, answer)).toEqual({ sum: 33 });
      await expect(peer.ask({})).rejects.toThrow(/asks what is not answered: "who"/);
    } finally {
      peer.close();
    }
  });

  it('says why a peer ended', async () => {
    const peer = node('console.error("Traceback:\\n  line 1\\nno torch here"); process.exit(1)');
    await expect(peer.ask({})).rejects.toThrow(
      /^.*node ended without an answer \(no torch here\): does it have what bench\/peers\/requirements\.txt names\?$/,
    );
  });

  it('says that there is no such program', async () => {
    const peer = new PeerProcess('no-such-program', []);
    await expect(peer.ask({})).rejects.toThrow(
      /^there is no program no-such-program: name one with --python$/,
    );
  });
});
