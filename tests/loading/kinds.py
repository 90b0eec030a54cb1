"""Exports of every kind, all written from one truth: some days of the simulated company and of its contract."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TypeAlias

from analytics import samples
from analytics.exports import Kind
from analytics.store import Store
from analytics.store.loading.directories import NO_PERSON
from analytics.store.loading.reasons import FLEX_WITHOUT_TOKENS

Value: TypeAlias = date | Decimal | str | None
"""A cell before it has a form: a day, a quantity, a text, or nothing."""
Row: TypeAlias = tuple[Value, ...]
HIDDEN = "*****"
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Spelling:
    """How products and persons are written, so that an encoding can write their names, and is needed for them."""

    encoding: str
    product: str
    """A pattern for the name of a product."""

    def person(self, name: str) -> str:
        """Leave out the letters that the encoding does not have."""
        return name.encode(self.encoding, "ignore").decode(self.encoding)


UNICODE = Spelling("utf-8", "{} Système 図面")
WESTERN = Spelling("cp1252", "Système {}")
JAPANESE = Spelling("cp932", "{} 図面")


@dataclass(frozen=True)
class Span:
    """The days of the truth, and two charges by result in it, on the first and the last row."""

    first: date
    last: date
    charges: tuple[Decimal, Decimal]

    @property
    def half(self) -> Decimal:
        """What numbers that are no tokens have beyond a whole one: a half, unless the charges are whole."""
        return self.charges[0] % 1


FORTNIGHT = Span(date(2026, 3, 9), date(2026, 3, 20), (Decimal("1234.5"), Decimal("0.5")))
UNCLEAR_DAYS = Span(date(2026, 3, 2), date(2026, 3, 12), (Decimal("1234.5"), Decimal("0.5")))
"""Every day can be read as a month."""
UNCLEAR_NUMBERS = Span(date(2026, 3, 9), date(2026, 3, 20), (Decimal(1500), Decimal(2)))
"""A thousand and a half whole tokens, written 1.500, can be read as one and a half."""


@dataclass(frozen=True)
class Stored:
    """What the store has of a file."""

    tokens: Mapping[tuple[date, str], Decimal] = field(default_factory=dict)
    """By day and product."""
    seats: Mapping[tuple[date, str], int] = field(default_factory=dict)
    """Rows of use on a subscription, by day and product."""
    users: frozenset[str] = frozenset()
    listed: tuple[tuple[object, ...], ...] = ()
    """What is no use of a day, row by row."""


@dataclass(frozen=True)
class Made:
    """The cells of an export, and what the store must say when it is loaded."""

    name: str
    kind: Kind
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    stored: Stored
    aside: Mapping[str, int] = field(default_factory=dict)
    """Rows that cannot be used, by reason."""

    @property
    def used(self) -> int:
        """Count the rows that can be used."""
        return len(self.rows) - sum(self.aside.values())

    @property
    def total(self) -> Decimal:
        """The tokens that the receipt must tell."""
        if self.kind in (Kind.SUBSCRIPTIONS, Kind.DIRECTORY, Kind.RESOURCES):
            return NOTHING
        if self.kind.daily:
            return sum(self.stored.tokens.values(), NOTHING)
        place = next(n for n, name in enumerate(self.header) if name.lower().replace("_", " ").startswith("tokens"))
        return sum((row[place] for row in self.rows if isinstance(row[place], Decimal)), NOTHING)


@dataclass(frozen=True)
class Use:
    """One user, product and day of the truth."""

    day: date
    team: str
    product: str
    feature: str
    version: str
    email: str
    first_name: str
    last_name: str
    tokens: Decimal
    seat: bool
    """Whether an export that tells access options has it as use on a subscription."""

    @property
    def user(self) -> str:
        """The key of the user where e-mails are known."""
        return self.email.lower()

    @property
    def hashed(self) -> str:
        """The code that stands for the user where personal data are off."""
        return HIDDEN if self.email == HIDDEN else hashlib.sha1(self.user.encode()).hexdigest()

    @property
    def account(self) -> str:
        """The Autodesk id."""
        return HIDDEN if self.email == HIDDEN else self.hashed[:12].upper()

    @property
    def login(self) -> str:
        """The name at the licence server."""
        return HIDDEN if self.email == HIDDEN else "OFFICE\\" + self.user.partition("@")[0]

    @property
    def access(self) -> str:
        """The access option."""
        return "Subscription" if self.seat else "Flex"

    @property
    def charge(self) -> Decimal | None:
        """The tokens, of which use on a subscription has none."""
        return None if self.seat else self.tokens


simulation = cache(samples.simulate)


@cache
def _uses(spelling: Spelling, span: Span) -> tuple[Use, ...]:
    uses = []
    for number, row in enumerate(row for row in simulation().rows if span.first <= row.day <= span.last):
        # One user is hidden, and e-mails come in different letter cases.
        hidden = number == 3
        uses.append(
            Use(
                day=row.day,
                team=row.team,
                product=spelling.product.format(row.product),
                feature=row.feature,
                version=row.version,
                email=HIDDEN if hidden else row.email.title() if number % 7 == 0 else row.email,
                first_name=HIDDEN if hidden else spelling.person(row.first_name),
                last_name=HIDDEN if hidden else spelling.person(row.last_name),
                tokens=Decimal(row.tokens),
                seat=number % 5 == 1,
            )
        )
    flow = spelling.product.format("Flow")
    charged = zip((uses[0], uses[-1]), span.charges, strict=True)
    uses += [replace(use, product=flow, feature="", version="", tokens=tokens, seat=False) for use, tokens in charged]
    return tuple(uses)


@cache
def exports(spelling: Spelling = UNICODE, span: Span = FORTNIGHT) -> dict[str, Made]:
    """Write every kind, by name."""
    uses = _uses(spelling, span)
    made = (
        _token_usage(uses),
        _token_usage_hashed(uses),
        _seat_usage(uses),
        _usage_2022(uses),
        _usage_2023(uses),
        _usage_2026(uses),
        *_usage_reports(uses, span),
        _subscriptions(uses, span),
        _token_flex(spelling, span),
        _token_flex_sessions(uses),
        _insights(uses),
        _generic(uses),
        _packs(span),
        _token_events(span),
        _api_usage(spelling, span),
        _resources(spelling, span),
        _directory(uses, spelling, span),
    )
    return {one.name: one for one in made}


Columns: TypeAlias = dict[str, Callable[[Use], Value]]


def _daily(
    name: str, kind: Kind, columns: Columns, uses: Sequence[Use], user: Callable[[Use], str] | None = None
) -> Made:
    """Write one row for each use; only a combined export tells seats from tokens."""
    tokens: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
    seats: Counter[tuple[date, str]] = Counter()
    for use in uses:
        if kind is Kind.SEAT_USAGE or (kind is Kind.USAGE and use.seat):
            seats[use.day, use.product] += 1
        else:
            tokens[use.day, use.product] += use.tokens
    rows = tuple(tuple(value(use) for value in columns.values()) for use in uses)
    return Made(name, kind, tuple(columns), rows, Stored(tokens, seats, _users(uses, user or (lambda use: use.user))))


def _users(uses: Iterable[Use], user: Callable[[Use], str]) -> frozenset[str]:
    return frozenset(user(use) for use in uses) - {HIDDEN}


def _token_usage(uses: Sequence[Use]) -> Made:
    columns: Columns = {
        "Day used": lambda use: use.day,
        "Email": lambda use: use.email,
        "Feature": lambda use: use.feature,
        "First name": lambda use: use.first_name,
        "Last name": lambda use: use.last_name,
        "Product": lambda use: use.product,
        "Product version": lambda use: use.version,
        "Team": lambda use: use.team,
        "Tokens used": lambda use: use.tokens,
    }
    return _daily("token usage", Kind.TOKEN_USAGE, columns, uses)


def _token_usage_hashed(uses: Sequence[Use]) -> Made:
    columns: Columns = {
        "Tokens used": lambda use: use.tokens,
        "hashed_autodesk_id": lambda use: use.hashed,
        "Product": lambda use: use.product,
        "Team": lambda use: use.team,
        "Day used": lambda use: use.day,
    }
    return _daily("token usage, personal data off", Kind.TOKEN_USAGE, columns, uses, lambda use: use.hashed)


def _seat_usage(uses: Sequence[Use]) -> Made:
    columns: Columns = {
        "Day used": lambda use: use.day,
        "Email": lambda use: use.email,
        "First name": lambda use: use.first_name,
        "Last name": lambda use: use.last_name,
        "Product": lambda use: use.product,
        "Team": lambda use: use.team,
    }
    return _daily("seat usage", Kind.SEAT_USAGE, columns, uses)


def _usage_2022(uses: Sequence[Use]) -> Made:
    """Write the combined export with personal data off: it has rows of Flex and no tokens."""
    columns: Columns = {
        "access_option": lambda use: use.access,
        "day_used": lambda use: use.day,
        "hashed_autodesk_id": lambda use: use.hashed,
        "offering_name": lambda _: "A Collection",
        "product_name": lambda use: use.product,
        "team_alias": lambda use: use.team,
        "version": lambda use: use.version,
    }
    made = _daily("usage 2022", Kind.USAGE, columns, uses)
    on_seats = [use for use in uses if use.seat]
    stored = replace(made.stored, tokens={}, users=_users(on_seats, lambda use: use.hashed))
    return replace(made, stored=stored, aside={FLEX_WITHOUT_TOKENS: len(uses) - len(on_seats)})


def _usage_2023(uses: Sequence[Use]) -> Made:
    columns: Columns = {
        "access_method": lambda use: use.access,
        "usage_type": lambda _: "desktop",
        "plan": lambda _: None,
        "account_status": lambda _: "active",
        "contract_manager_email": lambda _: "manager@example.com",
        "day_used": lambda use: use.day,
        "hashed_autodesk_id": lambda use: use.hashed,
        "product_name": lambda use: use.product,
        "team_alias": lambda use: use.team,
        "version": lambda use: use.version,
        "autodesk_id": lambda use: use.account,
        "email": lambda use: use.email,
        "first_name": lambda use: use.first_name,
        "last_name": lambda use: use.last_name,
        "tokens_used": lambda use: use.charge,
    }
    return _daily("usage 2023", Kind.USAGE, columns, uses)


def _usage_2026(uses: Sequence[Use]) -> Made:
    columns: Columns = {
        "Access option": lambda use: use.access,
        "Day used": lambda use: use.day,
        "hashed_autodesk_id": lambda use: use.hashed,
        "offering_name": lambda _: "A Collection",
        "product_name": lambda use: use.product,
        "Team": lambda use: use.team,
        "autodesk_id": lambda use: use.account,
        "Tokens used": lambda use: use.charge,
    }
    return _daily("usage 2026", Kind.USAGE, columns, uses, lambda use: use.account)


def _insights(uses: Sequence[Use]) -> Made:
    columns: Columns = {
        "usageDate": lambda use: use.day,
        "productName": lambda _: "A Collection",
        "productLineCode": lambda _: "ACD",
        "source": lambda use: "sus" if use.seat else "flex",
        "tokens": lambda use: use.charge,
        "userId": lambda use: use.account,
        "teamName": lambda use: use.team,
    }
    columns["productName"] = lambda use: use.product
    return _daily("insights", Kind.USAGE, columns, uses, lambda use: use.account.lower())


def _generic(uses: Sequence[Use]) -> Made:
    columns: Columns = {
        "Date": lambda use: use.day,
        "Product": lambda use: use.product,
        "User": lambda use: use.login,
        "Quantity": lambda use: use.tokens,
    }
    return _daily("generic", Kind.GENERIC, columns, uses, lambda use: use.login.lower())


def _token_flex_sessions(uses: Sequence[Use]) -> Made:
    """Write the export of sessions in no order of columns, as every query asks for its own."""
    columns: Columns = {
        "customField2": lambda use: use.team,
        # As the interface writes it: no source has a localised one.
        "usageMinutes": lambda use: str(use.tokens * 6 + Decimal("0.125")),
        "productName": lambda use: use.product,
        "licenseServerName": lambda _: "LIC01",
        "usageDate": lambda use: use.day,
        "sessionEndDate": lambda use: f"{use.day}T17:24:53",
        "customField10": lambda use: use.feature,
        "tokensConsumed": lambda use: use.tokens,
        "userName": lambda use: use.login,
        "chargeCategory": lambda use: "CHARGED" if use.tokens else "FREE",
        "usageCategory": lambda _: "DESKTOP_PRODUCT",
        "productVersion": lambda use: use.version,
        "sessionStartDate": lambda use: f"{use.day}T08:24:53",
        "licenseServerTimeZoneOffset": lambda _: "-8:00",
        "usageType": lambda _: "Normal",
    }
    made = _daily("token flex, sessions", Kind.TOKEN_FLEX, columns, uses, lambda use: use.login.lower())
    listed: list[tuple[object, ...]] = []
    for use in uses:
        place = (use.day, use.product)
        listed.append((*place, f"{use.day} 08:24:53", f"{use.day} 17:24:53", use.tokens * 6 + Decimal("0.125")))
        listed += [(*place, number, value) for number, value in ((2, use.team), (10, use.feature)) if value]
    return replace(made, stored=replace(made.stored, listed=_sorted(listed)))


def _token_flex(spelling: Spelling, span: Span) -> Made:
    """Write the contract by day: a code stands for a product without a name, a category for an adjustment."""
    header = (
        *("contractYear", "tokenPool", "usageCategory", "usageDate"),
        *("productLineCode", "productName", "tokensConsumed"),
    )
    rows: list[Row] = []
    tokens: defaultdict[tuple[date, str], Decimal] = defaultdict(Decimal)
    for row in (row for row in simulation().contract if span.first <= row.day <= span.last):
        name = "N/A" if row.line_code == "ACD" else spelling.product.format(row.product)
        rows.append((str(row.year), row.pool, row.category, row.day, row.line_code, name, Decimal(row.tokens)))
        tokens[row.day, row.line_code if name == "N/A" else name] += row.tokens
    for day, charge in zip((span.first, span.last), span.charges, strict=True):
        rows.append(("1", "CY", "MANUAL_ADJUSTMENT", day, None, None, charge))
        tokens[day, "MANUAL_ADJUSTMENT"] += charge
    return Made("token flex", Kind.TOKEN_FLEX, header, tuple(rows), Stored(tokens))


def _usage_reports(uses: Sequence[Use], span: Span) -> tuple[Made, Made]:
    """Add the uses up by user and offering, under both forms of the header."""
    grouped: defaultdict[tuple[str, str, str], list[Use]] = defaultdict(list)
    for use in uses:
        grouped[use.user, use.team, use.product].append(use)
    titles = {
        "team_alias": "Team",
        "offering_name": "Product",
        **{
            name: name.replace("_", " ").capitalize()
            for name in (
                *("first_name", "last_name", "email", "group", "seat_assignment", "assigned_date", "unassigned_date"),
                *("user_activity", "days_inactive", "access_option", "days_used", "monthly_average", "tokens_used"),
                "last_accessed",
            )
        },
    }
    rows: list[Row] = []
    listed: list[tuple[object, ...]] = []
    header: tuple[str, ...] = ()
    for (user, team, product), group in grouped.items():
        first, last = group[0], group[-1]
        flex = not first.seat
        cells: dict[str, Value] = {
            "hashed_autodesk_id": first.hashed,
            "first_name": first.first_name,
            "last_name": first.last_name,
            "email": first.email,
            "autodesk_id": first.account,
            "team_alias": team,
            "group": "N/A",
            "offering_name": product,
            "version": last.version,
            "seat_assignment": "assigned",
            "assigned_date": span.first,
            "unassigned_date": None,
            "user_activity": "active",
            "days_inactive": None if len(group) > 1 else Decimal(239),
            "access_option": first.access,
            "days_used": Decimal(len(group)),
            "monthly_average": len(group) + span.half,
            "tokens_used": sum((use.tokens for use in group), NOTHING) if flex else None,
            "last_accessed": last.day,
        }
        header = tuple(cells)
        rows.append(tuple(cells.values()))
        wanted = ("group", "access_option", "seat_assignment", "assigned_date", "unassigned_date", "user_activity")
        numbers = ("days_inactive", "days_used", "monthly_average", "tokens_used", "last_accessed")
        known = None if user == HIDDEN else user
        listed.append((team, known, product, last.version, *(cells[name] for name in (*wanted, *numbers))))
    users = _users(uses, lambda use: use.user)
    snake = Made("usage report", Kind.USAGE_REPORT, header, tuple(rows), Stored(users=users, listed=_sorted(listed)))
    places = [header.index(name) for name in titles]
    renamed = replace(
        snake,
        name="usage report 2026",
        header=tuple(titles.values()),
        rows=tuple(tuple(row[place] for place in places) for row in rows),
        stored=replace(snake.stored, listed=_sorted((*row[:3], None, *row[4:]) for row in listed)),
    )
    return snake, renamed


def _subscriptions(uses: Sequence[Use], span: Span) -> Made:
    header = (
        *("team_alias", "offering_name", "contract_number", "subscription_id", "term", "start_date", "end_date"),
        *("autorenew_date", "subscription_status", "seat_quantity", "reseller_email", "reseller_name"),
    )
    users: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for use in uses:
        users[use.team, use.product].add(use.user)
    start, end = _term(span)
    rows: list[Row] = []
    for number, ((team, product), known) in enumerate(users.items()):
        bought = ("110003926253", f"572-{92633691 + number}", "1 Year", start, end, end, "Active")
        rows.append((team, product, *bought, Decimal(len(known)), "sales@example.com", "A Reseller"))
    rows.append(("N/A", "Flex", "110003926254", None, "1 Year", start, end, None, "Active", "Unlimited Seats", "", ""))
    listed = [
        ("Unnamed team" if row[0] == "N/A" else row[0], *row[1:9], row[9] if isinstance(row[9], Decimal) else None)
        for row in rows
    ]
    return Made("subscriptions", Kind.SUBSCRIPTIONS, header, tuple(rows), Stored(listed=_sorted(listed)))


def _packs(span: Span) -> Made:
    header = ("Team", "Tokens", "Start", "Last day", "Bought on", "Price per token", "Currency", "Note")
    start, end = _term(span)
    bought = [(pack.team, Decimal(pack.tokens), pack.price_per_token, pack.note) for pack in simulation().packs[:6]]
    rows = [
        (team, tokens, start, end, span.first, price // 1 if span.half == 0 else price, "USD", note)
        for team, tokens, price, note in bought
    ]
    rows.append((bought[0][0], span.charges[0], start, end, None, None, None, None))
    return Made("packs", Kind.PACKS, header, tuple(rows), Stored(listed=_sorted(rows)))


def _token_events(span: Span) -> Made:
    header = ("Date", "Event", "Team", "Tokens", "Note")
    rows: list[Row] = []
    for pack in simulation().packs[:6]:
        rows += [
            (span.first, "Purchase", pack.team, Decimal(pack.tokens), pack.note),
            (span.last, "Expiration", pack.team, -span.charges[0], None),
            (span.last, "Move", pack.team, -span.charges[1], "to another team"),
        ]
    listed = _sorted((day, event, team, tokens, note) for day, event, team, tokens, note in rows)
    return Made("token events", Kind.TOKEN_EVENTS, header, tuple(rows), Stored(listed=listed))


def _api_usage(spelling: Spelling, span: Span) -> Made:
    """Write two applications, of which one has no client id, on the first and the last day."""
    header = (
        *("Day", "Client ID", "Application", "Team", "API", "Engine or job type"),
        *("Quantity", "Unit", "Tokens", "Status"),
    )
    viewer, publisher = spelling.product.format("Viewer"), spelling.product.format("Publisher")
    large, small = span.charges
    rows: list[Row] = [
        (span.first, "abc", viewer, "A", "Automation", "Revit", large, "hours", small, "resolved"),
        (span.last, "abc", viewer, "A", "Automation", "AutoCAD", small, "hours", large, "uncharged"),
        (span.last, None, publisher, "B", "Model Derivative", "simple", large, "jobs", small, "Uncharged"),
        (span.last, None, publisher, "B", "Reality Capture", None, small, "photos", large, "Resolved"),
    ]
    listed = _sorted((*row[:9], str(row[9]).lower()) for row in rows)
    return Made("api usage", Kind.API_USAGE, header, tuple(rows), Stored(listed=listed))


def _resources(spelling: Spelling, span: Span) -> Made:
    """Write what two teams bought, with every source, and capacity that nobody pays by the unit."""
    header = (
        *("Team", "Resource", "Kind", "Purchased", "Unit", "Unit size", "First day", "Last day", "Refreshes", "Source"),
        *("Time zone", "Price per unit", "Currency"),
    )
    start, end = _term(span)
    name, (size, _) = spelling.product.format("Viewer"), span.charges
    rows: list[Row] = [
        ("A", name, "API", Decimal(10), "minutes", size, start, end, "monthly", "Free tier", "UTC", None, None),
        ("A", name, "API", Decimal(500), "minutes", size, start, end, "yearly", "Token Flex", "UTC", None, None),
        ("A", name, "API", Decimal(90), "minutes", size, start, end, "never", "Flex", "Asia/Tokyo", None, None),
        ("A", name, "API", None, "minutes", size, start, None, "never", "Pay as You Go", "Asia/Tokyo", size, "USD"),
        ("B", "Assets", "capacity", Decimal(60000), "assets", size, start, end, "never", None, "UTC", None, None),
    ]
    return Made("resources", Kind.RESOURCES, header, tuple(rows), Stored(listed=_sorted(rows)))


def _directory(uses: Sequence[Use], spelling: Spelling, span: Span) -> Made:
    """Write one row for each person; the hidden one is nobody, and of the others one has two ids."""
    header = (
        "Email",
        "Autodesk ID",
        "Department",
        "Cost center",
        "Project",
        "Country",
        "Manager",
        "Valid from",
        "Valid to",
    )
    start, end = _term(span)
    rows: list[Row] = []
    listed: list[tuple[object, ...]] = []
    for number, use in enumerate({use.user: use for use in uses}.values()):
        account = use.account if number == 1 else None
        department = spelling.product.format(use.team)
        units = (department, f"41-{number % 3}", None if number % 2 else "Library", "DE")
        days = (start if number % 3 else None, end if number % 4 == 1 else None)
        rows.append((use.email, account, *units, "Eve.Boss@Example.com", *days))
        if use.email != HIDDEN:
            keys = (use.user, account) if account else (use.user,)
            listed += [(key, *units, "eve.boss@example.com", *days) for key in keys]
    hidden = sum(row[0] == HIDDEN for row in rows)
    return Made("directory", Kind.DIRECTORY, header, tuple(rows), Stored(listed=_sorted(listed)), {NO_PERSON: hidden})


def _term(span: Span) -> tuple[date, date]:
    """Give a year from the last day on; both ends are unclear where all days of the span are."""
    return span.last, date(span.last.year + 1, span.last.month, span.last.day - 1)


def _sorted(rows: Iterable[tuple[object, ...]]) -> tuple[tuple[object, ...], ...]:
    """Bring rows into an order, and what means the same into one form: no text is nothing, 2.700000 is 2.7."""
    return tuple(sorted((tuple(map(_plain, row)) for row in rows), key=str))


def _plain(cell: object) -> object:
    if isinstance(cell, Decimal):
        return cell.quantize(Decimal(1)) if cell == int(cell) else cell.normalize()
    return None if cell == "" else cell


_LISTS = {
    Kind.DIRECTORY: "SELECT key, department, cost_center, project, country, manager, first_day, last_day"
    " FROM current_directory",
    Kind.API_USAGE: "SELECT day, client_id, a.name, t.name, api, job, quantity, unit, tokens,"
    " if(uncharged, 'uncharged', 'resolved') FROM current_api_usage JOIN applications AS a USING (application_id)"
    " JOIN teams AS t USING (team_id)",
    Kind.RESOURCES: "SELECT t.name, resource, kind, purchased, unit, unit_size, first_day, last_day, refreshes, source,"
    " time_zone, unit_price, currency FROM current_resources JOIN teams AS t USING (team_id)",
    Kind.PACKS: "SELECT t.name, tokens, first_day, last_day, bought_on, price_per_token, currency, note"
    " FROM current_packs JOIN teams AS t USING (team_id)",
    Kind.TOKEN_EVENTS: "SELECT day, event, t.name, tokens, note FROM current_events JOIN teams AS t USING (team_id)",
    Kind.SUBSCRIPTIONS: "SELECT t.name, p.name, contract, subscription, term, first_day, last_day, renewal, status,"
    " seats::DECIMAL FROM current_subscriptions JOIN teams AS t USING (team_id) JOIN products AS p USING (product_id)",
    Kind.USAGE_REPORT: "SELECT t.name, key, p.name, v.name, user_group, access, seat_assignment, assigned, unassigned,"
    " user_activity, days_inactive::DECIMAL, days_used::DECIMAL, monthly_average, tokens, last_accessed"
    " FROM current_report JOIN teams AS t USING (team_id) JOIN products AS p USING (product_id)"
    " LEFT JOIN versions AS v USING (version_id) LEFT JOIN users USING (user_id)",
}


def stored_in(store: Store, kind: Kind) -> Stored:
    """Give what a store says that holds one load of a kind."""
    tokens = store.frame(
        "SELECT day, name, sum(tokens) AS tokens FROM current_usage JOIN products USING (product_id) GROUP BY ALL"
    )
    seats = store.frame(
        "SELECT day, name, count(*) AS rows FROM current_seats JOIN products USING (product_id) GROUP BY ALL"
    )
    if kind in _LISTS:
        listed = store.frame(_LISTS[kind]).rows()
    else:
        listed = store.frame(
            "SELECT day, name, started::VARCHAR, ended::VARCHAR, minutes"
            " FROM sessions JOIN current_usage USING (load_id, row) JOIN products USING (product_id)"
        ).rows()
        listed += store.frame(
            "SELECT day, name, field, value"
            " FROM custom_fields JOIN current_usage USING (load_id, row) JOIN products USING (product_id)"
        ).rows()
    return Stored(
        {(day, product): total for day, product, total in tokens.rows()},
        {(day, product): rows for day, product, rows in seats.rows()},
        frozenset(store.frame("SELECT key FROM users")["key"]),
        _sorted(listed),
    )


NAMES = tuple(exports())
"""The names of all kinds, in a fixed order."""
