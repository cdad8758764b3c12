import type { SiteOptions } from '../../scripts/site-server';
import { gpuDisguise } from '../browser/gpu-disguise';

/** The clock of a worker that has asked for a GPU is slow: so the software adapter, which is right, counts as quick. */
const slowClock = `{
  const [ask, now] = [GPU.prototype.requestAdapter, performance.now.bind(performance)];
  GPU.prototype.requestAdapter = function (...options) {
    performance.now = () => now() / 1000;
    return ask.apply(this, options);
  };
}
`;

/**
 * A host of a page whose model goes over to WebGPU on the software adapter, for a browser started with `softwareGpu`. No
 * service worker may keep the page, whose script is not the build's.
 */
export const quickGpu: SiteOptions = {
  alter: (path, content) =>
    /assets\/model\.worker-.*\.js$/.test(path)
      ? Buffer.concat([Buffer.from(gpuDisguise), Buffer.from(slowClock), content])
      : content,
};
