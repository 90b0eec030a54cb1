"""Invented people: their names, and the e-mail address that follows from a name."""

from dataclasses import dataclass

# Names that occur in an international company and that break careless software: letters outside ASCII, an
# apostrophe, hyphens, blanks inside a last name, two people who share a last name, one very long name.
_NAMES = """
Łukasz, Wiśniewski; Zoë, Lindqvist; Jürgen, Müller; Siobhán, O'Neill;
Maximiliana Konstantina, von Hohenberg-Waldstetten; Emily, Carter; Marcus, Johnson;
José Ángel, García Márquez; Hương, Nguyễn; İpek, Yılmaz; Søren, Kjær; Priya, Raghunathan; Ólafur, Þórsson;
Iñaki, Etxeberria; Chloé, Dubois; Daniel, Kim; Beatriz, Gonçalves; Tomáš, Dvořák; Aoife, Byrne;
Kenji, Watanabe; Hannah, Schmidt; Oluwaseun, Adeyemi; Anaïs, Lefèvre; Mateusz, Kowalczyk; Grace, Thompson;
Viktor, Petrov; Renée, van der Berg; Samuel, Ortiz; Ji-woo, Park; Karolína, Nováková; Ahmed, El-Sayed;
Matthew, Brooks; Eszter, Szabó; Lars, Håkansson; Nicole, Fischer; Diego, Fernández; Mei, Chen;
Patrick, O'Brien; Leïla, Benali; Gustavo, Araújo; Ștefan, Ionescu; Rachel, Green; Björn, Åkesson;
Fatima Zahra, Idrissi; Andrés, Muñoz; Julia, Weiß; Connor, Walsh; Yuki, Tanaka; Élodie, Moreau;
Rafał, Zieliński; Aisha, Khan; Thomas, Müller; Olivia, Reed; Dražen, Kovačić; Min-jun, Lee;
Paulo, Conceição; Ingrid, Nygård; Ethan, Cooper; Katarzyna, Wójcik; Rohan, Deshpande; Lucía, Peña;
Michael, Stone; Réka, Tóth; Jonas, Bäcker; Amara, Okafor; Françoise, Gauthier; David, Rosen; Nadia, Haddad;
Jiří, Procházka; Stephanie, Wong; Hugo, Lefebvre; Kwame, Mensah; Anneli, Mäkinen; Carlos, Ibáñez;
Lauren, Mitchell; Petra, Šimková; Ryan, Gallagher; Signe, Østergaard; Arjun, Mehta; Valentina, Rossi;
Dmitri, Volkov; Megan, Foster; Uğur, Çelik; Clara, Hoffmann; Benjamin, Clarke; Thảo, Trần; Inês, Figueiredo;
Jakub, Malý; Samantha, Price; Emre, Şahin; Léa, Fournier; Nathan, Rivera; Solveig, Ødegård; Harish, Iyer;
Monika, Jabłońska; Tyler, Bennett; Giulia, Bianchi; Mikko, Hämäläinen; Naomi, Sato; Alejandro, Núñez;
Victoria, Hall; Zsófia, Kiss; Oscar, Blomqvist; Farah, Siddiqui; Christopher, Lang; Margarida, Simões;
Wei, Zhang; Hélène, Marchand; Bartosz, Król; Jessica, Nguyen; Timothée, Roux; Agnieszka, Lis;
Ravi, Subramaniam; Erik, Sjöberg; Dolores, Vázquez; Brandon, Hughes; Simone, de Vries; Kateřina, Černá;
Omar, Farouk; Allison, Wright
"""

# A fixed table and not Unicode decomposition: Ł, ø, ı and þ have none, and the Unicode data change with Python.
_ASCII = str.maketrans(
    "áâãäåảầçćčèéêëễğíïıłñńóõöøơřśšșşúüưýžÁÅÇÉÓØŁŠȘŞČİ",
    "aaaaaaaccceeeeegiiilnnooooorssssuuuyzAACEOOLSSSCI",
) | str.maketrans({"ß": "ss", "æ": "ae", "Þ": "Th", "'": None, " ": "-"})


@dataclass(frozen=True, slots=True)
class Name:
    """An invented person's name."""

    first: str
    last: str

    @property
    def email(self) -> str:
        """The address at example.com, a domain that is reserved for examples (RFC 2606).

        Examples
        --------
        >>> Name("Siobhán", "O'Neill").email
        'siobhan.oneill@example.com'
        """
        return f"{self.first}.{self.last}@example.com".translate(_ASCII).lower()


NAMES = tuple(Name(*entry.split(", ")) for entry in " ".join(_NAMES.split()).split("; "))
# People who use nothing: they stand in the directory only.
OUTSIDERS = tuple(
    Name(*entry.split(", "))
    for entry in (
        *("Eleanor, Whitfield", "Stefan, Bauer", "Camille, Renard", "Marta, Kowalska", "Peter, Lindholm"),
        *("Rosa, Delgado", "Walter, Grimm", "Judith, Adler", "Niall, Kearney", "Teresa, Rinaldi"),
    )
)
