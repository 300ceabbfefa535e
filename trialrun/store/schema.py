"""The tables, as migrations, in types that PostgreSQL has, too.

A migration that has been released is never edited; a change is a new one below.
"""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("trialrun")


@migrations()
def answers(db: Database) -> None:
    """Creates the log of attempts and answers as it was up to 0.3.0."""
    db.execute(
        "CREATE TABLE attempt (learner TEXT NOT NULL, id TEXT NOT NULL, set_slug TEXT NOT NULL,"
        " questions TEXT NOT NULL, started_ms INTEGER NOT NULL, PRIMARY KEY (learner, id))"
    )
    db.execute(
        "CREATE TABLE answer (learner TEXT NOT NULL, attempt TEXT NOT NULL,"
        " question TEXT NOT NULL, response TEXT NOT NULL, outcome TEXT NOT NULL,"
        " answered_ms INTEGER NOT NULL, PRIMARY KEY (learner, attempt, question))"
    )


@migrations()
def settings(db: Database) -> None:
    """Creates the place of what the app itself must remember, such as the key of its cookies."""
    db.execute("CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)")


@migrations()
def jobs(db: Database) -> None:
    """Creates the place of job texts that people brought, each under its digest."""
    # The text stands last: what the bound on the disk reads is found without reading texts.
    db.execute(
        "CREATE TABLE job (digest TEXT NOT NULL PRIMARY KEY, bytes INTEGER NOT NULL,"
        " kept_ms INTEGER NOT NULL, text TEXT NOT NULL)"
    )


@migrations()
def log(db: Database) -> None:
    """Makes the log what it is from 0.4.0 on: activities, an order of arrival, questions as put."""
    for statement in _LOG:
        db.execute(statement)


@migrations()
def holdings(db: Database) -> None:
    """Notes who brought which job text from where, and when its link was last used."""
    # A table of its own: to note a use in the row of a text would write the whole text again.
    db.execute(
        "CREATE TABLE holding (learner TEXT NOT NULL, digest TEXT NOT NULL, address TEXT NOT NULL,"
        " bytes INTEGER NOT NULL, used_ms BIGINT NOT NULL, PRIMARY KEY (learner, digest))"
    )
    db.execute("CREATE INDEX holding_of_text ON holding (digest, bytes, used_ms)")
    db.execute("CREATE INDEX holding_of_address ON holding (address, bytes)")
    # Who brought the texts of earlier versions is not known: they are held by nobody.
    db.execute("INSERT INTO holding SELECT '', digest, '', bytes, kept_ms FROM job")


@migrations()
def unanswered(db: Database) -> None:
    """Finds attempts without answers: a learner's own, and those that were left long ago."""
    db.execute("CREATE INDEX attempt_unanswered ON attempt (learner, seq) WHERE answered = 0")
    db.execute("CREATE INDEX attempt_left ON attempt (started_ms) WHERE answered = 0")


@migrations()
def carried(db: Database) -> None:
    """Creates the places of what a learner brought from elsewhere, and of links to go on by."""
    # Texts of questions that were put elsewhere. They are shown to whoever brought them alone: a
    # digest proves what was asked, and not what is said about it.
    db.execute(
        "CREATE TABLE brought (learner TEXT NOT NULL, digest TEXT NOT NULL, uid TEXT NOT NULL,"
        " bytes INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (learner, digest))"
    )
    # Of the code of a link only what proves it is kept.
    db.execute(
        "CREATE TABLE private_link (learner TEXT NOT NULL PRIMARY KEY, proof TEXT NOT NULL,"
        " made_ms BIGINT NOT NULL)"
    )
    db.execute("CREATE UNIQUE INDEX private_link_by_proof ON private_link (proof)")


@migrations()
def content_changes(db: Database) -> None:
    """Notes what of the content came when, and which words changed: what is news to whom."""
    db.execute(
        "CREATE TABLE content_change (kind TEXT NOT NULL, name TEXT NOT NULL,"
        " digest TEXT NOT NULL, is_new INTEGER NOT NULL, changed_ms BIGINT NOT NULL,"
        " PRIMARY KEY (kind, name))"
    )
    db.execute("CREATE INDEX content_changed ON content_change (changed_ms)")


@migrations()
def flags(db: Database) -> None:
    """Creates the place of what learners find wrong or unclear in questions."""
    # Authors name a flag by its number: they learn nothing of whose it is.
    db.execute(
        "CREATE TABLE flag (learner TEXT NOT NULL, id TEXT NOT NULL, number BIGINT NOT NULL,"
        " question TEXT NOT NULL, put TEXT NOT NULL, attempt TEXT NOT NULL,"
        " response TEXT NOT NULL, reason TEXT NOT NULL, says TEXT NOT NULL,"
        " flagged_ms BIGINT NOT NULL, reply TEXT NOT NULL, replied_ms BIGINT NOT NULL,"
        " PRIMARY KEY (learner, id))"
    )
    db.execute("CREATE UNIQUE INDEX flag_by_number ON flag (number)")


@migrations()
def flag_numbers(db: Database) -> None:
    """Notes the last number that a flag was given; it only grows."""
    # A flag goes with its learner. What an author replies to it must not come to another's.
    db.execute("CREATE TABLE flag_number (last BIGINT NOT NULL)")
    db.execute("INSERT INTO flag_number SELECT coalesce(max(number), 0) FROM flag")


_LOG = (
    # A question as it was put: its text with the key, once for each digest.
    "CREATE TABLE question (digest TEXT NOT NULL PRIMARY KEY, uid TEXT NOT NULL,"
    " put_ms BIGINT NOT NULL, text TEXT NOT NULL)",
    # `seq` is the learner's own order of arrival, whatever the clock did. `answered` and
    # `right_count` are counted from the log. `puts` has a question's digest, or "", at its place.
    "ALTER TABLE attempt RENAME TO attempt_old",
    "CREATE TABLE attempt (learner TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL,"
    " activity TEXT NOT NULL, set_slug TEXT NOT NULL, title TEXT NOT NULL, size INTEGER NOT NULL,"
    " answered INTEGER NOT NULL, right_count INTEGER NOT NULL, started_ms BIGINT NOT NULL,"
    " questions TEXT NOT NULL, puts TEXT NOT NULL, PRIMARY KEY (learner, id))",
    "INSERT INTO attempt SELECT learner, id,"
    " row_number() OVER (PARTITION BY learner ORDER BY rowid), 'practice', set_slug, '',"
    " json_array_length(questions),"
    " (SELECT count(*) FROM answer a WHERE a.learner = o.learner AND a.attempt = o.id),"
    " (SELECT count(*) FROM answer a WHERE a.learner = o.learner AND a.attempt = o.id"
    " AND a.outcome = 'right'),"
    " started_ms, questions, '[]' FROM attempt_old o",
    "DROP TABLE attempt_old",
    # One row an entry: an answer; `undo`, which takes back the answer before it in the same
    # attempt; `reset`, which takes back all that came before to the questions of a set.
    # `revision` counts the entries to one question in one attempt.
    "ALTER TABLE answer RENAME TO answer_old",
    "CREATE TABLE answer (learner TEXT NOT NULL, seq BIGINT NOT NULL, entry TEXT NOT NULL,"
    " activity TEXT NOT NULL, attempt TEXT NOT NULL, question TEXT NOT NULL,"
    " revision INTEGER NOT NULL, put TEXT NOT NULL, engine TEXT NOT NULL, outcome TEXT NOT NULL,"
    " answered_ms BIGINT NOT NULL, confidence INTEGER, took_ms BIGINT, credit DOUBLE PRECISION,"
    " family TEXT, family_version INTEGER, seed TEXT, study_day TEXT, zone TEXT,"
    " response TEXT NOT NULL, PRIMARY KEY (learner, seq))",
    # Up to 0.3.0 an activity was told by prefixes. An attempt of practice was started, so it has
    # a row; a set may be called `level` or `run`, too. The order of arrival is that of the rows.
    "INSERT INTO answer (learner, seq, entry, activity, attempt, question, revision, put, engine,"
    " outcome, answered_ms, response) SELECT learner, seq, 'answer', activity, attempt,"
    " CASE activity WHEN 'level' THEN 'levels/' || substr(question, 7)"
    " WHEN 'prediction' THEN CASE instr(question, '?') WHEN 0 THEN substr(question, 5) || '/'"
    " ELSE replace(substr(question, 5), '?', '/?') END ELSE question END,"
    " 0, '', '', outcome, answered_ms, response FROM (SELECT o.*,"
    " row_number() OVER (PARTITION BY learner ORDER BY rowid) AS seq,"
    " CASE WHEN EXISTS (SELECT 1 FROM attempt t WHERE t.learner = o.learner AND t.id = o.attempt)"
    " THEN 'practice' WHEN o.attempt LIKE 'lesson-%' THEN 'lesson'"
    " WHEN o.question LIKE 'run/%' THEN 'prediction'"
    " WHEN o.question LIKE 'level/%' THEN 'level' ELSE 'practice' END AS activity"
    " FROM answer_old o) AS told",
    "DROP TABLE answer_old",
    "CREATE UNIQUE INDEX answer_in_attempt ON answer"
    " (learner, activity, attempt, question, revision)",
    # Led by the question for a class; a learner's entries to one question are found by it, too.
    "CREATE INDEX answer_of_question ON answer (question, learner, activity, seq)",
    "CREATE INDEX attempt_of_set ON attempt (learner, set_slug, seq)",
    # The latest answer to each question: folded from the log, and made anew from it at will.
    "CREATE TABLE latest (learner TEXT NOT NULL, realm TEXT NOT NULL, set_slug TEXT NOT NULL,"
    " question TEXT NOT NULL, seq BIGINT NOT NULL, outcome TEXT NOT NULL,"
    " answers INTEGER NOT NULL, best INTEGER, put TEXT NOT NULL,"
    " PRIMARY KEY (learner, realm, set_slug, question))",
    # The standing in a thousand sets is read from the first alone, the newest misses by the other.
    "CREATE INDEX latest_of_learner ON latest (learner, realm, set_slug, question, outcome)",
    "CREATE INDEX latest_in_order ON latest (learner, realm, seq)",
    "INSERT INTO latest SELECT learner, realm, set_slug, question, seq, outcome, answers, best, put"
    " FROM (SELECT learner, realm, substr(question, 1, instr(question, '/') - 1) AS set_slug,"
    " question, seq, outcome, put,"
    " count(*) OVER one AS answers, min(moves) OVER one AS best,"
    " row_number() OVER (PARTITION BY learner, realm, question ORDER BY seq DESC) AS place"
    " FROM (SELECT *, CASE activity WHEN 'level' THEN 'level' ELSE 'question' END AS realm,"
    " CASE activity WHEN 'level' THEN CAST(json_extract(response, '$.moves') AS INTEGER) END"
    " AS moves FROM answer WHERE activity <> 'prediction') AS told"
    " WINDOW one AS (PARTITION BY learner, realm, question)) AS counted WHERE place = 1",
    "ALTER TABLE job RENAME TO job_old",
    "CREATE TABLE job (digest TEXT NOT NULL PRIMARY KEY, bytes INTEGER NOT NULL,"
    " kept_ms BIGINT NOT NULL, text TEXT NOT NULL)",
    "INSERT INTO job SELECT digest, bytes, kept_ms, text FROM job_old",
    "DROP TABLE job_old",
)
