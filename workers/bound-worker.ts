/**
 * Workers under the page's policy. A worker follows the Content-Security-Policy of its own script's response, and a host
 * that cannot set headers sends none. One that starts from a blob has its maker's policy from the first byte: so each
 * starts from a blob that imports its script, and so do those that it starts itself.
 */
import { scriptPolicyName } from './policy';
import { trustedScript } from './trusted-scripts';

const blobs = new Map<string, string>();

/**
 * Starts a module worker that is bound by its maker's policy.
 *
 * @param script absolute URL of a module on the page's origin
 */
export function boundWorker(script: string, name: string): Worker {
  return new Worker(blobOf(importing(script)), { type: 'module', name });
}

/** The same of a module that is too small for a file. @param source written down in our code: never made from data */
export function boundWorkerOf(source: string, name: string): Worker {
  return new Worker(blobOf(`${takesPolicy}\n${source}`), { type: 'module', name });
}

/**
 * Binds the workers that a library makes by itself (the threads of onnxruntime-web) in the same way.
 *
 * @param script absolute URL of the one script that it may start them from
 */
export function bindWorkersOfLibraries(script: string): void {
  const Unbound = globalThis.Worker;
  globalThis.Worker = class extends Unbound {
    constructor(asked: string | URL, options?: WorkerOptions) {
      const url = String(asked);
      const isOurs = [...blobs.values()].includes(url);
      if (!isOurs && url !== script) throw new TypeError(`No worker may start from ${url}.`);
      super(isOurs ? trustedScript(url) : blobOf(`${importing(url)}\n${takesPolicy}`), {
        ...options,
        type: 'module',
      });
    }
  };
}

/**
 * Takes the one name that the policy allows, for nothing, as trusted-scripts does in workers of our own files: whatever runs
 * there later can make no address of a script.
 */
const takesPolicy = `globalThis.trustedTypes?.createPolicy(${JSON.stringify(scriptPolicyName)}, {});`;

const importing = (script: string) => `import ${JSON.stringify(script)};`;

/** One blob a source, kept for good: a few bytes, and a worker may be started again at any time. */
function blobOf(source: string): string {
  let blob = blobs.get(source);
  if (!blob) {
    blob = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    blobs.set(source, blob);
  }
  return trustedScript(blob);
}
