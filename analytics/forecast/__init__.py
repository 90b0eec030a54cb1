"""The forecaster: simulated futures of daily use, and what they mean for the packs."""

from analytics.forecast.accuracy import Accuracy, accuracy
from analytics.forecast.grades import Grade, grade_of
from analytics.forecast.outlook import Outlook, Question, outlook, outlooks
from analytics.forecast.run_out import RunOut, RunOutDay, run_out
from analytics.forecast.simulation import simulate
from analytics.forecast.verdict import band_sentence, run_out_sentence, verdict

__all__ = [
    "Accuracy",
    "Grade",
    "Outlook",
    "Question",
    "RunOut",
    "RunOutDay",
    "accuracy",
    "band_sentence",
    "grade_of",
    "outlook",
    "outlooks",
    "run_out",
    "run_out_sentence",
    "simulate",
    "verdict",
]
