"""shapiq's side of bench/estimators.ts.

A request holds the number of players of a game, the name of an estimator, a budget in evaluations, the empty and the full
coalition included, and seeds. The answer holds the Shapley values estimated with each seed, and the seconds of the
processor that its own arithmetic took.
"""

import time
import warnings

import numpy as np
import shapiq
from shapiq import approximator

from lines import Game, requests, say

warnings.filterwarnings("ignore")

# What each is told beside the players and the seed, where it is not what it does by itself.
SETTINGS = {
    "RegressionMSR": {"index": "SV"},
    "ProxySHAP": {"index": "SV", "max_order": 1},
    # Refitting at every choice takes minutes a text.
    "ShaplEIG": {"refit": "decaying", "show_progress": False},
}


def estimate(name, game, budget, seed):
    one = getattr(approximator, name)(n=game.players, random_state=seed, **SETTINGS.get(name, {}))
    # PermutationSamplingSV asks for a coalition that is no list of them, and takes a list of values all the same.
    found = one.approximate(budget, lambda coalitions: game(np.atleast_2d(coalitions)))
    # A player that a sparse estimator leaves out gets 0.
    return [float(found[(i,)]) if (i,) in found.interaction_lookup else 0.0 for i in range(game.players)]


for request in requests():
    if "players" not in request:
        say({"shapiq": shapiq.__version__})
        continue
    game = Game(request["players"])
    start = time.process_time()
    values = [estimate(request["name"], game, request["budget"], seed) for seed in request["seeds"]]
    say({"values": values, "seconds": time.process_time() - start})
