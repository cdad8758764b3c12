"""PyTorch's side of bench/training.ts: answers one line of JSON on stdin with one on stdout.

usage: training.py FOLDER THREADS, where FOLDER is a Hugging Face ALBERT folder.
"""

import json
import sys
import time

import torch
import transformers
from transformers import AlbertForSequenceClassification

folder, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
transformers.logging.set_verbosity_error()
model = AlbertForSequenceClassification.from_pretrained(folder, dtype=torch.float32)
initial = {name: weight.clone() for name, weight in model.state_dict().items()}
optimizer = None


def reset():
    global optimizer
    model.load_state_dict(initial)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.01)


def train(ids, targets, repeats):
    model.train()
    first = None
    start = time.perf_counter()
    for _ in range(repeats):
        optimizer.zero_grad(set_to_none=True)
        logits = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits
        loss = torch.nn.functional.cross_entropy(logits, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        first = loss.item() if first is None else first
    return {"seconds": (time.perf_counter() - start) / repeats, "check": first}


@torch.inference_mode()
def infer(ids, repeats):
    model.eval()
    start = time.perf_counter()
    for _ in range(repeats):
        logits = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits
    return {"seconds": (time.perf_counter() - start) / repeats, "check": logits[0, 0].item()}


for line in sys.stdin:
    request = json.loads(line)
    if request["task"] == "version":
        answer = {"torch": torch.__version__, "transformers": transformers.__version__}
    elif request["task"] == "reset":
        reset()
        answer = {}
    elif request["task"] == "train":
        answer = train(torch.tensor(request["ids"]), torch.tensor(request["targets"]), request["repeats"])
    else:
        answer = infer(torch.tensor(request["ids"]), request["repeats"])
    print(json.dumps(answer), flush=True)
