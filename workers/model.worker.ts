import * as Comlink from 'comlink';
import { bindWorkersOfLibraries } from './bound-worker';
import { holdLifeline } from './lifeline';
import { ModelService } from './model-service';

holdLifeline(self);
bindWorkersOfLibraries();
Comlink.expose(new ModelService());
