"""One decision of task CE in a fresh process: ``python bench/peers/cold.py ENGINE``, importing what that engine needs only."""

import importlib
import json
import os
import sys

engine = importlib.import_module("bench.peers.engines." + sys.argv[1]).Engine()
with open(os.path.join(os.environ["PEERS_DATA"], "one.json"), encoding="utf-8") as file:
    sys.stdout.write(json.dumps(engine.eval(json.load(file))) + "\n")
sys.stdout.flush()
os._exit(0)  # one engine may fail while it is taken down
