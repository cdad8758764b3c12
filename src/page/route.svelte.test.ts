import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { hashOf, Route, viewNames, type AddressHost } from './route.svelte';

/** An address with a history, as far as hashes go. */
class FakeAddress implements AddressHost {
  readonly visited: string[];
  #at = 0;
  #listeners: (() => void)[] = [];

  constructor(hash: string) {
    this.visited = [hash];
  }

  get location() {
    return { hash: this.visited[this.#at]! };
  }

  readonly history = {
    replaceState: (_data: null, _unused: string, url: string) => void (this.visited[this.#at] = url),
  };

  addEventListener(_type: 'hashchange', listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: 'hashchange', listener: () => void): void {
    this.#listeners = this.#listeners.filter((one) => one !== listener);
  }

  follow(hash: string): void {
    this.visited.splice(++this.#at, Infinity, hash);
    this.#tell();
  }

  go(steps: number): void {
    this.#at += steps;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

describe('the route', () => {
  it('opens the first view where the address names none, and leaves the address alone', () => {
    const address = new FakeAddress('');
    expect(new Route(address).view).toBe('text');
    expect(address.visited).toEqual(['']);
  });

  it.each(viewNames)('opens the view that the address names: %s', (name) => {
    expect(new Route(new FakeAddress(hashOf(name))).view).toBe(name);
  });

  it('follows links, Back and Forward, as a state that can be watched', () => {
    const address = new FakeAddress('#/text');
    const route = new Route(address);
    const seen: string[] = [];
    const stop = $effect.root(() => {
      $effect(() => void seen.push(route.view));
    });
    flushSync();
    for (const step of [() => address.follow('#/about'), () => address.go(-1), () => address.go(1)]) {
      step();
      flushSync();
    }
    stop();
    expect(seen).toEqual(['text', 'about', 'text', 'about']);
  });

  it.each(['#/nowhere', '#results', '#/about/', '#/__proto__', '#/TEXT', '#'])(
    'goes to the first view in place of %j, so that Back leads past it',
    (hash) => {
      const address = new FakeAddress('#/about');
      const route = new Route(address);
      address.follow(hash);
      expect(route.view).toBe('text');
      expect(address.visited).toEqual(['#/about', '#/text']);
    },
  );

  it('takes what a link carries out of the address, and hands it over once', () => {
    const address = new FakeAddress('#/about');
    const route = new Route(address);
    address.follow('#/text?text=secret&class=positive');
    expect(address.visited).toEqual(['#/about', '#/text']);
    expect(route.takeLinked()).toEqual({ text: 'secret', struck: [], className: 'positive' });
    expect(route.takeLinked()).toBeNull();
  });

  it('follows no more once it is stopped', () => {
    const address = new FakeAddress('#/text');
    const route = new Route(address);
    route.stop();
    address.follow('#/about');
    expect(route.view).toBe('text');
  });
});
