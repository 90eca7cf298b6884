"""What a change does to a register: settings, turns, sweeps, forms, the command."""
