import { fileURLToPath } from 'node:url';

/** Folder of the model that the repository ships. */
export const shippedModel = fileURLToPath(new URL('../models/sentiment', import.meta.url));
