/** What Chromium without a screen needs to use a GPU: it asks for Vulkan only when told to. */
export const gpuFlags: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-angle=vulkan',
  '--disable-vulkan-surface',
  '--ignore-gpu-blocklist',
];
