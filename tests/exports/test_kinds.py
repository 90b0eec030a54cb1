"""Each kind of export is told by its columns, in every generation and form."""

import json
import random
from pathlib import Path

import pytest

from analytics.errors import ExportError
from analytics.exports import Kind, recognise
from analytics.exports.fields import Field, fields_of
from analytics.exports.kinds import kind_of
from analytics.exports.questions import QuestionError
from tests.exports.made import TOKEN_USAGE, written, xlsx

USAGE_2022 = "access_option,day_used,hashed_autodesk_id,offering_name,product_name,team_alias,version"
USAGE_2026 = "Access option,Day used,hashed_autodesk_id,offering_name,product_name,Team"
REPORT_2023 = (
    "hashed_autodesk_id,first_name,last_name,email,autodesk_id,team_alias,group,offering_name,version,seat_assignment,"
    "assigned_date,unassigned_date,user_activity,days_inactive,access_option,days_used,monthly_average,tokens_used,"
    "last_accessed"
)
REPORT_2026 = (
    "Access option,Assigned date,Days inactive,Days used,Email,First name,Group,Last accessed,Last name,"
    "Monthly average,Product,Seat assignment,Team,Tokens used,Unassigned date,User activity"
)
SUBSCRIPTIONS = (
    "team_alias,offering_name,contract_number,subscription_id,term,start_date,end_date,autorenew_date,"
    "subscription_status,seat_quantity,reseller_email,reseller_name"
)
SESSIONS = (
    "usageMonth,usageDate,contractYear,productName,productLineCode,productVersion,productFeatureCode,userName,"
    "machineName,sessionStartDate,sessionEndDate,licenseServerTimeZoneOffset,chargedItemID,chargeCategory,"
    "licenseServerName,usageType,usageCategory,customField1,customField2,customField3,customField4,customField5,"
    "customField6,customField7,customField8,customField9,customField10,tokensConsumed,usageMinutes,usageHours"
)
BENTLEY = "Allocation Group,Country,Application,Usage Date,User,Email,Version,Server Type,Usage Type,Duration,Checkout"
# Header row, kind, and the headers that are of no use; of two names for the product, the offering is the wider one.
ROWS = {
    "Token Usage, names on": (
        "Day used,Email,Feature,First name,Last name,Product,Product version,Team,Tokens used",
        Kind.TOKEN_USAGE,
        "",
    ),
    "Token Usage, names off": ("Day used,Feature,Product,Team,Tokens used,Version", Kind.TOKEN_USAGE, ""),
    "Seat Usage": ("Day used,Email,First name,Last name,Product,Team", Kind.SEAT_USAGE, ""),
    "Seat Usage, names off": ("Day used,hashed_autodesk_id,Product,Team,Version", Kind.SEAT_USAGE, ""),
    "Usage 2022, names off": (USAGE_2022, Kind.USAGE, "offering_name"),
    "Usage 2022, names on": (
        f"{USAGE_2022},autodesk_id,email,first_name,last_name",
        Kind.USAGE,
        "offering_name",
    ),
    "Usage 2022, with tokens": (
        f"access_method,usage_type,plan,account_status,contract_manager_email,tokens_used,{USAGE_2022}",
        Kind.USAGE,
        "access_method,usage_type,plan,contract_manager_email,offering_name",
    ),
    "Usage 2026, names off": (USAGE_2026, Kind.USAGE, "offering_name"),
    "Usage 2026, names on": (
        f"{USAGE_2026},autodesk_id,Email,First name,Last name",
        Kind.USAGE,
        "offering_name",
    ),
    "Usage Report 2023": (REPORT_2023, Kind.USAGE_REPORT, ""),
    "Usage Report 2026": (REPORT_2026, Kind.USAGE_REPORT, ""),
    "Subscriptions": (SUBSCRIPTIONS, Kind.SUBSCRIPTIONS, "reseller_email,reseller_name"),
    "Token Flex": (
        "contractYear,tokenPool,usageCategory,usageDate,productLineCode,productName,tokensConsumed",
        Kind.TOKEN_FLEX,
        "",
    ),
    "Token Flex, codes only": ("usageDate,productLineCode,tokensConsumed", Kind.TOKEN_FLEX, ""),
    "Token Flex, adjustments": (
        "contractYear,usageCategory,reasonType,reasonComment,transactionDate,quantity,tokensConsumed",
        Kind.TOKEN_FLEX,
        "",
    ),
    "Token Flex, cloud": (
        "usageDate,productName,userName,hubId,hubName,chargeCategory,tokensConsumed,useCount",
        Kind.TOKEN_FLEX,
        "hubId,hubName",
    ),
    "Insights": ("usageDate,productName,childProductName,emailAddress,teamName,tokens", Kind.TOKEN_USAGE, ""),
    "Insights, source": (
        "usageDate,productName,productLineCode,isParentProduct,version,source,hashedUserId,contractNumber,tokens",
        Kind.USAGE,
        "",
    ),
    "Insights, totals": ("productName,fullName,totalUniqueDays", Kind.USAGE_REPORT, ""),
    "Bentley": (BENTLEY, Kind.SEAT_USAGE, "Server Type,Usage Type,Checkout"),
    "quantities": ("Date,Application,User,Quantity,Source", Kind.GENERIC, ""),
    "packs": ("Team,Tokens,Start,Last day,Bought on,Price per token,Currency,Note", Kind.PACKS, ""),
    "subscriptions with tokens": (f"{SUBSCRIPTIONS},Tokens", Kind.PACKS, "reseller_email,reseller_name"),
    "token events": ("Team,Date,Event,Tokens,Note", Kind.TOKEN_EVENTS, ""),
    "directory": (
        "Email,Department,Cost center,Project,Country,Manager,Valid from,Valid to",
        Kind.DIRECTORY,
        "",
    ),
    "directory, one unit": ("hashed_autodesk_id,costCenter,Title", Kind.DIRECTORY, "Title"),
    "directory, from and until": ("User name,First name,Last name,Reports to,From,Until", Kind.DIRECTORY, ""),
}


@pytest.mark.parametrize(("names", "kind", "unused"), ROWS.values(), ids=ROWS.keys())
def test_a_kind_by_its_header(tmp_path: Path, names: str, kind: Kind, unused: str) -> None:
    export = recognise(written(tmp_path, f"{names}\n"))
    assert export.kind is kind
    assert [column.header for column in export.columns] == names.split(",")
    assert {column.header for column in export.columns if column.field is None} == set(filter(None, unused.split(",")))
    assert {column.field: column.header for column in export.columns if column.field} == {
        field: export.header.names[position] for field, position in export.fields.items()
    }


@pytest.mark.parametrize("names", ["usageDate,productName,tokensConsumed", SESSIONS, REPORT_2023, USAGE_2026])
def test_headers_in_capitals_or_small_letters(names: str) -> None:
    fields = fields_of(names.split(","))
    assert fields_of(names.lower().split(",")) == fields
    assert fields_of(names.upper().split(",")) == fields


@pytest.mark.parametrize("field", Field)
def test_the_name_of_a_field_for_people_is_known_as_a_header(field: Field) -> None:
    assert fields_of([field.label]) == {field: 0}


def test_sessions_with_their_columns_in_any_order(tmp_path: Path) -> None:
    names = SESSIONS.split(",")
    random.Random(7).shuffle(names)
    export = recognise(written(tmp_path, f"{','.join(names)}\n{','.join(f'of {name}' for name in names)}\n"))
    assert export.kind is Kind.TOKEN_FLEX
    expected = {Field(f"custom_{n}"): f"customField{n}" for n in range(1, 11)} | {
        Field.DAY: "usageDate",
        Field.MONTH: "usageMonth",
        Field.PRODUCT: "productName",
        Field.PRODUCT_CODE: "productLineCode",
        Field.VERSION: "productVersion",
        Field.USER_NAME: "userName",
        Field.SESSION_START: "sessionStartDate",
        Field.SESSION_END: "sessionEndDate",
        Field.CHARGED_ITEM: "chargedItemID",
        Field.CHARGE_CATEGORY: "chargeCategory",
        Field.CATEGORY: "usageCategory",
        Field.CONTRACT_YEAR: "contractYear",
        Field.TOKENS_CONSUMED: "tokensConsumed",
        Field.MINUTES: "usageMinutes",
        Field.HOURS: "usageHours",
    }
    assert {column.field: column.header for column in export.columns if column.field} == expected
    assert all(column.sample == (f"of {column.header}",) for column in export.columns)


def test_an_answer_of_insights_with_its_source(tmp_path: Path) -> None:
    answer = {
        "id": "1",
        "status": "COMPLETED",
        "columns": ["usageDate", "productName", "source", "tokens"],
        "rows": [["2026-01-01", "Revit", "flex", 10], ["2026-01-01", "Revit", "sus", None]],
    }
    export = recognise(written(tmp_path, json.dumps(answer)))
    assert export.kind is Kind.USAGE
    assert export.fields == {Field.DAY: 0, Field.PRODUCT: 1, Field.ACCESS: 2, Field.TOKENS: 3}


@pytest.mark.parametrize("metric", ["tokensConsumed", "tokens"])
def test_whole_months_are_refused(tmp_path: Path, metric: str) -> None:
    columns = ["usageMonth", "productName", metric, "totalUniqueDays"]
    answer = {"status": "DONE", "result": {"columns": columns, "rows": [["2026-01-01", "Revit", 10, 3]], "total": 1}}
    with pytest.raises(ExportError, match="whole months and has no days") as caught:
        recognise(written(tmp_path, json.dumps(answer)))
    assert not isinstance(caught.value, QuestionError)
    assert "usageDate" in caught.value.hint


@pytest.mark.parametrize(
    "names",
    ["Autodesk ID,Email,First name,Last name,Role,Product,Team,Feature,Account status", "Email,Role,Group,Group type"],
)
def test_lists_of_people_are_refused(tmp_path: Path, names: str) -> None:
    with pytest.raises(ExportError, match="list of users or groups") as caught:
        recognise(written(tmp_path, f"{names}\n"))
    assert not isinstance(caught.value, QuestionError)


def test_a_directory_without_a_person_is_asked_about(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="no column of it is recognised as who a person is"):
        recognise(written(tmp_path, "Who,Department,Country\n"))
    said = {"Who": Field.EMAIL}
    assert recognise(written(tmp_path, "Who,Department,Country\n"), columns=lambda _: said).kind is Kind.DIRECTORY


def test_the_quantity_of_a_token_event_is_its_tokens(tmp_path: Path) -> None:
    export = recognise(written(tmp_path, "Date,Event,Quantity\n2026-01-01,Purchase,500\n"))
    assert export.kind is Kind.TOKEN_EVENTS
    assert export.fields == {Field.DAY: 0, Field.EVENT: 1, Field.TOKENS: 2}


def test_the_sheet_with_tokens_wins_over_more_columns_without(tmp_path: Path) -> None:
    sheets = [SUBSCRIPTIONS, f"{USAGE_2026},autodesk_id,Email,First name,Last name", TOKEN_USAGE]
    rows = [[names.split(","), ["2026-01-01"] * (names.count(",") + 1)] for names in sheets]
    assert recognise(written(tmp_path, xlsx(*rows))).kind is Kind.TOKEN_USAGE
    assert recognise(written(tmp_path, xlsx(*rows[:2]))).kind is Kind.USAGE


def test_the_real_exports(real_samples: Path) -> None:
    kinds = {
        path.name: recognise(path).kind for path in real_samples.glob("*_*_*.csv") if "line_codes" not in path.name
    }
    assert kinds == {
        "account_subscriptions_2022.csv": Kind.SUBSCRIPTIONS,
        "tokenflex_romeo0_export_a.csv": Kind.TOKEN_FLEX,
        "tokenflex_romeo0_export_b.csv": Kind.TOKEN_FLEX,
    }


def test_what_a_kind_holds() -> None:
    assert {kind: (kind.daily, kind.amount) for kind in Kind} == {
        Kind.TOKEN_USAGE: (True, Field.TOKENS),
        Kind.SEAT_USAGE: (True, None),
        Kind.USAGE: (True, Field.TOKENS),
        Kind.USAGE_REPORT: (False, Field.TOKENS),
        Kind.SUBSCRIPTIONS: (False, None),
        Kind.TOKEN_FLEX: (True, Field.TOKENS_CONSUMED),
        Kind.GENERIC: (True, Field.QUANTITY),
        Kind.PACKS: (False, Field.TOKENS),
        Kind.TOKEN_EVENTS: (False, Field.TOKENS),
        Kind.DIRECTORY: (False, None),
        Kind.API_USAGE: (False, Field.TOKENS),
        Kind.RESOURCES: (False, None),
    }
    assert len({kind.label for kind in Kind}) == len(Kind)
    assert len({field.label for field in Field}) == len(Field)


def test_the_order_of_the_fields_plays_no_part() -> None:
    fields = [Field.QUANTITY, Field.ACCESS, Field.PRODUCT, Field.DAY, Field.EMAIL]
    assert kind_of(fields) is kind_of(fields[::-1]) is Kind.GENERIC
