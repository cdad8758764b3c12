"""shapiq's side of bench/estimators.ts: answers one line of JSON on stdin with one on stdout.

A request holds the value of every coalition of one game ("values"[s]: bit i of s says that player i is present), the
budgets in evaluations, the empty and the full coalition included, a number of seeds, and the names of estimators. The
answer holds, for each of them, budget and seed, the estimated Shapley values. PermutationSamplingSV is left out: it
fails on the NumPy that shapiq itself asks for.
"""

import json
import sys
import warnings

import numpy as np
import shapiq
from shapiq import approximator

warnings.filterwarnings("ignore")

# What each is told beside the players and the seed, where it is not what it does by itself.
SETTINGS = {
    "OddSHAP": {},
    "RegressionMSR": {"index": "SV"},
    "LeverageSHAP": {},
    "KernelSHAP": {},
    "ProxySHAP": {"index": "SV", "max_order": 1},
    "SVARM": {},
    # Refitting at every choice takes minutes a text.
    "ShaplEIG": {"refit": "decaying", "show_progress": False},
}


def estimate(name, game, players, budget, seed):
    one = getattr(approximator, name)(n=players, random_state=seed, **SETTINGS[name])
    found = one.approximate(budget, game)
    # A player that a sparse estimator leaves out gets 0.
    return [float(found[(i,)]) if (i,) in found.interaction_lookup else 0.0 for i in range(players)]


for line in sys.stdin:
    request = json.loads(line)
    if "values" not in request:
        answer = {"shapiq": shapiq.__version__}
    else:
        values = np.asarray(request["values"])
        players = int(np.log2(len(values)))
        bits = 1 << np.arange(players)
        game = lambda coalitions: values[np.asarray(coalitions).astype(int) @ bits]
        answer = {
            name: [
                [estimate(name, game, players, budget, seed) for seed in range(request["seeds"])]
                for budget in request["budgets"]
            ]
            for name in request["names"]
        }
    print(json.dumps(answer), flush=True)
