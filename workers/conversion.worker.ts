import * as Comlink from 'comlink';
import { ConversionService } from './conversion-service';
import { holdLifeline } from './lifeline';

holdLifeline(self);
Comlink.expose(new ConversionService());
