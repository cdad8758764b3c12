import * as Comlink from 'comlink';
import { FileService } from './file-service';
import { holdLifeline } from './lifeline';

holdLifeline(self);
Comlink.expose(new FileService());
