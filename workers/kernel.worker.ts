import * as Comlink from 'comlink';
import { KernelService } from './kernel-service';

Comlink.expose(new KernelService());
