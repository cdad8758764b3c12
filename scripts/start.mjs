// npm start: installs what is missing, builds the site and serves it. Plain Node: it runs before packages are installed.
import { createServer } from 'node:net';
import { installPackages } from './install.mjs';
import { main, UserError } from './process.mjs';

const port = 4173;

function assertPortIsFree() {
  return new Promise((free, taken) => {
    const probe = createServer();
    probe.once('error', () =>
      taken(
        new UserError(
          `Port ${port} is taken: is albert-lens running already (http://localhost:${port})?\n` +
            'End the program that listens there, then run npm start again.',
        ),
      ),
    );
    probe.listen(port, 'localhost', () => probe.close(free));
  });
}

await main(async () => {
  await assertPortIsFree();
  await installPackages();
  const { build, preview } = await import('vite');
  await build();
  await preview({ preview: { port, strictPort: true, host: 'localhost' } });
  console.log(`\nalbert-lens is at http://localhost:${port} (Ctrl+C ends it)`);
});
