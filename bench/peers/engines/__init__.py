"""One module an engine: task CE in its language, and how the harness asks it (bench/peers/README.md)."""
