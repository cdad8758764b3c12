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
target.replaceChildren();
mount(App, { target });
readRestoredText();
offline.begin();
