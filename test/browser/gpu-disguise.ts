/** What stands before a worker's script: the software adapter gives itself out as a GPU, where none is at hand. */
export const gpuDisguise = `{
  const ask = GPU.prototype.requestAdapter;
  GPU.prototype.requestAdapter = async function (...options) {
    const adapter = await ask.apply(this, options);
    const info = { vendor: 'test', architecture: '', device: '', description: '', isFallbackAdapter: false };
    Object.defineProperty(adapter, 'info', { value: info });
    return adapter;
  };
}
`;
