import * as Comlink from 'comlink';
import { KernelService } from './kernel-service';
import { holdLifeline } from './lifeline';

holdLifeline(self as unknown as DedicatedWorkerGlobalScope);
Comlink.expose(new KernelService());
