"""How futures of daily use are made from a history: calendar, bank of models, paths."""
