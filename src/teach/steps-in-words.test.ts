import { expect, it } from 'vitest';
import { stepsInWords } from './steps-in-words';

it('says what helps where a model was taught in few steps', () => {
  expect(stepsInWords(1)).toEqual({
    steps: '1 step',
    advice: 'So few steps hardly change a model: teach it with more labels, or in more passes.',
  });
  expect(stepsInWords(10)).toEqual({ steps: '10 steps', advice: '' });
});
