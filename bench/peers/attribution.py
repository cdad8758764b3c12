"""The side of shap, lime and Captum in bench/peers.ts: answers one line of JSON on stdin with one on stdout.

usage: attribution.py FOLDER THREADS, where FOLDER is a Hugging Face ALBERT folder with tokenizer.json.

Every task explains the probability of one class of one text and is timed from the ids (lime: from the text, as it
takes nothing else) to the values. The model is given BATCH rows at once.
"""

import importlib.metadata
import json
import sys
import time
import warnings

import numpy as np
import shap
import torch
import transformers
from captum.attr import LayerIntegratedGradients
from lime.lime_text import LimeTextExplainer
from tokenizers import Tokenizer
from transformers import AlbertForSequenceClassification

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()

BATCH = 128
folder, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
model = AlbertForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval()
tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
tokenizer.no_truncation()
tokenizer.enable_padding(pad_id=0, pad_token="<pad>")
CLS, SEP, PAD, MASK = 2, 3, 0, 4


@torch.inference_mode()
def probabilities(ids, attention=None):
    ids = torch.as_tensor(ids)
    attention = torch.ones_like(ids) if attention is None else torch.as_tensor(attention)
    logits = [
        model(input_ids=ids[start : start + BATCH], attention_mask=attention[start : start + BATCH]).logits
        for start in range(0, len(ids), BATCH)
    ]
    return torch.cat(logits).softmax(-1).double().numpy()


def kernel_shap(ids, words, target, evaluations, seed):
    ids = np.array(ids)
    rows = 0

    def value(present):
        nonlocal rows
        rows += len(present)
        masked = np.tile(ids, (len(present), 1))
        for word, tokens in enumerate(words):
            masked[np.ix_(present[:, word] == 0, tokens)] = MASK
        return probabilities(masked)[:, target]

    np.random.seed(seed)
    explainer = shap.KernelExplainer(value, np.zeros((1, len(words))))
    values = explainer.shap_values(
        np.ones((1, len(words))), nsamples=evaluations - 2, l1_reg=0, silent=True
    )
    return np.asarray(values)[0], rows


def lime(text, target, samples, seed):
    rows = 0

    def classify(texts):
        nonlocal rows
        rows += len(texts)
        encoded = tokenizer.encode_batch(list(texts))
        return probabilities([e.ids for e in encoded], [e.attention_mask for e in encoded])

    explainer = LimeTextExplainer(bow=False, mask_string="[MASK]", split_expression=r"\s+", random_state=seed)
    words = len(text.split())
    explanation = explainer.explain_instance(
        text, classify, labels=(target,), num_features=words, num_samples=samples
    )
    weights = np.zeros(words)
    for word, weight in explanation.as_map()[target]:
        weights[word] = weight
    return weights, rows


def integrated_gradients(ids, words, target, steps):
    ids = torch.tensor([ids])
    baseline = torch.full_like(ids, PAD)
    baseline[ids == CLS] = CLS
    baseline[ids == SEP] = SEP
    method = LayerIntegratedGradients(
        lambda ids: model(input_ids=ids).logits.softmax(-1), model.albert.embeddings.word_embeddings
    )
    attributions = method.attribute(
        ids,
        baselines=baseline,
        target=target,
        n_steps=steps,
        method="gausslegendre",
        internal_batch_size=steps,
    )
    tokens = attributions.sum(-1)[0].detach().double().numpy()
    return np.array([tokens[indices].sum() for indices in words]), steps


TASKS = {"kernel-shap": kernel_shap, "lime": lime, "integrated-gradients": integrated_gradients}

for line in sys.stdin:
    request = json.loads(line)
    task = request.pop("task")
    if task == "versions":
        names = ("torch", "transformers", "shap", "lime", "captum")
        answer = {name: importlib.metadata.version(name) for name in names}
    else:
        start = time.perf_counter()
        values, rows = TASKS[task](**request)
        answer = {"seconds": time.perf_counter() - start, "rows": rows, "values": values.tolist()}
    print(json.dumps(answer), flush=True)
