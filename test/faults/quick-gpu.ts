import type { SiteOptions } from '../../scripts/site-server';
import { gpuDisguise } from '../browser/gpu-disguise';

/**
 * While a worker that has asked for a GPU is measured, its clock is slow: so the software adapter, which is right, counts
 * as quick.
 */
const quickOnMeasure = `{
  const [ask, now] = [GPU.prototype.requestAdapter, performance.now.bind(performance)];
  let [isGpu, isMeasured] = [false, false];
  GPU.prototype.requestAdapter = function (...options) {
    isGpu = true;
    return ask.apply(this, options);
  };
  addEventListener('message', ({ data }) => {
    const asked = data?.path?.[0];
    if (asked !== undefined && asked !== 'ping') isMeasured = asked === 'measure';
  });
  performance.now = () => (isGpu && isMeasured ? now() / 1000 : now());
}
`;

/**
 * A host of a page whose model goes over to WebGPU on the software adapter, for a browser started with `softwareGpu`. No
 * service worker may keep the page, whose script is not the build's.
 */
export const quickGpu: SiteOptions = {
  alter: (path, content) =>
    /assets\/model\.worker-.*\.js$/.test(path)
      ? Buffer.concat([Buffer.from(gpuDisguise), Buffer.from(quickOnMeasure), content])
      : content,
};
