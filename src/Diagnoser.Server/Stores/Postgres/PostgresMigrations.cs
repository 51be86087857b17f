using DbUp.Engine;

namespace Diagnoser.Server.Stores.Postgres;

/// <summary>The tables of the PostgreSQL store, as they came about.</summary>
internal static class PostgresMigrations
{
    /// <summary>In order of name, which is the version. Entries are never changed once released. Texts that order or find by a prefix collate as bytes.</summary>
    public static readonly IReadOnlyList<SqlScript> All =
    [
        new(
            "0001",
            """
            CREATE TABLE event (
                number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                id TEXT COLLATE "C" NOT NULL UNIQUE,
                time BIGINT NOT NULL,
                host TEXT COLLATE "C" NOT NULL,
                type TEXT COLLATE "C" NOT NULL,
                container TEXT COLLATE "C",
                service TEXT COLLATE "C",
                stack TEXT COLLATE "C",
                body TEXT NOT NULL);
            CREATE INDEX event_by_time ON event (time);
            CREATE INDEX event_by_host ON event (host, time);
            CREATE INDEX event_by_container ON event (container, time) WHERE container IS NOT NULL;
            CREATE INDEX event_by_service ON event (service, time) WHERE service IS NOT NULL;
            CREATE INDEX event_by_stack ON event (stack, time) WHERE stack IS NOT NULL;
            CREATE TABLE host (
                id TEXT COLLATE "C" PRIMARY KEY,
                name TEXT NOT NULL,
                last_event BIGINT NOT NULL);
            CREATE TABLE diagnosis (
                id TEXT COLLATE "C" PRIMARY KEY,
                time BIGINT NOT NULL,
                host TEXT COLLATE "C" NOT NULL,
                container TEXT COLLATE "C",
                service TEXT COLLATE "C",
                stack TEXT COLLATE "C",
                rule TEXT COLLATE "C" NOT NULL,
                hidden_by TEXT COLLATE "C",
                body TEXT NOT NULL);
            CREATE INDEX diagnosis_by_time ON diagnosis (time);
            CREATE INDEX diagnosis_by_host ON diagnosis (host, time);
            CREATE INDEX diagnosis_by_container ON diagnosis (container, time) WHERE container IS NOT NULL;
            CREATE INDEX diagnosis_by_service ON diagnosis (service, time) WHERE service IS NOT NULL;
            CREATE INDEX diagnosis_by_stack ON diagnosis (stack, time) WHERE stack IS NOT NULL;
            CREATE TABLE member (
                diagnosis TEXT COLLATE "C" PRIMARY KEY,
                incident TEXT COLLATE "C" NOT NULL);
            CREATE INDEX member_by_incident ON member (incident);
            CREATE TABLE blind_window (
                host TEXT COLLATE "C" NOT NULL,
                source TEXT COLLATE "C" NOT NULL,
                started BIGINT NOT NULL,
                ended BIGINT NOT NULL,
                body TEXT NOT NULL,
                PRIMARY KEY (host, source, started));
            CREATE INDEX blind_window_by_time ON blind_window (ended);
            CREATE TABLE incident (
                number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                id TEXT COLLATE "C" NOT NULL UNIQUE,
                key TEXT COLLATE "C" NOT NULL,
                version INTEGER NOT NULL,
                status TEXT COLLATE "C" NOT NULL,
                opened BIGINT NOT NULL,
                last_seen BIGINT NOT NULL,
                host TEXT COLLATE "C" NOT NULL,
                service TEXT COLLATE "C",
                stack TEXT COLLATE "C",
                body TEXT NOT NULL);
            CREATE UNIQUE INDEX incident_open ON incident (key) WHERE status <> 'resolved';
            CREATE INDEX incident_by_key ON incident (key, opened);
            CREATE INDEX incident_by_time ON incident (opened);
            CREATE TABLE journal (
                number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                time BIGINT NOT NULL,
                incident TEXT COLLATE "C",
                stack TEXT COLLATE "C",
                body TEXT NOT NULL);
            CREATE INDEX journal_by_time ON journal (time);
            CREATE INDEX journal_by_incident ON journal (incident, time) WHERE incident IS NOT NULL;
            CREATE TABLE quarantine (
                number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                time BIGINT NOT NULL,
                origin TEXT NOT NULL,
                problem TEXT NOT NULL,
                body TEXT NOT NULL);
            CREATE TABLE outbox (
                number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                kind TEXT NOT NULL,
                body TEXT NOT NULL,
                leased_until BIGINT NOT NULL);
            CREATE TABLE delivery (
                incident TEXT COLLATE "C" NOT NULL,
                notifier TEXT COLLATE "C" NOT NULL,
                owed_version INTEGER NOT NULL,
                told_version INTEGER NOT NULL,
                reference TEXT,
                told TEXT,
                attempts INTEGER NOT NULL,
                due BIGINT,
                problem TEXT,
                leased_until BIGINT NOT NULL,
                PRIMARY KEY (incident, notifier));
            CREATE INDEX delivery_by_due ON delivery (due) WHERE due IS NOT NULL;
            CREATE TABLE notifier_pause (
                notifier TEXT COLLATE "C" PRIMARY KEY,
                busy_until BIGINT NOT NULL);
            CREATE TABLE partition_owner (
                owner TEXT COLLATE "C" PRIMARY KEY,
                last_seen BIGINT NOT NULL);
            CREATE TABLE partition_lease (
                partition INTEGER PRIMARY KEY,
                epoch BIGINT NOT NULL,
                owner TEXT COLLATE "C");
            """),
        new(
            "0002",
            """
            CREATE TABLE fleet_inbox (
                number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                time BIGINT NOT NULL,
                kind TEXT COLLATE "C" NOT NULL,
                amended INTEGER NOT NULL,
                topology INTEGER NOT NULL,
                taken BIGINT,
                body TEXT NOT NULL);
            CREATE INDEX fleet_inbox_waiting ON fleet_inbox (number) WHERE taken IS NULL;
            CREATE INDEX fleet_inbox_by_time ON fleet_inbox (time) WHERE taken IS NOT NULL;
            """),
        new(
            "0003",
            """
            CREATE TABLE host_clock (
                host TEXT COLLATE "C" PRIMARY KEY,
                reached BIGINT NOT NULL);
            """),
    ];
}
