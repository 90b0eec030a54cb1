"""Exports with their columns named in German, French, Spanish or Japanese."""

from pathlib import Path

import pytest

from analytics.exports import Kind, recognise
from analytics.exports.fields import normalised
from analytics.exports.synonyms import ENGLISH
from analytics.exports.translations import TRANSLATED
from tests.exports.made import written

LOCALISED = {
    Kind.TOKEN_USAGE: (
        "Nutzungstag;Team;Produkt;Funktion;Version;E-Mail;Vorname;Nachname;Verwendete Tokens",
        "Jour d'utilisation;Équipe;Produit;Fonctionnalité;Version;Adresse e-mail;Prénom;Nom;Jetons utilisés",
        "Día de uso;Equipo;Producto;Función;Versión;Correo electrónico;Nombre;Apellidos;Tokens utilizados",
        "使用日;チーム;製品;機能;バージョン;電子メール;名;姓;使用トークン数",
    ),
    Kind.SEAT_USAGE: (
        "Nutzungstag;E-Mail;Vorname;Nachname;Produkt;Team",
        "Jour d’utilisation;E-mail;Prénom;Nom;Produit;Équipe",
        "Día de uso;Correo electrónico;Nombre;Apellidos;Producto;Equipo",
        "使用日;メール アドレス;名;姓;製品;チーム",
    ),
    Kind.USAGE: (
        "Zugriffsoption;Nutzungstag;Gehashte Autodesk-ID;Produktname;Team;Version;Autodesk-ID;E-Mail;Vorname;Nachname",
        "Option d’accès;Jour d’utilisation;Identifiant Autodesk haché;Nom du produit;Équipe;Version"
        ";Identifiant Autodesk;Adresse e-mail;Prénom;Nom",
        "Opción de acceso;Día de uso;ID de Autodesk con hash;Nombre del producto;Equipo;Versión;ID de Autodesk"
        ";Correo electrónico;Nombre;Apellidos",
        "アクセス オプション;使用日;ハッシュ化された Autodesk ID;製品名;チーム;バージョン;Autodesk ID;電子メール;名;姓",
    ),
    Kind.USAGE_REPORT: (
        "Zugriffsoption;Zuweisungsdatum;Tage inaktiv;Nutzungstage;E-Mail;Vorname;Gruppe;Letzter Zugriff;Nachname"
        ";Monatlicher Durchschnitt;Produkt;Lizenzplatzzuweisung;Team;Verwendete Tokens;Zuweisung aufgehoben am"
        ";Benutzeraktivität",
        "Option d’accès;Date d’affectation;Jours d’inactivité;Jours d’utilisation;E-mail;Prénom;Groupe;Dernier accès"
        ";Nom;Moyenne mensuelle;Produit;Affectation de poste;Équipe;Jetons utilisés;Date d’annulation de l’affectation"
        ";Activité de l’utilisateur",
        "Opción de acceso;Fecha de asignación;Días de inactividad;Días de uso;Correo electrónico;Nombre;Grupo"
        ";Último acceso;Apellidos;Promedio mensual;Producto;Asignación de puesto;Equipo;Tokens utilizados"
        ";Fecha de anulación de la asignación;Actividad del usuario",
        "アクセス オプション;割り当て日;非アクティブ日数;使用日数;電子メール;名;グループ;最終アクセス;姓;月平均;製品"
        ";シートの割り当て;チーム;使用トークン数;割り当て解除日;ユーザー アクティビティ",
    ),
    Kind.SUBSCRIPTIONS: (
        "Team;Angebotsname;Vertragsnummer;Abonnement-ID;Laufzeit;Startdatum;Enddatum;Verlängerungsdatum"
        ";Abonnementstatus;Anzahl der Lizenzplätze",
        "Équipe;Nom de l’offre;Numéro de contrat;ID d’abonnement;Durée;Date de début;Date de fin"
        ";Date de renouvellement automatique;État de l’abonnement;Nombre de postes",
        "Equipo;Nombre de la oferta;Número de contrato;ID de suscripción;Plazo;Fecha de inicio;Fecha de finalización"
        ";Fecha de renovación automática;Estado de la suscripción;Cantidad de puestos",
        "チーム;オファリング名;契約番号;サブスクリプション ID;期間;開始日;終了日;自動更新日"
        ";サブスクリプション ステータス;シート数",
    ),
    Kind.DIRECTORY: (
        "E-Mail;Abteilung;Kostenstelle;Projekt;Land;Vorgesetzter;Gültig ab;Gültig bis",
        "Adresse e-mail;Département;Centre de coûts;Projet;Pays;Responsable;Valable à partir du;Valable jusqu’au",
        "Correo electrónico;Departamento;Centro de costos;Proyecto;País;Jefe;Válido desde;Válido hasta",
        "メール;部門;コスト センター;プロジェクト;国;上司;有効開始日;有効終了日",
    ),
}
# In the order of the columns above.
FIELDS = {
    Kind.TOKEN_USAGE: "day team product feature version email first_name last_name tokens",
    Kind.SEAT_USAGE: "day email first_name last_name product team",
    Kind.USAGE: "access day hashed_id product team version autodesk_id email first_name last_name",
    Kind.USAGE_REPORT: "access assigned days_inactive days_used email first_name user_group last_accessed last_name"
    " monthly_average product seat_assignment team tokens unassigned user_activity",
    Kind.DIRECTORY: "email department cost_center project country manager start last_day",
    Kind.SUBSCRIPTIONS: "team product contract subscription_id term start last_day renewal subscription_status seats",
}


@pytest.mark.parametrize("language", range(4), ids=["German", "French", "Spanish", "Japanese"])
@pytest.mark.parametrize("kind", LOCALISED)
def test_a_localised_export(tmp_path: Path, kind: Kind, language: int) -> None:
    export = recognise(written(tmp_path, f"{LOCALISED[kind][language]}\n"))
    assert export.kind is kind
    assert [column.field for column in export.columns] == FIELDS[kind].split()


def test_a_name_means_one_field() -> None:
    meanings: dict[str, set[str]] = {}
    for table in (ENGLISH, TRANSLATED):
        for field, names in table.items():
            for name in names:
                assert normalised(name) == name
                meanings.setdefault(name.replace(" ", ""), set()).add(field)
    assert {name: fields for name, fields in meanings.items() if len(fields) > 1} == {}
