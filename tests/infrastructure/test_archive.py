"""The archive's tables say what the functions write, and where; questions cannot cost what nobody expected."""

from __future__ import annotations

import json

from pinwheel.domain.archive import places
from pinwheel.domain.archive.rows import COLUMNS

GLUE = {
    "VARCHAR": "string",
    "BIGINT": "bigint",
    "MAP(VARCHAR, VARCHAR)": "map<string,string>",
    "MAP(VARCHAR, DOUBLE)": "map<string,double>",
}


def tables(app):
    found = [each["Properties"]["TableInput"] for each in app.resources("AWS::Glue::Table").values()]
    return {each["Name"]: each for each in found}


def test_athena_reads_the_columns_that_are_written(app):
    columns = {each["Name"]: each["Type"] for each in tables(app)["events"]["StorageDescriptor"]["Columns"]}

    assert columns == {name: GLUE[kind] for name, kind in COLUMNS.items()}


def test_partitions_are_computed_from_the_names_of_files(app):
    expected = {
        "events": places.events_file("${app}", "${day}", "x").rpartition("/")[0] + "/",
        "forgotten": places.forgotten_prefix("${app}"),
        "members": places.members_file("${query}", "x").rpartition("/")[0] + "/",
    }
    for name, table in tables(app).items():
        template = json.dumps(table["Parameters"]["storage.location.template"])
        assert table["Parameters"]["projection.enabled"] == "true"
        assert template.rstrip("]}").rstrip('"').endswith(expected[name]), (name, template)
    assert set(tables(app)) == set(expected)


def test_a_question_may_read_so_much_and_its_answer_is_encrypted(app):
    (workgroup,) = app.resources("AWS::Athena::WorkGroup").values()
    settings = workgroup["Properties"]["WorkGroupConfiguration"]

    assert settings["EnforceWorkGroupConfiguration"] is True
    assert settings["BytesScannedCutoffPerQuery"] == 200 * 1024**3
    assert settings["ResultConfiguration"]["EncryptionConfiguration"]["EncryptionOption"] == "SSE_S3"


def test_answers_and_members_last_a_day_and_events_as_long_as_was_chosen(app):
    rules = {
        rule.get("Prefix"): rule.get("ExpirationInDays")
        for bucket in app.resources("AWS::S3::Bucket").values()
        for rule in bucket["Properties"]["LifecycleConfiguration"]["Rules"]
    }

    assert (rules["archive/members/"], rules["archive/results/"]) == (1, 1)
    assert (rules["archive/events/"], rules["undelivered/"]) == (400, 30)


def test_the_archive_is_tidied_up_every_night(app):
    nightly = [
        rule["Properties"]
        for rule in app.resources("AWS::Events::Rule").values()
        if "ScheduleExpression" in rule["Properties"]
    ]

    assert [rule["ScheduleExpression"] for rule in nightly] == ["cron(20 1 * * ? *)"]
    assert "ArchiveCompactions" in json.dumps(nightly[0]["Targets"])


def test_nobody_delivers_to_streams_by_default(app):
    actions = {
        action
        for id_, policy in app.resources("AWS::IAM::Policy").items()
        if id_.startswith("DeliveryDeliverEvents")
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }

    assert not {"kinesis:PutRecords", "firehose:PutRecordBatch", "sts:AssumeRole"} & actions
