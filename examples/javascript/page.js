import { explain, openModel } from 'albert-lens';

// A model folder as the export writes it, here under public/model.
const model = await openModel(new URL('model', document.baseURI));

const button = document.querySelector('#explain');
const verdict = document.querySelector('#verdict');
const words = document.querySelector('#words');

async function show() {
  const { value: text } = document.querySelector('#text');
  const { target, outputValue, values, spans } = await explain(model, text);
  const percent = (100 * outputValue).toFixed(0);
  verdict.textContent = `${model.classifier.classes[target.classIndex]}, ${percent} %`;
  const marks = values.map((value, word) => {
    const mark = document.createElement('mark');
    mark.textContent = text.slice(spans[word].start, spans[word].end);
    mark.title = `${(100 * value).toFixed(1)} points`;
    mark.style.background = `rgb(${value > 0 ? '60 120 220' : '220 120 40'} / ${Math.min(2 * Math.abs(value), 0.6)})`;
    return mark;
  });
  words.replaceChildren(...marks.flatMap((mark) => [mark, ' ']));
}

button.addEventListener('click', () =>
  show().catch((error) => {
    verdict.textContent = error.message;
  }),
);
button.disabled = false;
verdict.textContent = 'The model is ready';
