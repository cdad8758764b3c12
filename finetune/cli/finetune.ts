import { makeExport, makePlan } from '../recipe/make-plan';
import { trainOptions } from '../recipe/train-options';
import { train } from '../train/train';
import { writeExport } from '../export/write-export';
import { ProgressLine } from '../../cli/progress-line';
import { runCommand } from '../../cli/run-command';

await runCommand(
  {
    name: 'npm run finetune --',
    summary:
      'Fine-tunes an ALBERT on texts with labels, soft labels or both. --out then holds the weights that were best on\n' +
      'validation, as a Hugging Face folder. A number in brackets is the default.',
    options: trainOptions,
  },
  async (options, signal) => {
    const plan = await makePlan(options);
    const toExport = await makeExport(options);
    const { finished, position } = await train(plan, { stream: process.stderr, signal });
    if (!finished) {
      process.stderr.write(
        `stopped at step ${position.step}: the same command with --resume goes on from there\n`,
      );
      process.exitCode = 130;
      return;
    }
    const best = position.history.reduce((a, b) => (b.macroRecall > a.macroRecall ? b : a));
    const macroRecall = (100 * best.macroRecall).toFixed(2);
    process.stderr.write(
      `done: ${plan.out} holds the weights of step ${best.step}, macro-recall ${macroRecall} on validation\n`,
    );
    if (toExport) {
      const { out, settings } = toExport;
      await writeExport(plan.out, out, settings, new ProgressLine(process.stderr), signal);
    }
  },
);
