"""shap's side of bench/estimators.ts.

A request holds the number of players of a game, an l1 setting, a budget in evaluations, the empty and the full coalition
included, and seeds. The answer holds the Shapley values estimated with each seed, and the seconds of the processor that
its own arithmetic took.
"""

import time
import warnings

import numpy as np
import shap

from lines import Game, requests, say

# shap warns about the l1 setting that it takes by default, once a call.
warnings.filterwarnings("ignore")


def estimate(game, budget, seed, l1_reg):
    explainer = shap.KernelExplainer(game, np.zeros((1, game.players)))
    np.random.seed(seed)
    # nsamples does not count the empty and the full coalition.
    result = explainer.shap_values(np.ones((1, game.players)), nsamples=budget - 2, l1_reg=l1_reg, silent=True)
    return np.asarray(result)[0].tolist()


for request in requests():
    if "players" not in request:
        say({"shap": shap.__version__, "numpy": np.__version__})
        continue
    game = Game(request["players"])
    start = time.process_time()
    values = [estimate(game, request["budget"], seed, request["name"]) for seed in request["seeds"]]
    say({"values": values, "seconds": time.process_time() - start})
