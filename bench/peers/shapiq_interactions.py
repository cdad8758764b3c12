"""shapiq's side of bench/interactions.ts.

A request holds the number of players of a game, the name of an approximator, a budget in evaluations, the empty and the full
coalition included, and seeds. The answer holds with each seed the Shapley interaction index of order 2 of all pairs, in the
order (0, 1), (0, 2), (1, 2), (0, 3), ..., and the seconds of the processor that its own arithmetic took.
"""

import time
import warnings

import numpy as np
import shapiq
from shapiq import approximator

from lines import Game, requests, say

warnings.filterwarnings("ignore")


def estimate(name, game, budget, seed):
    one = getattr(approximator, name)(n=game.players, max_order=2, index="SII", random_state=seed)
    found = one.approximate(budget, lambda coalitions: game(np.atleast_2d(coalitions)))
    pairs = [(first, second) for second in range(game.players) for first in range(second)]
    # What a sparse approximator leaves out it takes to be 0.
    return [float(found[pair]) if pair in found.interaction_lookup else 0.0 for pair in pairs]


for request in requests():
    if "players" not in request:
        say({"shapiq": shapiq.__version__})
        continue
    game = Game(request["players"])
    start = time.process_time()
    values = [estimate(request["name"], game, request["budget"], seed) for seed in request["seeds"]]
    say({"values": values, "seconds": time.process_time() - start})
