import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { Shell, type ShellList } from './shell';
import { FakeCaches } from './testing/fake-caches';

const scope = 'http://host/some/where/';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The files of a version of the page, as they are built. */
type Build = Readonly<Record<string, string>>;

const one: Build = { 'index.html': '<p>one', 'assets/index-1.js': 'first()', 'icon.svg': '<svg/>' };
const two: Build = { 'index.html': '<p>two', 'assets/index-2.js': 'second()', 'icon.svg': '<svg/>' };

let caches: FakeCaches;
let host: Build;
let asked: string[];
/** Files that the host accepts a request for, and never answers. */
let silent: Set<string>;
/** The policy that the host sends. */
let policy: string | null;
let modes: Set<RequestCache | undefined>;

beforeEach(() => {
  caches = new FakeCaches();
  host = one;
  asked = [];
  silent = new Set();
  policy = null;
  modes = new Set();
});

function shellOf(build: Build, version: string): Shell {
  const list: ShellList = {
    version,
    files: Object.fromEntries(Object.entries(build).map(([name, text]) => [name, sha256(text)])),
  };
  return new Shell(list, scope, {
    caches: caches.asStorage(),
    fetch: async (url, { cache, signal }) => {
      const file = url.slice(scope.length) || 'index.html';
      asked.push(file);
      modes.add(cache);
      if (silent.has(file)) {
        return new Promise((_, reject) =>
          signal!.addEventListener('abort', () => reject(signal!.reason as Error)),
        );
      }
      const text = host[file];
      const headers = policy === null ? {} : { 'Content-Security-Policy': policy };
      return text === undefined ? new Response('not here', { status: 404 }) : new Response(text, { headers });
    },
    stallLimit: 50,
  });
}

const textOf = async (shell: Shell, file: string) => (await shell.response(file))?.text();

describe('Shell', () => {
  it('knows its own files by their addresses', () => {
    const shell = shellOf(one, '1');
    expect(shell.fileOf(`${scope}?model=x#y`)).toBe('index.html');
    expect(shell.fileOf(`${scope}assets/index-1.js`)).toBe('assets/index-1.js');
    for (const url of [
      `${scope}toString`,
      `${scope}models/x`,
      'http://host/',
      'http://elsewhere/some/where/',
    ])
      expect(shell.fileOf(url), url).toBeNull();
  });

  it('keeps every file past the HTTP cache, and answers without a host', async () => {
    await shellOf(one, '1').install();
    expect([...modes]).toEqual(['reload']);
    host = {};
    asked = [];
    for (const [file, text] of Object.entries(one)) expect(await textOf(shellOf(one, '1'), file)).toBe(text);
    expect(asked).toEqual([]);
  });

  it('gives scripts their type, whatever the host calls them', async () => {
    await shellOf(one, '1').install();
    const response = await shellOf(one, '1').response('assets/index-1.js');
    expect(response?.headers.get('Content-Type')).toMatch(/^text\/javascript/);
  });

  it.each([
    ['a soft 404', '<p>Nothing is here'],
    ['a cut file', 'first('],
  ])('does not keep %s, and installs once it comes right', async (_, wrong) => {
    host = { ...one, 'assets/index-1.js': wrong };
    const shell = shellOf(one, '1');
    await expect(shell.install()).rejects.toThrow(
      'assets/index-1.js did not come from the host as the build made it',
    );
    expect(await textOf(shell, 'assets/index-1.js')).toBeUndefined();
    host = one;
    asked = [];
    await shell.install();
    expect(asked, 'what came right is not fetched again').toEqual(['assets/index-1.js']);
    expect(await textOf(shell, 'assets/index-1.js')).toBe('first()');
  });

  it('gives up on a host that accepts and never answers, and says at which file', async () => {
    silent.add('icon.svg');
    const shell = shellOf(one, '1');
    await expect(shell.install()).rejects.toThrow('the server stopped answering before icon.svg had come');
    expect(await textOf(shell, 'icon.svg')).toBeUndefined();
    silent.clear();
    asked = [];
    await shell.install();
    expect(asked, 'what came is not fetched again').toEqual(['icon.svg']);
  });

  it('gives nothing that was damaged where it is kept, and is made whole again', async () => {
    const shell = shellOf(one, '1');
    await shell.install();
    caches.damage();
    asked = [];
    expect(await textOf(shell, 'assets/index-1.js')).toBe('first()');
    expect(asked).toEqual(['assets/index-1.js']);
    host = {};
    expect(await textOf(shell, 'icon.svg')).toBeUndefined();
    expect(await shell.isWhole()).toBe(false);
    host = one;
    await shell.install();
    host = {};
    for (const [file, text] of Object.entries(one)) expect(await textOf(shell, file)).toBe(text);
  });

  it('fetches all anew when it is asked to, with the policy that the host sends now', async () => {
    policy = "script-src 'none'";
    const shell = shellOf(one, '1');
    await shell.install();
    const kept = async () => (await shell.response('index.html'))?.headers.get('Content-Security-Policy');
    expect(await kept()).toBe(policy);
    policy = null;
    expect(await shell.renew()).toBe(true);
    expect(await kept()).toBeNull();
  });

  it.each(['is not there', 'is silent', 'answers with something else'])(
    'loses nothing of what it kept where the host %s while all is fetched anew',
    async (how) => {
      const shell = shellOf(one, '1');
      await shell.install();
      if (how === 'is silent') silent = new Set(Object.keys(one));
      else host = how === 'is not there' ? {} : { ...one, 'index.html': '<p>Sign in' };
      expect(await shell.renew()).toBe(how === 'answers with something else');
      host = {};
      silent.clear();
      for (const [file, text] of Object.entries(one)) expect(await textOf(shell, file)).toBe(text);
    },
  );

  it('takes what did not change from the version before, and keeps that one for its tabs', async () => {
    await shellOf(one, '1').install();
    host = two;
    asked = [];
    const shell = shellOf(two, '2');
    await shell.install();
    expect(asked.sort()).toEqual(['assets/index-2.js', 'index.html']);
    await shell.forgetFormer();
    expect(await (await shell.formerResponse(`${scope}assets/index-1.js`))?.text()).toBe('first()');
    const third = shellOf({ 'index.html': '<p>two' }, '3');
    await third.install();
    await third.forgetFormer();
    expect(await third.formerResponse(`${scope}assets/index-1.js`)).toBeNull();
  });

  it('brings nothing back of what was deleted, and keeps it whole once it is asked to', async () => {
    const shell = shellOf(one, '1');
    await shell.install();
    const forget = async () => {
      for (const name of await caches.asStorage().keys()) await caches.asStorage().delete(name);
    };
    await forget();
    expect(await textOf(shell, 'icon.svg')).toBe('<svg/>');
    expect(await shell.isWhole()).toBe(false);
    expect(await caches.asStorage().keys()).toEqual([]);
    const installing = shell.install();
    await Promise.resolve();
    await forget();
    await installing;
    expect(await caches.asStorage().keys(), 'deleted while it came').toEqual([]);
    await shell.install();
    expect(await shell.isWhole()).toBe(true);
  });

  it('says that there is no room', async () => {
    caches.isFull = true;
    await expect(shellOf(one, '1').install()).rejects.toMatchObject({ name: 'QuotaExceededError' });
  });
});
