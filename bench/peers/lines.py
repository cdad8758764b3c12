"""How the peers talk: a line of JSON each way. A peer may ask while it works; see bench/peer-process.ts."""

import json
import sys

import numpy as np


def requests():
    """The requests on stdin, one after the other."""
    for line in iter(sys.stdin.readline, ""):
        yield json.loads(line)


def say(message):
    print(json.dumps(message), flush=True)


def ask(question):
    say({"question": question})
    return json.loads(sys.stdin.readline())


class Game:
    """The game of the request at work, whose values the other side knows: rows of 0 and 1 to their values."""

    def __init__(self, players):
        self.players = players
        self.known = {}

    def __call__(self, coalitions):
        rows = ["".join("1" if present else "0" for present in row) for row in np.asarray(coalitions)]
        fresh = [row for row in dict.fromkeys(rows) if row not in self.known]
        if fresh:
            self.known.update(zip(fresh, ask(fresh)))
        return np.array([self.known[row] for row in rows])
