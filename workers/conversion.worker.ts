import * as Comlink from 'comlink';
import { bindWorkersOfLibraries } from './bound-worker';
import { ConversionService } from './conversion-service';
import { holdLifeline } from './lifeline';

holdLifeline(self);
bindWorkersOfLibraries();
Comlink.expose(new ConversionService());
