"""The header names of exports in German, French, Spanish and Japanese; as in `synonyms`, the first name wins."""

# No public source has the localised headers: these are our own translations, in the words of Autodesk's localised
# help pages. One line a language: German, French, Spanish, Japanese.
_LINES = {
    "day": (
        "nutzungstag, tag der nutzung, verwendungstag, verwendet am, nutzungsdatum, datum, tag",
        "jour d utilisation, jour utilise, date d utilisation, utilise le, jour",
        "dia de uso, dia usado, dia utilizado, fecha de uso, fecha, dia",
        "使用日, 利用日, 使用した日, 日付",
    ),
    "product": (
        "produkt, produktname, angebotsname",
        "produit, nom du produit, nom de l offre",
        "producto, nombre del producto, nombre de producto, nombre de la oferta",
        "製品, 製品名, オファリング名",
    ),
    "feature": (
        "funktion",
        "fonctionnalite, fonction",
        "funcion, caracteristica",
        "機能, フィーチャー",
    ),
    "version": (
        "produktversion",
        "version du produit, version de produit",
        "version del producto, version de producto",
        "製品バージョン, バージョン",
    ),
    "team": (
        "teamname",
        "equipe, nom de l equipe",
        "equipo, nombre del equipo",
        "チーム, チーム名",
    ),
    "email": (
        "e mail adresse, mailadresse",
        "adresse e mail, adresse electronique, courriel, courrier electronique",
        "correo electronico, direccion de correo electronico, correo, correo e",
        "電子メール, 電子メールアドレス, メール, メールアドレス, eメール",
    ),
    "autodesk_id": (
        "autodesk kennung",
        "identifiant autodesk, id autodesk",
        "id de autodesk, identificador de autodesk",
        "オートデスク id",
    ),
    "hashed_id": (
        "gehashte autodesk id",
        "identifiant autodesk hache, autodesk id hache",
        "id de autodesk con hash, autodesk id con hash",
        "ハッシュ化された autodesk id, ハッシュ autodesk id",
    ),
    "user_name": (
        "benutzername, benutzer",
        "nom d utilisateur, utilisateur",
        "nombre de usuario, usuario",
        "ユーザー名, ユーザー, ユーザ名, ユーザ",
    ),
    "first_name": ("vorname", "prenom", "nombre", "名"),
    "last_name": ("nachname, familienname", "nom, nom de famille", "apellido, apellidos", "姓"),
    "role": ("rolle", "role de l utilisateur", "rol", "役割, ロール"),
    "tokens": (
        "verwendete tokens, verwendete token, genutzte tokens, verbrauchte tokens, token, tokenanzahl",
        "jetons utilises, tokens utilises, jetons consommes, jetons",
        "tokens utilizados, tokens usados, tokens consumidos, fichas utilizadas",
        "使用トークン, 使用トークン数, 使用したトークン, 使用されたトークン, 使用済みトークン, トークン使用量,"
        " トークン数, トークン",
    ),
    "access": (
        "zugriffsoption, zugangsoption, zugriffsmethode",
        "option d acces, methode d acces",
        "opcion de acceso, metodo de acceso",
        "アクセス オプション, アクセス方法",
    ),
    "days_used": (
        "nutzungstage, verwendete tage, tage verwendet, genutzte tage, tage genutzt",
        "jours d utilisation, jours utilises, nombre de jours d utilisation",
        "dias de uso, dias usados, dias utilizados",
        "使用日数, 利用日数",
    ),
    "monthly_average": (
        "monatlicher durchschnitt, monatsdurchschnitt, durchschnitt pro monat",
        "moyenne mensuelle, moyenne par mois",
        "promedio mensual, media mensual",
        "月平均, 月間平均, 月あたりの平均",
    ),
    "days_inactive": (
        "tage inaktiv, inaktive tage, tage der inaktivitat",
        "jours d inactivite, jours inactifs",
        "dias de inactividad, dias inactivos",
        "非アクティブ日数, 非アクティブな日数",
    ),
    "last_accessed": (
        "letzter zugriff, letztes zugriffsdatum, datum des letzten zugriffs",
        "dernier acces, date du dernier acces, date de dernier acces",
        "ultimo acceso, fecha del ultimo acceso, fecha de ultimo acceso",
        "最終アクセス, 最終アクセス日",
    ),
    "user_activity": (
        "benutzeraktivitat, benutzeraktivitaet, aktivitat des benutzers",
        "activite de l utilisateur, activite utilisateur, activite des utilisateurs",
        "actividad del usuario, actividad de usuario, actividad de los usuarios",
        "ユーザー アクティビティ, ユーザ アクティビティ, ユーザーのアクティビティ, ユーザのアクティビティ",
    ),
    "account_status": (
        "kontostatus",
        "etat du compte, statut du compte",
        "estado de la cuenta",
        "アカウント ステータス, アカウントの状態",
    ),
    "seat_assignment": (
        "lizenzplatzzuweisung, lizenzzuweisung, platzzuweisung",
        "affectation de poste, affectation du poste, affectation des postes, attribution de poste",
        "asignacion de puesto, asignacion de puestos, asignacion del puesto, asignacion de licencia",
        "シートの割り当て, シート割り当て",
    ),
    "assigned": (
        "zuweisungsdatum, datum der zuweisung, zugewiesen am",
        "date d affectation, date d attribution",
        "fecha de asignacion",
        "割り当て日, 割り当てた日",
    ),
    "unassigned": (
        "datum der aufhebung der zuweisung, zuweisung aufgehoben am, aufhebungsdatum",
        "date d annulation de l affectation, date de desaffectation, date de fin d affectation",
        "fecha de anulacion de la asignacion, fecha de desasignacion",
        "割り当て解除日, 割り当てを解除した日",
    ),
    "user_group": ("gruppe", "groupe", "grupo", "グループ"),
    "seats": (
        "anzahl der lizenzplatze, anzahl der lizenzplaetze, lizenzplatze, lizenzplaetze, anzahl der platze",
        "nombre de postes, quantite de postes, postes",
        "cantidad de puestos, numero de puestos, puestos, cantidad de licencias",
        "シート数, シートの数, シート",
    ),
    "subscription_id": (
        "abonnement id, abonnementnummer",
        "id d abonnement, id de l abonnement, identifiant d abonnement, identifiant de l abonnement",
        "id de suscripcion, id de la suscripcion",
        "サブスクリプション id",
    ),
    "subscription_status": (
        "abonnementstatus, status des abonnements",
        "etat de l abonnement, statut de l abonnement, etat d abonnement",
        "estado de la suscripcion, estado de suscripcion",
        "サブスクリプション ステータス, サブスクリプションの状態",
    ),
    "contract": (
        "vertragsnummer",
        "numero de contrat, numero du contrat",
        "numero de contrato, numero del contrato",
        "契約番号",
    ),
    "term": (
        "laufzeit, vertragslaufzeit",
        "duree de l abonnement, duree du contrat, duree",
        "plazo, vigencia, duracion",
        "期間, 契約期間",
    ),
    "renewal": (
        "datum der automatischen verlangerung, verlangerungsdatum, verlaengerungsdatum",
        "date de renouvellement automatique, date de renouvellement",
        "fecha de renovacion automatica, fecha de renovacion",
        "自動更新日, 更新日",
    ),
    "start": (
        "beginn, startdatum, anfang, erster tag",
        "debut, date de debut, premier jour",
        "inicio, fecha de inicio, primer dia",
        "開始日, 開始, 初日",
    ),
    "last_day": (
        "letzter tag, ende, enddatum",
        "dernier jour, fin, date de fin",
        "ultimo dia, fecha de fin, fecha de finalizacion",
        "終了日, 終了, 最終日",
    ),
    "price": (
        "preis pro token, preis je token",
        "prix par jeton, prix par token, prix du jeton",
        "precio por token, precio por ficha",
        "トークン単価, トークンあたりの価格, 単価",
    ),
    "currency": ("wahrung, waehrung", "devise, monnaie", "moneda, divisa", "通貨"),
    "note": ("notiz, bemerkung, anmerkung", "remarque, commentaire", "nota, notas, comentario", "備考, メモ"),
    "quantity": ("menge, anzahl", "quantite", "cantidad", "数量"),
}

TRANSLATED: dict[str, tuple[str, ...]] = {field: tuple(", ".join(lines).split(", ")) for field, lines in _LINES.items()}
