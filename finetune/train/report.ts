import type { TrainingEvent, TrainingTools } from '../../core/training/run';
import { ProgressLine, formatDuration, type ProgressStream } from '../../cli/progress-line';

const SECONDS_BETWEEN_SAVE_ATTEMPTS = 20;

/** A training run as the terminal shows it. */
export class Report {
  readonly progress: ProgressLine;
  #meter = new Meter();

  /** @param out the folder that the run writes to */
  constructor(
    stream: ProgressStream,
    private readonly out: string,
  ) {
    this.progress = new ProgressLine(stream);
  }

  readonly onEvent = (event: TrainingEvent): void => {
    switch (event.kind) {
      case 'resumed':
        return this.progress.say(`resuming at step ${event.step}`);
      case 'no checkpoint':
        return this.progress.say(`${this.out} has no checkpoint: starting anew`);
      case 'reading':
        return this.progress.say(`stage ${event.stage}: reading`);
      case 'learning':
        this.#meter = new Meter();
        return undefined;
      case 'step':
        return this.#showStep(event);
      case 'validated':
        return this.#sayFigures(event);
      case 'unsaved':
        return this.progress.say(`${event.error.message}; training goes on, the next attempt follows`);
    }
  };

  /** What was learnt is only in memory, so the run waits for the disk and does not give up. */
  readonly retry: TrainingTools['retry'] = async (what, error) => {
    const wait = `trying again every ${SECONDS_BETWEEN_SAVE_ATTEMPTS} s: make room, or end the run to give it up`;
    this.progress.say(`${what} is not saved: ${error.message}; ${wait}`);
    await new Promise((resolve) => setTimeout(resolve, 1000 * SECONDS_BETWEEN_SAVE_ATTEMPTS));
  };

  #showStep({ stage, stageStep, stageSteps, loss, tokens }: TrainingEvent & { kind: 'step' }): void {
    this.#meter.add(tokens);
    const left = formatDuration(this.#meter.secondsFor(stageSteps - stageStep));
    const speed = `${Math.round(this.#meter.tokensPerSecond())} tokens/s`;
    this.progress.show(
      `${stage} ${stageStep}/${stageSteps}  loss ${loss.toFixed(4)}  ${speed}  ${left} left`,
    );
  }

  #sayFigures({ entry, best }: TrainingEvent & { kind: 'validated' }): void {
    const shares = [entry.macroRecall, entry.accuracy].map((share) => (100 * share).toFixed(2));
    this.progress.say(
      `step ${entry.step}: loss ${entry.trainingLoss.toFixed(4)}; validation loss ${entry.logLoss.toFixed(4)}, ` +
        `macro-recall ${shares[0]}, accuracy ${shares[1]}${best ? ' (best)' : ''}`,
    );
  }
}

/** The speed since this process began with the steps of the stage. */
class Meter {
  readonly #start = performance.now();
  #tokens = 0;
  #steps = 0;

  add(tokens: number): void {
    this.#tokens += tokens;
    this.#steps++;
  }

  tokensPerSecond(): number {
    return this.#tokens / this.#seconds();
  }

  secondsFor(steps: number): number {
    return (this.#seconds() / this.#steps) * steps;
  }

  #seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }
}
