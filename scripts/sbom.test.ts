import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import packageJson from '../package.json';

it('npm run sbom lists what the product is made of', async () => {
  const limits = { cwd: `${import.meta.dirname}/..`, maxBuffer: 64e6 };
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], limits);
  const bill = JSON.parse(stdout) as { bomFormat: string; components: { name: string }[] };
  expect(bill.bomFormat).toBe('CycloneDX');
  expect(bill.components.map(({ name }) => name)).toEqual(
    expect.arrayContaining(Object.keys(packageJson.dependencies)),
  );
});
