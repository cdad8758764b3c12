import * as Comlink from 'comlink';
import { ModelService } from './model-service';

Comlink.expose(new ModelService());
