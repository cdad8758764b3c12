import * as Comlink from 'comlink';
import { KernelService } from './kernel-service';
import { holdLifeline } from './lifeline';

holdLifeline(self);
Comlink.expose(new KernelService());
