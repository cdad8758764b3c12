import { memoize, textGame, type MemoGame } from './game';
import { read, type Passage, type Reading } from './long-text';
import type { Classifier } from './model';
import type { CommonSettings, Subject } from './settings';
import type { Removal } from './types';

/**
 * The games that can be played with one subject, remembered: methods and metrics that ask about the same coalitions
 * evaluate them once between them.
 */
export class SharedGames {
  private readonly readings = new Map<string, Reading>();
  private readonly games = new Map<Passage, Map<Removal, MemoGame>>();

  constructor(
    readonly model: Classifier,
    readonly subject: Subject,
  ) {}

  /** How the model reads the subject's text. */
  reading(settings: CommonSettings): Reading {
    const key = `${settings.unit} ${settings.longText}`;
    let reading = this.readings.get(key);
    if (!reading) {
      reading = read(this.subject.tokenized, this.model.maxTokens, settings);
      this.readings.set(key, reading);
    }
    return reading;
  }

  /** The game over the features of one passage of such a reading. */
  game(passage: Passage, removal: Removal): MemoGame {
    const byRemoval = this.games.get(passage) ?? new Map<Removal, MemoGame>();
    this.games.set(passage, byRemoval);
    let game = byRemoval.get(removal);
    if (!game) {
      const { special, target } = this.subject;
      game = memoize(textGame(this.model, passage.tokenized, passage.features, removal, special, target));
      byRemoval.set(removal, game);
    }
    return game;
  }

  /** Coalitions evaluated in all games together. */
  get evaluations(): number {
    let sum = 0;
    for (const byRemoval of this.games.values()) {
      for (const game of byRemoval.values()) sum += game.evaluations;
    }
    return sum;
  }
}
