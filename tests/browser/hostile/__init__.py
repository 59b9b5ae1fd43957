"""Templates that print attackers' data in every place there is, and what attackers put there."""
