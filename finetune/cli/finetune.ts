import { makeExport, makePlans } from '../recipe/make-plan';
import { trainOptions } from '../recipe/train-options';
import { trainChain } from '../train/chain';
import { requireWritable } from '../train/files';
import { checkExportFiles, writeExport } from '../export/write-export';
import { ProgressLine } from '../../cli/progress-line';
import { runCommand } from '../../cli/run-command';

await runCommand(
  {
    name: 'npm run finetune --',
    summary:
      'Fine-tunes an encoder (ALBERT, BERT, RoBERTa, ...) on texts with labels, soft labels or both. --out then\n' +
      'holds the weights with the least log loss on validation, as a Hugging Face folder. A number in brackets is the default.',
    options: trainOptions,
  },
  async (options, signal) => {
    const progress = new ProgressLine(process.stderr);
    const plans = await makePlans(options, (sentence) => progress.say(sentence));
    const toExport = await makeExport(options);
    // Hours of training must not end at a folder that cannot be written.
    if (toExport) await requireWritable(toExport.out);
    const { plan, outcome } = await trainChain(plans, {
      stream: process.stderr,
      signal,
      // Nor may they end at a file of the card that cannot be read.
      ...(toExport && { onClasses: (model) => checkExportFiles(toExport.settings, model) }),
    });
    if (!outcome.finished) {
      const seed = plan.seeds.length > 1 ? ` of seed ${outcome.seed}` : '';
      const recipe = plans.length > 1 ? ` of recipe ${plan.recipe}` : '';
      process.stderr.write(
        `stopped at step ${outcome.step}${seed}${recipe}: the same command with --resume goes on from there\n`,
      );
      process.exitCode = 130;
      return;
    }
    const macroRecall = (100 * outcome.macroRecall).toFixed(2);
    process.stderr.write(
      `done: ${plan.out} holds the weights of ${outcome.weightsOf}; macro-recall ${macroRecall} on validation\n`,
    );
    if (toExport) {
      const { out, settings } = toExport;
      await writeExport(plan.out, out, settings, progress, signal);
    }
  },
);
