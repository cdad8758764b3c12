import { mount } from 'svelte';
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
});
