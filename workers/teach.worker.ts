import * as Comlink from 'comlink';
import { teachingFolder } from './cache-names';
import { KeptTeachings } from './kept-teachings';
import { holdLifeline } from './lifeline';
import { TeachService } from './teach-service';
// Takes the one name that the policy allows, so that no other script can.
import './trusted-scripts';
import { OpfsShelf } from './work-shelf';

holdLifeline(self);
Comlink.expose(
  new TeachService(
    () => import('./teach-runtime').then(({ browserTools }) => browserTools),
    new KeptTeachings(new OpfsShelf(teachingFolder)),
  ),
);
