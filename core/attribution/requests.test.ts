import { describe, expect, it } from 'vitest';
import { methodNames, methods } from './methods/all';
import { defaultSettings } from './method-settings';
import { methodRequests, sharedFields } from './requests';
import type { Fields } from './settings/fields';

describe('methodRequests', () => {
  it('gives each method the settings that it has, and no other', () => {
    const given = Object.fromEntries(sharedFields.map(({ key, uses }) => [key, uses[0]!.field.default]));
    for (const { method, settings } of methodRequests(methodNames, given)) {
      const own = Object.keys(defaultSettings[method]).filter(
        (name) => name !== 'unit' && name !== 'longText',
      );
      expect(Object.keys(settings ?? {}).sort()).toEqual(own.sort());
    }
  });

  it('lets a number follow another where it is not given itself', () => {
    const lime = (given: Parameters<typeof methodRequests>[1]) =>
      methodRequests(['lime'], given)[0]!.settings;
    expect(lime({ evaluations: 300 })).toEqual({ samples: 300 });
    expect(lime({ evaluations: 300, samples: 50 })).toEqual({ samples: 50 });
    expect(lime({ evaluations: null })).toEqual({});
  });

  it('leaves the doubling of steps to its own setting', () => {
    expect(methodRequests(['integrated-gradients'], { steps: 20, maxSteps: undefined })).toEqual([
      { method: 'integrated-gradients', settings: { steps: 20 } },
    ]);
  });
});

describe('sharedFields', () => {
  it('follow settings that exist, and what is shared is of one kind, label and help', () => {
    const keys = sharedFields.map(({ key }) => key as string);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { uses } of sharedFields) {
      const [{ field }] = uses as [(typeof uses)[number]];
      if (field.follows !== undefined) expect(keys).toContain(field.follows);
      for (const { field: other } of uses) {
        expect([other.kind, other.label, other.help]).toEqual([field.kind, field.label, field.help]);
      }
    }
  });
});

describe.each(methodNames)('the definition of %s', (name) => {
  const { title, question, source, sum, base, fields } = methods[name];

  it('says what it is', () => {
    for (const text of [title, question, source.paper, sum, base]) expect(text).not.toBe('');
  });

  it('has defaults within the ranges that it offers, and offers within what it takes', () => {
    for (const field of Object.values<Fields[string]>(fields)) {
      if (field.kind === 'choice') {
        expect(Object.keys(field.choices)).toContain(field.default);
        continue;
      }
      const [least, most] = field.offered ?? [field.least, field.most];
      expect(least).toBeGreaterThanOrEqual(field.least);
      expect(most).toBeLessThanOrEqual(field.most);
      if (field.default !== null) {
        expect(field.default).toBeGreaterThanOrEqual(least);
        expect(field.default).toBeLessThanOrEqual(most);
      }
    }
  });
});
