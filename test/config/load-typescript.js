// Lets a process of tests import the sources by Node itself: `node --import ./test/config/load-typescript.js`.
import { register } from 'node:module';

register('./typescript-loader.js', import.meta.url);
