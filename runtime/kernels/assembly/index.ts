export { geluErf, geluTanh, relu, tanh } from './activation';
export { attention } from './attention';
export { gatherRows } from './gather-rows';
export { layerNorm } from './layer-norm';
export { dotOutOfRange, linear, linearByPairs } from './linear';
export { matMul } from './mat-mul';
export { quantise } from './quantise';
