"""Files that were brought, to one text: what is kept, what is said of the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.jobs.bundle.bundles import resources
from tests.lab.test_unzipping import zip_of
from trialrun.jobs.packed import unpack
from trialrun.lab.brought import text_of
from trialrun.lab.came import Came, Unusable
from trialrun.lab.own_job import read_own

ROOT = "bundle: {name: orchard}\ninclude:\n- resources/*.yml\n- jobs/*/*.yml\n- shared.yml\n"
BYTES_MAX = 100_000


def brought(files: dict[str, str | bytes], bytes_max: int = BYTES_MAX) -> str:
    """Returns what files come to, by path."""
    came = [
        Came(path, text.encode() if isinstance(text, str) else text) for path, text in files.items()
    ]
    return text_of(came, bytes_max)


def refusal(files: dict[str, str | bytes], bytes_max: int = BYTES_MAX) -> str:
    """Returns the sentence that refuses files."""
    with pytest.raises(Unusable) as error:
        brought(files, bytes_max)
    return str(error.value)


def told(text: str) -> str:
    """Returns what stands above the files."""
    return "\n".join(unpack(text).told)


def test_one_file_stays_the_text_that_it_is():
    assert "a: 1\n" == brought({"some/a.txt": b"\xef\xbb\xbfa: 1\r\n"})


def test_a_folder_becomes_one_text_with_its_root_first():
    text = brought(
        {
            "shop/resources/b.yml": resources("b"),
            "shop/databricks.yml": ROOT,
            "shop/resources/a.yml": resources("a"),
            "shop/src/a.py": "x",
        }
    )

    assert ["databricks.yml", "resources/a.yml", "resources/b.yml"] == list(unpack(text).texts)
    assert ["a", "b"] == [job.name for job in read_own(text).jobs]
    assert "Left out: 1 neither YAML nor JSON." == told(text)


def test_a_zip_of_a_repository_is_read_wherever_its_root_lies():
    data = zip_of(
        {
            "repo-main/etl/databricks.yml": ROOT.encode(),
            "repo-main/etl/resources/a.yml": resources("a").encode(),
            "repo-main/mkdocs.yml": b"site_name: x\n",
            "repo-main/.github/workflows/ci.yml": b"jobs: {}\n",
        }
    )
    text = brought({"repo.zip": data})

    assert ["etl/databricks.yml", "etl/resources/a.yml"] == list(unpack(text).texts)
    assert "Left out, as no include names them: mkdocs.yml." in told(text)
    assert "Left out: 1 in hidden folders or packages." in told(text)
    assert ["a"] == [job.name for job in read_own(text).jobs]


def test_what_no_include_names_is_kept_where_it_looks_like_a_part():
    text = brought({"databricks.yml": ROOT, "old/jobs.yml": resources("old")})

    assert ["databricks.yml", "old/jobs.yml"] == list(unpack(text).texts)
    assert "not read: no include names it" == read_own(text).files.rows[1].rows[0].says


def test_files_without_folders_are_put_where_the_root_looks_for_them():
    text = brought(
        {
            "databricks.yml": ROOT.replace("resources/*.yml", "resources/*.job.yml"),
            "a.job.yml": resources("a"),
            "b.yml": resources("b"),
            "shared.yml": resources("c"),
        }
    )

    assert {"databricks.yml", "resources/a.job.yml", "jobs/_/b.yml", "shared.yml"} == set(
        unpack(text).texts
    )
    assert "Assumed: a.job.yml in resources/, where an include looks." in told(text)
    assert "Assumed: b.yml in jobs/_/, where an include looks." in told(text)
    assert 3 == len(read_own(text).jobs)


def test_several_roots_are_all_kept():
    text = brought(
        {
            "a/databricks.yml": ROOT,
            "a/resources/x.yml": resources("of_a"),
            "b/databricks.yml": ROOT,
            "b/resources/x.yml": resources("of_b"),
        }
    )

    assert 4 == len(unpack(text).texts)
    assert ("a/databricks.yml", "b/databricks.yml") == read_own(text).choices.roots


def test_the_same_file_twice_is_one_and_another_one_is_refused():
    assert 1 == len(unpack(brought({"a.zip": zip_of({"a.yml": b"tasks: []"})})).texts)
    same = [Came("a.yml", b"tasks: []"), Came("a.yml", b"tasks: []")]
    assert ["a.yml"] == list(unpack(text_of(same, BYTES_MAX)).texts)
    with pytest.raises(Unusable, match=r"a\.yml is there twice, and not the same; take one of"):
        text_of([same[0], Came("./a.yml", b"")], BYTES_MAX)


def test_names_that_differ_in_case_only_are_told():
    text = brought({"databricks.yml": ROOT, "shared.yml": "{}", "Shared.yml": resources("a")})

    assert "Differ in case only, so other systems keep one: shared.yml, Shared.yml." in told(text)


REFUSED = [
    ({"a.py": "x", "b.py": "y"}, "There is no YAML or JSON among 2 files. Bring the folder"),
    ({"a.yml": "x: 1", "b.json": "{}"}, "There is no bundle and no job among 2 files."),
    ({"x.zip": zip_of({"y.zip": b""})}, "but another archive: unpack that one first"),
    ({"x.zip": zip_of({})}, "There is no YAML or JSON among 1 file."),
    ({"x.zip": zip_of({"a.yml": b"#" * 1_000_001})}, "1 too large, of more than 1,000,000 bytes"),
    ({"x.tar.gz": b"\x1f\x8b"}, "x.tar.gz is no zip; bring a zip, or the folder itself"),
    ({"x.yml": b"\xff\xfe"}, "The file is not UTF-8 text."),
    ({"databricks.yml": ROOT, "shared.yml": b"\xff"}, "shared.yml is not UTF-8 text; save it"),
    ({"databricks.yml": ROOT, "../a.yml": "x"}, "../a.yml leads out of the folder"),
    ({"databricks.yml": ROOT, "/a.yml": "x"}, "/a.yml is an absolute path"),
    (
        {"databricks.yml": ROOT, "resources/a.yml": "#" * 60_000, "shared.yml": "#" * 50_000},
        "The bundle reads 3 files with 110,079 bytes; at most 500 files and 84,000 bytes can be "
        "kept. The largest: resources/a.yml (60,000 bytes), shared.yml (50,000 bytes),",
    ),
]


@pytest.mark.parametrize(("files", "says"), REFUSED)
def test_what_cannot_be_taken_is_refused_in_a_sentence(files, says):
    assert says in refusal(files)


def test_what_is_not_read_gives_way_to_what_is():
    text = brought(
        {
            "databricks.yml": ROOT,
            "shared.yml": resources("a"),
            "old/z.yml": "jobs:\n" + "#" * 90_000,
        }
    )

    assert ["databricks.yml", "shared.yml"] == list(unpack(text).texts)
    assert "Left out, as no include names them: old/z.yml." == told(text)


NAMES = st.sampled_from(
    ["databricks.yml", "a/databricks.yml", "resources/a.yml", "b.json", "a.yml", "../x.yml",
     "x.zip", "\u202e.yml", "# ==> a.yml <==.yml", "a/b/c/../d.yml", "A.yml", ".x/y.yml", ""]
)  # fmt: skip
BYTES = st.sampled_from(
    [ROOT.encode(), resources("a").encode(), b"", b"\xff", b"{", b"include: 1",
     b"include: [1, '', x]", zip_of({"databricks.yml": ROOT.encode(), "shared.yml": b"\r\r\n"}),
     b"# ==> a.yml <==\n"]
) | st.binary(max_size=20)  # fmt: skip


@given(st.lists(st.builds(Came, NAMES, BYTES), min_size=1, max_size=5))
def test_whatever_comes_is_one_text_within_bounds_or_a_sentence(came):
    try:
        text, said = text_of(came, BYTES_MAX), ""
    except Unusable as error:
        text, said = "", str(error)

    assert said.isprintable()
    assert len(text.encode()) <= BYTES_MAX
    read_own(text)


def test_of_several_zips_none_is_unpacked():
    one = zip_of({"databricks.yml": ROOT.encode()})

    assert "There are 2 zips, a.zip, b; bring one at a time, or the folder" == refusal(
        {"a.zip": one, "b": one}
    )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("conf/app.yml", "db:\n  settings:\n    password: hunter2\n"),
        ("conf/app.yml", "settings:\n  password: hunter2\n"),
        ("terraform/dev.tfvars.json", '{\n  "variables": {"api_token": "x"}\n}'),
        ("db_credentials.yml", "resources: {jobs: {a: {name: a}}}\npassword: hunter2\n"),
    ],
)
def test_where_there_is_a_root_no_setting_of_others_is_kept(path: str, text: str):
    packed = brought({"databricks.yml": ROOT, "resources/a.yml": resources("a"), path: text})

    assert ["databricks.yml", "resources/a.yml"] == list(unpack(packed).texts)
    assert f"Left out, as no include names them: {path}." == told(packed)


def test_files_are_placed_by_no_more_patterns_than_are_read():
    patterns = [f"far{number}/x{number}.yml" for number in range(200)]
    root = "bundle: {name: orchard}\ninclude:\n" + "".join(f"- {each}\n" for each in patterns)
    text = brought({"databricks.yml": root, "x99.yml": resources("a"), "x100.yml": resources("b")})

    assert "Assumed: x99.yml in far99/, where an include looks." in told(text)
    assert "x100.yml in" not in told(text)


def test_no_field_is_offered_for_a_variable_whose_value_could_not_be_kept():
    root = ROOT.replace("include:", "variables: {b c: {}, d: {}}\ninclude:")
    text = brought({"databricks.yml": root, "resources/a.yml": resources("a")})

    assert ["d"] == [one.name for one in read_own(text).choices.asked]
