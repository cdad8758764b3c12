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
