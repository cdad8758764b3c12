"""shap's side of bench/estimators.ts: answers one line of JSON on stdin with one on stdout.

A request holds the value of every coalition of one game ("values"[s]: bit i of s says that player i is present), the
budgets in evaluations, the empty and the full coalition included, and a number of seeds. The answer holds, for each
setting of l1_reg, budget and seed, the estimated Shapley values.
"""

import json
import sys
import warnings

import numpy as np
import shap

# shap warns about the l1 setting that it takes by default, once a call.
warnings.filterwarnings("ignore")


def estimate(values, budget, seed, l1_reg):
    players = int(np.log2(len(values)))
    bits = 1 << np.arange(players)
    explainer = shap.KernelExplainer(
        lambda coalitions: values[(coalitions != 0).astype(int) @ bits], np.zeros((1, players))
    )
    np.random.seed(seed)
    # nsamples does not count the empty and the full coalition.
    result = explainer.shap_values(np.ones((1, players)), nsamples=budget - 2, l1_reg=l1_reg, silent=True)
    return np.asarray(result)[0].tolist()


for line in sys.stdin:
    request = json.loads(line)
    if "values" not in request:
        answer = {"shap": shap.__version__, "numpy": np.__version__}
    else:
        values = np.asarray(request["values"])
        answer = {
            name: [
                [estimate(values, budget, seed, l1_reg) for seed in range(request["seeds"])]
                for budget in request["budgets"]
            ]
            for name, l1_reg in (("all", 0), ("ten", "num_features(10)"))
        }
    print(json.dumps(answer), flush=True)
