"""The forecaster: simulated futures of daily use, and what they mean for the packs."""

from analytics.forecast.accuracy import Accuracy, accuracy
from analytics.forecast.buying.offers import Offer, Order, offer_of, settings_offer
from analytics.forecast.buying.true_up import Conditions, TrueUp, conditions_of, true_up
from analytics.forecast.futures.grades import Grade, grade_of
from analytics.forecast.futures.simulation import simulate
from analytics.forecast.holiday_dates import countries, public_holidays
from analytics.forecast.noticing.unusual import Findings, Shape, Unusual, unusual
from analytics.forecast.outlook import Outlook, Paths, Question, days_behind, outlook, outlooks
from analytics.forecast.proof.vintages import keep_forecasts
from analytics.forecast.run_out import RunOut, RunOutDay, run_out
from analytics.forecast.verdict import band_sentence, run_out_sentence, verdict

__all__ = [
    "Accuracy",
    "Conditions",
    "Findings",
    "Grade",
    "Offer",
    "Order",
    "Outlook",
    "Paths",
    "Question",
    "RunOut",
    "RunOutDay",
    "Shape",
    "TrueUp",
    "Unusual",
    "accuracy",
    "band_sentence",
    "conditions_of",
    "countries",
    "days_behind",
    "grade_of",
    "keep_forecasts",
    "offer_of",
    "outlook",
    "outlooks",
    "public_holidays",
    "run_out",
    "run_out_sentence",
    "settings_offer",
    "simulate",
    "true_up",
    "unusual",
    "verdict",
]
