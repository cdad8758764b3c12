import { mount } from 'svelte';
import { sentences } from '../core/text/sentences';
import App from './App.svelte';
import { offline } from './offline/offline.svelte';
import { readRestoredText } from './offline/restored-text';
import './offline/starting.css';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no element #app');
readRestoredText();
// In a task of its own: running all scripts of the page was one already.
setTimeout(() => {
  target.replaceChildren();
  mount(App, { target });
  offline.begin();
  // The first text that is cut into sentences has the browser read its tables, for as long as a view is drawn: so a word is,
  // while the view still comes.
  setTimeout(() => sentences('word'));
});
