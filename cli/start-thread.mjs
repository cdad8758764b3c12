// What a thread begins with: it does not have the loader of TypeScript that its process was started with.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.script);
