-- A database of Trial Run 0.3.0 with answers of every kind, as SQL: the `iterdump` of Python's
-- sqlite3. Never edit it: it is what was.
-- Made by a test client of the `create_app` of 0.3.0, on its bundled content and two sets more:
-- quizzes/level.yaml (questions keep-what-succeeded and one-at-a-time, like two levels) and
-- quizzes/run.yaml (question half-written, like a story). The clock moved on by a second at each
-- POST, ids came in a row. Ada went through each set, right, wrong and skipped in turns; left a
-- second go at rollback behind; began a go at what she missed; answered one prompt of the lesson
-- and skipped the other; solved two levels, one of them twice; predicted three runs; got the set
-- `level` wrong and `run` right. Then the clock was set back by an hour: she went through rollback
-- once more, all right, began cluster-choice again, and pasted a job. Bob did some of it under the
-- same ids of attempts.
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'trialrun','answers','2025-11-24 16:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'trialrun','settings','2025-11-24 16:00:00+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'trialrun','jobs','2025-11-24 16:00:00+00:00');
CREATE TABLE answer (learner TEXT NOT NULL, attempt TEXT NOT NULL, question TEXT NOT NULL, response TEXT NOT NULL, outcome TEXT NOT NULL, answered_ms INTEGER NOT NULL, PRIMARY KEY (learner, attempt, question));
INSERT INTO "answer" VALUES('ada','clusterchoice1','cluster-choice/off-the-team-cluster','{"db508f2cd9": "yes", "26cdcd0ee7": "yes", "0df9284a71": "yes", "43fd4e8f8e": "yes"}','wrong',1764000002000);
INSERT INTO "answer" VALUES('ada','clusterchoice1','cluster-choice/the-docs-first-choice','{}','skipped',1764000003000);
INSERT INTO "answer" VALUES('ada','clusterchoice1','cluster-choice/idle-machines','{"b64e330d9a": "yes"}','right',1764000004000);
INSERT INTO "answer" VALUES('ada','clusterchoice1','cluster-choice/one-chain-three-ways','{"dd5c0be512": "yes", "3a9aac70bc": "yes", "2317e7178f": "yes"}','wrong',1764000005000);
INSERT INTO "answer" VALUES('ada','clusterchoice1','cluster-choice/invoices-once','{}','skipped',1764000006000);
INSERT INTO "answer" VALUES('ada','clusterchoice1','cluster-choice/nightly-on-classic','{"8dfaa4fd75": "yes"}','right',1764000007000);
INSERT INTO "answer" VALUES('ada','clusterchoice1','cluster-choice/clusters-of-a-repair','{"aadcc339f9": "yes"}','wrong',1764000008000);
INSERT INTO "answer" VALUES('ada','clusterchoice1','cluster-choice/one-key-three-tasks','{}','skipped',1764000009000);
INSERT INTO "answer" VALUES('ada','clusterchoice1','cluster-choice/four-hours-to-spare','{"c9dd40c383": "yes"}','right',1764000010000);
INSERT INTO "answer" VALUES('ada','clusterchoice1','cluster-choice/a-query-in-the-job','{"ca091c1d37": "yes"}','wrong',1764000011000);
INSERT INTO "answer" VALUES('ada','clusterchoice1','cluster-choice/orders-around-the-clock','{}','skipped',1764000012000);
INSERT INTO "answer" VALUES('ada','pipelinevsjob1','pipeline-vs-job/names-of-today','{"6d849dce67": "yes"}','wrong',1764000014000);
INSERT INTO "answer" VALUES('ada','pipelinevsjob1','pipeline-vs-job/paint-the-join','{}','skipped',1764000015000);
INSERT INTO "answer" VALUES('ada','pipelinevsjob1','pipeline-vs-job/pipeline-as-a-task','{"e49c9446ce": "yes"}','right',1764000016000);
INSERT INTO "answer" VALUES('ada','pipelinevsjob1','pipeline-vs-job/whose-retries','{"741e44902e": "yes"}','wrong',1764000017000);
INSERT INTO "answer" VALUES('ada','pipelinevsjob1','pipeline-vs-job/changes-to-the-job','{}','skipped',1764000018000);
INSERT INTO "answer" VALUES('ada','pipelinevsjob1','pipeline-vs-job/the-task-beside-it','{"5fbfef175c": "yes"}','right',1764000019000);
INSERT INTO "answer" VALUES('ada','pipelinevsjob1','pipeline-vs-job/one-leaf-fails','{"dba7d6d62c": "yes"}','wrong',1764000020000);
INSERT INTO "answer" VALUES('ada','pipelinevsjob1','pipeline-vs-job/two-wishes-one-circle','{}','skipped',1764000021000);
INSERT INTO "answer" VALUES('ada','pipelinevsjob1','pipeline-vs-job/price-lists-arrive','{"01437c170b": "yes"}','right',1764000022000);
INSERT INTO "answer" VALUES('ada','pipelinevsjob1','pipeline-vs-job/b-and-c-start','{"92cc39cba8": "yes"}','wrong',1764000023000);
INSERT INTO "answer" VALUES('ada','repairvsrerun1','repair-vs-rerun/two-run-pages','{"baffb42eee": "yes", "c3e0c45c62": "yes", "c9ac7778bf": "yes", "3ea2975478": "yes"}','wrong',1764000025000);
INSERT INTO "answer" VALUES('ada','repairvsrerun1','repair-vs-rerun/one-notebook-job','{}','skipped',1764000026000);
INSERT INTO "answer" VALUES('ada','repairvsrerun1','repair-vs-rerun/another-menu-version','{"70a7313446": "yes"}','right',1764000027000);
INSERT INTO "answer" VALUES('ada','repairvsrerun1','repair-vs-rerun/repair-too-early','{"4c682f4c1a": "yes"}','wrong',1764000028000);
INSERT INTO "answer" VALUES('ada','repairvsrerun1','repair-vs-rerun/bigger-workers','{}','skipped',1764000029000);
INSERT INTO "answer" VALUES('ada','repairvsrerun1','repair-vs-rerun/paint-one-of-two-fixed','{"ingest": "SUCCESS", "clean": "FAILED", "enrich": "SUCCESS", "report": "UPSTREAM_FAILED"}','right',1764000030000);
INSERT INTO "answer" VALUES('ada','repairvsrerun1','repair-vs-rerun/what-runs-again','{"79afe94c6a": "yes"}','wrong',1764000031000);
INSERT INTO "answer" VALUES('ada','repairvsrerun1','repair-vs-rerun/twice-by-which-way','{}','skipped',1764000032000);
INSERT INTO "answer" VALUES('ada','repairvsrerun1','repair-vs-rerun/paint-the-wrong-task-fixed','{"ingest": "SUCCESS", "silver": "FAILED", "gold": "UPSTREAM_FAILED"}','right',1764000033000);
INSERT INTO "answer" VALUES('ada','repairvsrerun1','repair-vs-rerun/less-work','{"dd1ec694bc": "yes"}','wrong',1764000034000);
INSERT INTO "answer" VALUES('ada','repairvsrerun1','repair-vs-rerun/half-a-day-of-orders','{}','skipped',1764000035000);
INSERT INTO "answer" VALUES('ada','rollback1','rollback/take-the-prices-back','{"9b7c97d304": "yes"}','wrong',1764000037000);
INSERT INTO "answer" VALUES('ada','rollback1','rollback/before-the-first-write','{}','skipped',1764000038000);
INSERT INTO "answer" VALUES('ada','rollback1','rollback/paint-the-last-task','{"ingest": "SUCCESS", "silver": "SUCCESS", "gold": "FAILED"}','right',1764000039000);
INSERT INTO "answer" VALUES('ada','rollback1','rollback/green-after-a-retry','{"4a78bc50b8": "yes"}','wrong',1764000040000);
INSERT INTO "answer" VALUES('ada','rollback1','rollback/two-teams-two-modes','{}','skipped',1764000041000);
INSERT INTO "answer" VALUES('ada','rollback1','rollback/paint-after-the-last-write','{"ingest": "SUCCESS", "clean": "SUCCESS", "enrich": "FAILED", "report": "UPSTREAM_FAILED"}','right',1764000042000);
INSERT INTO "answer" VALUES('ada','rollback1','rollback/half-an-overwrite','{"4ea99fbdfa": "yes"}','wrong',1764000043000);
INSERT INTO "answer" VALUES('ada','rollback1','rollback/the-first-task-fails','{}','skipped',1764000044000);
INSERT INTO "answer" VALUES('ada','rollback1','rollback/what-is-committed','{"3389779a90": "yes"}','right',1764000045000);
INSERT INTO "answer" VALUES('ada','rollback1','rollback/between-two-writes','{"02b8a0e723": "yes", "74df9dcdbf": "yes", "b7b4e1369a": "yes"}','wrong',1764000046000);
INSERT INTO "answer" VALUES('ada','rollback2','rollback/two-teams-two-modes','{"171e9c6732": "yes"}','right',1764000048000);
INSERT INTO "answer" VALUES('ada','rollback2','rollback/what-is-committed','{"3389779a90": "yes"}','right',1764000049000);
INSERT INTO "answer" VALUES('ada','rollback2','rollback/take-the-prices-back','{"bd3fc359f8": "yes"}','right',1764000050000);
INSERT INTO "answer" VALUES('ada','missed1','rollback/before-the-first-write','{"51efa0bed9": "yes"}','right',1764000052000);
INSERT INTO "answer" VALUES('ada','missed1','repair-vs-rerun/what-runs-again','{"79afe94c6a": "yes"}','wrong',1764000053000);
INSERT INTO "answer" VALUES('ada','lesson-s1-lakeflow-jobs','pipeline-vs-job/b-and-c-start','{"37ba5b8129": "yes"}','right',1764000054000);
INSERT INTO "answer" VALUES('ada','lesson-s1-lakeflow-jobs','rollback/what-is-committed','{}','skipped',1764000055000);
INSERT INTO "answer" VALUES('ada','level1','level/a-second-try-no-second-row','{"moves": "3", "try": "?dial=enrich.retries:2&dial=enrich.write1:merge&dial=enrich.write2:merge"}','right',1764000056000);
INSERT INTO "answer" VALUES('ada','level2','level/a-second-try-no-second-row','{"moves": "2", "try": "?dial=enrich.retries:1&dial=enrich.write1:merge"}','right',1764000057000);
INSERT INTO "answer" VALUES('ada','level3','level/keep-up-with-the-clock','{"moves": "1", "try": "?dial=services.concurrency:3"}','right',1764000058000);
INSERT INTO "answer" VALUES('ada','predict1','run/half-written','{"ingest": "SUCCESS", "clean": "SUCCESS", "enrich": "SUCCESS", "report": "SUCCESS"}','right',1764000059000);
INSERT INTO "answer" VALUES('ada','predict2','run/everything-works?fail=silver@1&do=run_now','{"ingest": "FAILED", "silver": "FAILED", "gold": "FAILED"}','wrong',1764000060000);
INSERT INTO "answer" VALUES('ada','predict3','run/everything-works','{"ingest": "SUCCESS", "silver": "SUCCESS", "gold": "SUCCESS"}','right',1764000061000);
INSERT INTO "answer" VALUES('ada','setlevel1','level/one-at-a-time','{"c82eb6c70d": "yes"}','wrong',1764000063000);
INSERT INTO "answer" VALUES('ada','setlevel1','level/keep-what-succeeded','{"c82eb6c70d": "yes"}','wrong',1764000064000);
INSERT INTO "answer" VALUES('ada','setrun1','run/half-written','{"958f8db03f": "yes"}','right',1764000066000);
INSERT INTO "answer" VALUES('ada','rollback3','rollback/two-teams-two-modes','{"171e9c6732": "yes"}','right',1763996468000);
INSERT INTO "answer" VALUES('ada','rollback3','rollback/the-first-task-fails','{"53425c7324": "yes"}','right',1763996469000);
INSERT INTO "answer" VALUES('ada','rollback3','rollback/paint-after-the-last-write','{"ingest": "SUCCESS", "clean": "SUCCESS", "enrich": "FAILED", "report": "UPSTREAM_FAILED"}','right',1763996470000);
INSERT INTO "answer" VALUES('ada','rollback3','rollback/paint-the-last-task','{"ingest": "SUCCESS", "silver": "SUCCESS", "gold": "FAILED"}','right',1763996471000);
INSERT INTO "answer" VALUES('ada','rollback3','rollback/take-the-prices-back','{"bd3fc359f8": "yes"}','right',1763996472000);
INSERT INTO "answer" VALUES('ada','rollback3','rollback/between-two-writes','{"02b8a0e723": "yes", "74df9dcdbf": "yes"}','right',1763996473000);
INSERT INTO "answer" VALUES('ada','rollback3','rollback/green-after-a-retry','{"bc208d9f2b": "yes"}','right',1763996474000);
INSERT INTO "answer" VALUES('ada','rollback3','rollback/before-the-first-write','{"51efa0bed9": "yes"}','right',1763996475000);
INSERT INTO "answer" VALUES('ada','rollback3','rollback/half-an-overwrite','{"fc739fa1e9": "yes"}','right',1763996476000);
INSERT INTO "answer" VALUES('ada','rollback3','rollback/what-is-committed','{"3389779a90": "yes"}','right',1763996477000);
INSERT INTO "answer" VALUES('ada','clusterchoice2','cluster-choice/idle-machines','{"11226c4882": "yes"}','wrong',1763996479000);
INSERT INTO "answer" VALUES('bob','rollback1','rollback/take-the-prices-back','{"9b7c97d304": "yes"}','wrong',1763996482000);
INSERT INTO "answer" VALUES('bob','rollback1','rollback/before-the-first-write','{"51efa0bed9": "yes"}','right',1763996483000);
INSERT INTO "answer" VALUES('bob','rollback1','rollback/paint-the-last-task','{"ingest": "FAILED", "silver": "SUCCESS", "gold": "FAILED"}','wrong',1763996484000);
INSERT INTO "answer" VALUES('bob','rollback1','rollback/green-after-a-retry','{"bc208d9f2b": "yes"}','right',1763996485000);
INSERT INTO "answer" VALUES('bob','rollback1','rollback/two-teams-two-modes','{"c95e05a501": "yes"}','wrong',1763996486000);
INSERT INTO "answer" VALUES('bob','lesson-s1-lakeflow-jobs','pipeline-vs-job/b-and-c-start','{"92cc39cba8": "yes"}','wrong',1763996487000);
INSERT INTO "answer" VALUES('bob','level1','level/keep-what-succeeded','{"moves": "1", "try": "?do=run_now&do=fix&do=repair"}','right',1763996488000);
INSERT INTO "answer" VALUES('bob','setlevel1','level/one-at-a-time','{"958f8db03f": "yes"}','right',1763996490000);
INSERT INTO "answer" VALUES('bob','setlevel1','level/keep-what-succeeded','{"958f8db03f": "yes"}','right',1763996491000);
INSERT INTO "answer" VALUES('bob','predict1','run/half-written','{"ingest": "FAILED", "clean": "FAILED", "enrich": "FAILED", "report": "FAILED"}','wrong',1763996492000);
CREATE TABLE attempt (learner TEXT NOT NULL, id TEXT NOT NULL, set_slug TEXT NOT NULL, questions TEXT NOT NULL, started_ms INTEGER NOT NULL, PRIMARY KEY (learner, id));
INSERT INTO "attempt" VALUES('ada','clusterchoice1','cluster-choice','["cluster-choice/off-the-team-cluster", "cluster-choice/the-docs-first-choice", "cluster-choice/idle-machines", "cluster-choice/one-chain-three-ways", "cluster-choice/invoices-once", "cluster-choice/nightly-on-classic", "cluster-choice/clusters-of-a-repair", "cluster-choice/one-key-three-tasks", "cluster-choice/four-hours-to-spare", "cluster-choice/a-query-in-the-job", "cluster-choice/orders-around-the-clock"]',1764000001000);
INSERT INTO "attempt" VALUES('ada','pipelinevsjob1','pipeline-vs-job','["pipeline-vs-job/names-of-today", "pipeline-vs-job/paint-the-join", "pipeline-vs-job/pipeline-as-a-task", "pipeline-vs-job/whose-retries", "pipeline-vs-job/changes-to-the-job", "pipeline-vs-job/the-task-beside-it", "pipeline-vs-job/one-leaf-fails", "pipeline-vs-job/two-wishes-one-circle", "pipeline-vs-job/price-lists-arrive", "pipeline-vs-job/b-and-c-start"]',1764000013000);
INSERT INTO "attempt" VALUES('ada','repairvsrerun1','repair-vs-rerun','["repair-vs-rerun/two-run-pages", "repair-vs-rerun/one-notebook-job", "repair-vs-rerun/another-menu-version", "repair-vs-rerun/repair-too-early", "repair-vs-rerun/bigger-workers", "repair-vs-rerun/paint-one-of-two-fixed", "repair-vs-rerun/what-runs-again", "repair-vs-rerun/twice-by-which-way", "repair-vs-rerun/paint-the-wrong-task-fixed", "repair-vs-rerun/less-work", "repair-vs-rerun/half-a-day-of-orders"]',1764000024000);
INSERT INTO "attempt" VALUES('ada','rollback1','rollback','["rollback/take-the-prices-back", "rollback/before-the-first-write", "rollback/paint-the-last-task", "rollback/green-after-a-retry", "rollback/two-teams-two-modes", "rollback/paint-after-the-last-write", "rollback/half-an-overwrite", "rollback/the-first-task-fails", "rollback/what-is-committed", "rollback/between-two-writes"]',1764000036000);
INSERT INTO "attempt" VALUES('ada','rollback2','rollback','["rollback/two-teams-two-modes", "rollback/what-is-committed", "rollback/take-the-prices-back", "rollback/the-first-task-fails", "rollback/before-the-first-write", "rollback/between-two-writes", "rollback/half-an-overwrite", "rollback/paint-after-the-last-write", "rollback/green-after-a-retry", "rollback/paint-the-last-task"]',1764000047000);
INSERT INTO "attempt" VALUES('ada','missed1','missed','["rollback/before-the-first-write", "repair-vs-rerun/what-runs-again", "pipeline-vs-job/names-of-today", "pipeline-vs-job/two-wishes-one-circle", "pipeline-vs-job/changes-to-the-job", "repair-vs-rerun/bigger-workers", "pipeline-vs-job/b-and-c-start", "cluster-choice/clusters-of-a-repair", "cluster-choice/the-docs-first-choice", "cluster-choice/invoices-once", "pipeline-vs-job/paint-the-join", "repair-vs-rerun/two-run-pages", "cluster-choice/one-key-three-tasks", "pipeline-vs-job/whose-retries", "rollback/half-an-overwrite", "repair-vs-rerun/twice-by-which-way", "rollback/green-after-a-retry", "cluster-choice/off-the-team-cluster", "rollback/the-first-task-fails", "repair-vs-rerun/half-a-day-of-orders", "cluster-choice/one-chain-three-ways", "cluster-choice/orders-around-the-clock", "repair-vs-rerun/less-work", "pipeline-vs-job/one-leaf-fails", "repair-vs-rerun/repair-too-early", "cluster-choice/a-query-in-the-job", "repair-vs-rerun/one-notebook-job", "rollback/between-two-writes"]',1764000051000);
INSERT INTO "attempt" VALUES('ada','setlevel1','level','["level/one-at-a-time", "level/keep-what-succeeded"]',1764000062000);
INSERT INTO "attempt" VALUES('ada','setrun1','run','["run/half-written"]',1764000065000);
INSERT INTO "attempt" VALUES('ada','rollback3','rollback','["rollback/two-teams-two-modes", "rollback/the-first-task-fails", "rollback/paint-after-the-last-write", "rollback/paint-the-last-task", "rollback/take-the-prices-back", "rollback/between-two-writes", "rollback/green-after-a-retry", "rollback/before-the-first-write", "rollback/half-an-overwrite", "rollback/what-is-committed"]',1763996467000);
INSERT INTO "attempt" VALUES('ada','clusterchoice2','cluster-choice','["cluster-choice/idle-machines", "cluster-choice/a-query-in-the-job", "cluster-choice/clusters-of-a-repair", "cluster-choice/nightly-on-classic", "cluster-choice/off-the-team-cluster", "cluster-choice/four-hours-to-spare", "cluster-choice/one-key-three-tasks", "cluster-choice/one-chain-three-ways", "cluster-choice/orders-around-the-clock", "cluster-choice/the-docs-first-choice", "cluster-choice/invoices-once"]',1763996478000);
INSERT INTO "attempt" VALUES('bob','rollback1','rollback','["rollback/take-the-prices-back", "rollback/before-the-first-write", "rollback/paint-the-last-task", "rollback/green-after-a-retry", "rollback/two-teams-two-modes", "rollback/paint-after-the-last-write", "rollback/half-an-overwrite", "rollback/the-first-task-fails", "rollback/what-is-committed", "rollback/between-two-writes"]',1763996481000);
INSERT INTO "attempt" VALUES('bob','setlevel1','level','["level/one-at-a-time", "level/keep-what-succeeded"]',1763996489000);
CREATE TABLE job (digest TEXT NOT NULL PRIMARY KEY, bytes INTEGER NOT NULL, kept_ms INTEGER NOT NULL, text TEXT NOT NULL);
INSERT INTO "job" VALUES('1a1497a098ea72e846f9',100,1763996480000,'{"name": "tiny", "tasks": [{"task_key": "a"}, {"task_key": "b", "depends_on": [{"task_key": "a"}]}]}');
CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO "setting" VALUES('secret_key','a02040c67de704e4b323624cfe4c588c24a0768f2bae0f0cc8b22208770391db');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
COMMIT;
