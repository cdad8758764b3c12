import { defaultChoices, problemsOf, type Choices } from './choices';

/** The reader's choices, as the form edits them. */
export class Settings {
  choices = $state<Choices>({ ...defaultChoices });

  readonly problems = $derived(problemsOf(this.choices));
  readonly valid = $derived(Object.keys(this.problems).length === 0);
  readonly changed = $derived(JSON.stringify(this.choices) !== JSON.stringify(defaultChoices));

  set(changes: Partial<Choices>): void {
    this.choices = { ...this.choices, ...changes };
  }

  reset(): void {
    this.choices = { ...defaultChoices };
  }
}
