import * as Comlink from 'comlink';
import { holdLifeline } from './lifeline';
import { ModelService } from './model-service';

holdLifeline(self);
Comlink.expose(new ModelService());
