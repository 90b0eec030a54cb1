"""The words for totals in the languages of the exports, and cells that have one where a name should stand."""

import re
from collections.abc import Collection, Iterable

from analytics.exports.fields import normalised

# As pivot tables, matrices and reports of Excel, LibreOffice, Google Sheets and Power BI write them; no public list has
# them. In the order of `_LANGUAGES` of the months, as far as languages have words of their own.
_WORDS = """
total, totals, grand total, sub total, subtotal, subtotals, sum, overall, overall total, total result, result, all total
summe, gesamt, insgesamt, gesamtsumme, gesamtergebnis, ergebnis, teilergebnis, zwischensumme, endsumme, teilsumme
total général, sous total, somme, somme totale, ensemble, résultat
total general, suma, suma total, suma parcial, total parcial, resultado, total geral, soma, soma total
totale, totale complessivo, totale generale, totale parziale, subtotale, somma, risultato, complessivo
totaal, eindtotaal, subtotaal, som, resultaat
hovedtotal, i alt, ialt, samlet, summa, totalsumma, delsumma, totalt, totalsum, delsum, sum total
yhteensä, kaikki yhteensä, välisumma, loppusumma, samtals, heildarsumma, kokku, üldsumma, kopā, kopsumma, pavisam
iš viso, suma iš viso, bendra suma, razem, suma końcowa, suma częściowa, ogółem, łącznie, wynik
celkem, součet, celkový součet, mezisoučet, celkom, súčet, celkový súčet, medzisúčet, spolu
összesen, végösszeg, részösszeg, összeg, mindösszesen, total parțial, sumă, total general, общо, сума, общ сбор
ukupno, sveukupno, zbroj, ukupni zbroj, zbir, skupaj, vsota, skupna vsota, вкупно, укупно, gjithsej, shuma
σύνολο, γενικό σύνολο, άθροισμα, γενικό άθροισμα, μερικό σύνολο, toplam, genel toplam, ara toplam, alt toplam
итого, итог, общий итог, всего, сумма, промежуточный итог, подытог, усього, разом, загальний підсумок, підсумок, сума
барлығы, жиыны, jami, cəmi, yekun, სულ, ჯამი, ընդամենը, гомога, нийт, нийт дүн, дүн
סה״כ, סה"כ, סהכ, סה כ, סך הכל, סך הכול, סכום, סכום כולל, סיכום, الإجمالي, إجمالي, الاجمالي, اجمالي, المجموع, مجموع
المجموع الكلي, الإجمالي الكلي, الإجمالي العام, المجموع الفرعي, جمع, جمع کل, مجموع کل, کل, کل میزان
कुल, कुल योग, योग, महायोग, উপমোট, মোট, সর্বমোট, மொத்தம், మొత్తం, एकूण
รวม, รวมทั้งหมด, ผลรวม, ผลรวมทั้งหมด, ยอดรวม, tổng, tổng cộng, tổng số, cộng, tổng phụ
jumlah, jumlah total, total keseluruhan, jumlah keseluruhan, jumlah besar, kabuuan, kabuuang total
합계, 총합계, 소계, 총계, 누계, 요약, 전체, 合計, 小計, 総計, 総合計, 集計, 累計, 計, 合计, 小计, 总计, 汇总, 总和
總計, 總和, 彙總
total general, suma total, guztira, osotara, suma parcial, jumla, jumla kuu, totaal generaal, cyfanswm, iomlán, totali
"""
_TOTALS = frozenset(normalised(word) for word in re.split(r",|\n", _WORDS) if word.strip())
# Words for totals that are also what people are called.
_NAMES = frozenset({"suma", "sum", "som", "soma", "summa", "shuma", "jami", "jam", "kokku", "jumla", "spolu"})
_BESIDE = frozenset(
    {
        *(
            "for",
            "of",
            "by",
            "in",
            "de",
            "des",
            "du",
            "la",
            "le",
            "del",
            "della",
            "di",
            "da",
            "do",
            "von",
            "der",
            "die",
        ),
        *("das", "fur", "van", "voor", "af", "av", "z", "w", "ze", "за", "по", "для", "per"),
    }
)
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONGEST = 4  # words of a total


def is_total(text: str) -> bool:
    """Return whether a text says total and nothing else.

    >>> is_total("Grand Total:"), is_total("Итого"), is_total("小計"), is_total("AutoCAD Total")
    (True, True, True, False)
    """
    return normalised(text) in _TOTALS


def is_total_of(text: str, names: Collection[str] | None) -> bool:
    """Return whether a text says total, of one of some names or of nothing.

    Parameters
    ----------
    text
        A cell that should have a name.
    names
        What can be added up, as `normalised`; None: anything.

    >>> is_total_of("Revit Total", {"revit"}), is_total_of("Total Station", {"revit"}), is_total_of("Summe", None)
    (True, False, True)
    """
    plain = normalised(text)
    if plain in _TOTALS:
        return True
    rests = {rest for rest in _rests(plain) if rest != plain}
    return any(names is None or rest in names or rest[:1].isdigit() for rest in rests)


def may_be_a_name(text: str) -> bool:
    """Return whether a word for totals is also what somebody may be called.

    >>> may_be_a_name("Suma"), may_be_a_name("Grand Total")
    (True, False)
    """
    return normalised(text) in _NAMES


def totals_pattern() -> str:
    """Write a regular expression, as DuckDB reads it, for small letters: what it does not find is no total."""
    written = {word.strip().casefold() for word in re.split(r",|\n", _WORDS) if word.strip()}
    return "|".join(sorted(map(re.escape, written | _TOTALS)))


def _rests(plain: str) -> Iterable[str]:
    """Return what is left of a text without a total before or behind."""
    words = plain.split()
    for length in range(1, min(_LONGEST, len(words) - 1) + 1):
        if " ".join(words[:length]) in _TOTALS:
            yield _bare(words[length:])
        if " ".join(words[-length:]) in _TOTALS:
            yield _bare(words[:-length])
    for total in _TOTALS:
        # Japanese, Chinese, Korean and Thai have no blank between.
        if _UNSPACED.match(total) and plain.endswith(total):
            yield plain.removesuffix(total).strip()


def _bare(words: list[str]) -> str:
    while words and words[0] in _BESIDE:
        words = words[1:]
    return " ".join(words)
