"""The side of shap, lime and Captum in bench/faithfulness.ts: their explanations of the very model that ours explain.

usage: faithfulness.py TOKENIZER, the model's tokenizer.json.

A request names a task and holds a text, its words as [start, end] in characters, its token ids, which of them are special,
and the tokens of each word. The model is asked about, never run here: of coalitions of words (the others [MASK]), of texts,
and of gradients at embeddings. The answer holds a value a word, and the seconds of the processor that the arithmetic took.
"""

import base64
import importlib.metadata
import sys
import time
import warnings

import numpy as np
import shap
import torch
import transformers
from captum.attr import IntegratedGradients
from lime.lime_text import LimeTextExplainer
from transformers import PreTrainedTokenizerFast

from lines import Game, ask, requests, say

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()
torch.set_num_threads(1)

SPECIAL = {
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
}
tokenizer = PreTrainedTokenizerFast(tokenizer_file=sys.argv[1], **SPECIAL)


def classify(texts):
    """The probability of the class that is explained; equal texts are asked about once a task, as coalitions are."""
    texts = [str(text) for text in texts]
    fresh = [text for text in dict.fromkeys(texts) if text not in known]
    if fresh:
        known.update(zip(fresh, ask({"texts": fresh})))
    return np.array([known[text] for text in texts])


def over_words(request, spans):
    """Values of stretches of the text, shared by the words that they overlap, a character alike."""
    values = np.zeros(len(request["words"]))
    for start, end, value in spans:
        overlaps = [max(0, min(end, last) - max(start, first)) for first, last in request["words"]]
        if sum(overlaps) > 0:
            values += value * np.array(overlaps) / sum(overlaps)
    return values


def shap_as_it_comes(request):
    """shap.Explainer on texts: Owen values over its own clustering of tokens, 500 evaluations."""
    explainer = shap.Explainer(classify, shap.maskers.Text(tokenizer), seed=0)
    values = explainer([request["text"]], silent=True).values[0]
    offsets = tokenizer(request["text"], return_offsets_mapping=True)["offset_mapping"]
    return over_words(request, [(start, end, value) for (start, end), value in zip(offsets, values)])


def shap_well_set(request):
    """KernelExplainer on our words, [MASK] for absent ones, no l1 selection, its own number of samples."""
    words = len(request["words"])
    np.random.seed(0)
    explainer = shap.KernelExplainer(Game(words), np.zeros((1, words)))
    return np.asarray(explainer.shap_values(np.ones((1, words)), l1_reg=0, silent=True))[0]


def both(probabilities):
    return np.stack([1 - probabilities, probabilities], axis=1)


def lime_weights(request, explainer, features):
    explanation = explainer.explain_instance(
        request["text"], lambda texts: both(classify(texts)), labels=(1,), num_features=features, num_samples=5000
    )
    words = explanation.domain_mapper.indexed_string
    spans = []
    for feature, weight in explanation.as_map()[1]:
        word = words.word(feature)
        places = np.atleast_1d(words.string_position(feature))
        spans += [(place, place + len(word), weight / len(places)) for place in places]
    return over_words(request, spans)


def lime_as_it_comes(request):
    """Words between non-letters, deleted wherever they stand, ten of them kept."""
    return lime_weights(request, LimeTextExplainer(random_state=0), 10)


def lime_well_set(request):
    """Our words, each place by itself, [MASK] for absent ones, all kept."""
    words = [request["text"][first:last] for first, last in request["words"]]
    explainer = LimeTextExplainer(bow=False, mask_string="[MASK]", split_expression=lambda _: words, random_state=0)
    return lime_weights(request, explainer, len(words))


class Model(torch.autograd.Function):
    """The probability of the class at embeddings, and its gradient, both asked of the model."""

    @staticmethod
    def forward(context, embeddings):
        rows = embeddings.detach().numpy().astype("<f4")
        packed = base64.b64encode(rows.tobytes()).decode()
        answer = ask({"embeddings": packed, "rows": len(rows)})
        gradient = np.frombuffer(base64.b64decode(answer["gradients"]), "<f4").reshape(rows.shape)
        context.save_for_backward(torch.from_numpy(gradient.copy()))
        return torch.tensor(answer["outputs"], dtype=torch.float32)

    @staticmethod
    def backward(context, upstream):
        (gradient,) = context.saved_tensors
        return upstream[:, None, None] * gradient


def integrated_gradients(request, baseline, steps):
    embedding = np.frombuffer(base64.b64decode(ask({"embed": request["ids"]})), "<f4")
    text = torch.from_numpy(embedding.reshape(1, len(request["ids"]), -1).copy())
    values = IntegratedGradients(Model.apply).attribute(
        text, baselines=baseline(text, request), n_steps=steps, internal_batch_size=steps
    )
    tokens = values.sum(-1)[0].double().numpy()
    return np.array([tokens[own].sum() for own in request["tokens"]])


def captum_as_it_comes(request):
    """50 steps from embeddings of zeros."""
    return integrated_gradients(request, lambda text, _: torch.zeros_like(text), 50)


def captum_well_set(request):
    """300 steps from the [MASK] embedding, [CLS] and [SEP] kept: what the yardstick puts for an absent word."""

    def masked(text, request):
        ids = [own if special else tokenizer.mask_token_id for own, special in zip(request["ids"], request["special"])]
        return torch.from_numpy(
            np.frombuffer(base64.b64decode(ask({"embed": ids})), "<f4").reshape(text.shape).copy()
        )

    return integrated_gradients(request, masked, 300)


TASKS = {
    "shap Explainer, as it comes": shap_as_it_comes,
    "shap KernelExplainer, well set": shap_well_set,
    "lime, as it comes": lime_as_it_comes,
    "lime, well set": lime_well_set,
    "Captum Integrated Gradients, as it comes": captum_as_it_comes,
    "Captum Integrated Gradients, well set": captum_well_set,
}

known = {}
for request in requests():
    if "task" not in request:
        names = ("shap", "lime", "captum", "torch", "transformers", "numpy")
        say({"tasks": list(TASKS), "versions": {name: importlib.metadata.version(name) for name in names}})
        continue
    known.clear()
    start = time.process_time()
    values = TASKS[request["task"]](request)
    say({"values": np.asarray(values, dtype=float).tolist(), "seconds": time.process_time() - start})
