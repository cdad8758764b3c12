import * as Comlink from 'comlink';
import { KernelService } from './kernel-service';
import { holdLifeline } from './lifeline';
// Takes the one name that the policy allows, so that no other script can.
import './trusted-scripts';

holdLifeline(self);
Comlink.expose(new KernelService());
