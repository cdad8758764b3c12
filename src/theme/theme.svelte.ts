const themes = ['system', 'light', 'dark'] as const;
type ThemeChoice = (typeof themes)[number];

const key = 'albert-lens-theme';

/** Light or dark, as the system has it or as the reader chose. The choice is kept in localStorage, over visits. */
export class Theme {
  choice = $state<ThemeChoice>(remembered());

  constructor() {
    this.#apply();
  }

  next(): void {
    this.choice = themes[(themes.indexOf(this.choice) + 1) % themes.length]!;
    try {
      localStorage.setItem(key, this.choice);
    } catch {
      // Storage may be blocked: the choice then lasts as long as the page.
    }
    this.#apply();
  }

  #apply(): void {
    const root = document.documentElement;
    if (this.choice === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = this.choice;
  }
}

function remembered(): ThemeChoice {
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? 'system';
  } catch {
    return 'system';
  }
}
