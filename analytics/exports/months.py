"""The names of months in English, German, French and Spanish, whole and shortened, without accents."""

_NAMES = (
    "jan january januar janner jaenner janvier janv ene enero",
    "feb february februar fev fevr fevrier febrero",
    "mar march marz maerz mrz mars marzo",
    "apr april avr avril abr abril",
    "may mai mayo",
    "jun june juni juin junio",
    "jul july juli juil juillet julio",
    "aug august aout ago agosto",
    "sep sept september septembre septiembre setiembre",
    "oct october okt oktober octobre octubre",
    "nov november novembre noviembre",
    "dec december dez dezember decembre dic diciembre",
)

MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
"""Name to number, 1 to 12."""
