import * as Comlink from 'comlink';
import { FileService } from './file-service';
import { holdLifeline } from './lifeline';
// Takes the one name that the policy allows, so that no other script can.
import './trusted-scripts';

holdLifeline(self);
Comlink.expose(new FileService());
