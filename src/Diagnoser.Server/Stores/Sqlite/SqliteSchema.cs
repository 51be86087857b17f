using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Server.Stores.Sqlite;

/// <summary>The tables of the SQLite store and how older files are brought forward.</summary>
internal static class SqliteSchema
{
    // "DGNR": tells our files from other programs' SQLite files.
    private const int ApplicationId = 0x44474e52;
    private const long QuickCheckLimit = 32L << 20;

    // Each entry brings the schema one version forward; entries are never changed once released.
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE event (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            time INTEGER NOT NULL,
            host TEXT NOT NULL,
            type TEXT NOT NULL,
            container TEXT,
            body TEXT NOT NULL) STRICT;
        CREATE INDEX event_by_time ON event (time);
        CREATE INDEX event_by_container ON event (container, time) WHERE container IS NOT NULL;
        CREATE INDEX event_by_host ON event (host, time);
        CREATE TABLE diagnosis (
            id TEXT PRIMARY KEY,
            time INTEGER NOT NULL,
            host TEXT NOT NULL,
            container TEXT,
            rule TEXT NOT NULL,
            hidden_by TEXT,
            body TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX diagnosis_by_time ON diagnosis (time);
        CREATE INDEX diagnosis_by_container ON diagnosis (container, time) WHERE container IS NOT NULL;
        CREATE INDEX diagnosis_by_host ON diagnosis (host, time);
        CREATE TABLE blind_window (
            host TEXT NOT NULL,
            source TEXT NOT NULL,
            started INTEGER NOT NULL,
            ended INTEGER NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (host, source, started)) STRICT, WITHOUT ROWID;
        CREATE INDEX blind_window_by_time ON blind_window (ended);
        """,
        """
        ALTER TABLE event ADD COLUMN service TEXT;
        ALTER TABLE event ADD COLUMN stack TEXT;
        UPDATE event SET service = body ->> '$.service', stack = body ->> '$.stack' WHERE json_valid(body);
        CREATE INDEX event_by_service ON event (service, time) WHERE service IS NOT NULL;
        CREATE INDEX event_by_stack ON event (stack, time) WHERE stack IS NOT NULL;
        ALTER TABLE diagnosis ADD COLUMN service TEXT;
        ALTER TABLE diagnosis ADD COLUMN stack TEXT;
        UPDATE diagnosis SET service = body ->> '$.service', stack = body ->> '$.stack' WHERE json_valid(body);
        CREATE INDEX diagnosis_by_service ON diagnosis (service, time) WHERE service IS NOT NULL;
        CREATE INDEX diagnosis_by_stack ON diagnosis (stack, time) WHERE stack IS NOT NULL;
        CREATE TABLE host (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            last_event INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO host (id, name, last_event)
            SELECT host, coalesce(CASE WHEN json_valid(body) THEN body ->> '$.host.name' END, host), max(time) FROM event GROUP BY host;
        CREATE TABLE member (
            diagnosis TEXT PRIMARY KEY,
            incident TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX member_by_incident ON member (incident);
        CREATE TABLE incident (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            key TEXT NOT NULL,
            version INTEGER NOT NULL,
            status TEXT NOT NULL,
            opened INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            host TEXT NOT NULL,
            service TEXT,
            stack TEXT,
            body TEXT NOT NULL) STRICT;
        CREATE UNIQUE INDEX incident_open ON incident (key) WHERE status <> 'resolved';
        CREATE INDEX incident_by_key ON incident (key, opened);
        CREATE INDEX incident_by_time ON incident (opened);
        CREATE TABLE journal (
            number INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            incident TEXT,
            stack TEXT,
            body TEXT NOT NULL) STRICT;
        CREATE INDEX journal_by_time ON journal (time);
        CREATE INDEX journal_by_incident ON journal (incident, time) WHERE incident IS NOT NULL;
        CREATE TABLE quarantine (
            number INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            origin TEXT NOT NULL,
            problem TEXT NOT NULL,
            body TEXT NOT NULL) STRICT;
        CREATE TABLE outbox (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            body TEXT NOT NULL,
            leased_until INTEGER NOT NULL) STRICT;
        CREATE TABLE delivery (
            incident TEXT NOT NULL,
            notifier TEXT NOT NULL,
            owed_version INTEGER NOT NULL,
            told_version INTEGER NOT NULL,
            reference TEXT,
            told TEXT,
            attempts INTEGER NOT NULL,
            due INTEGER,
            problem TEXT,
            leased_until INTEGER NOT NULL,
            PRIMARY KEY (incident, notifier)) STRICT, WITHOUT ROWID;
        CREATE INDEX delivery_by_due ON delivery (due) WHERE due IS NOT NULL;
        CREATE TABLE notifier_pause (
            notifier TEXT PRIMARY KEY,
            busy_until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE partition_owner (
            owner TEXT PRIMARY KEY,
            last_seen INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE partition_lease (
            partition INTEGER PRIMARY KEY,
            epoch INTEGER NOT NULL,
            owner TEXT) STRICT;
        """,
        """
        CREATE TABLE fleet_inbox (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            time INTEGER NOT NULL,
            kind TEXT NOT NULL,
            amended INTEGER NOT NULL,
            topology INTEGER NOT NULL,
            taken INTEGER,
            body TEXT NOT NULL) STRICT;
        CREATE INDEX fleet_inbox_waiting ON fleet_inbox (number) WHERE taken IS NULL;
        CREATE INDEX fleet_inbox_by_time ON fleet_inbox (time) WHERE taken IS NOT NULL;
        """,
        """
        CREATE TABLE host_clock (
            host TEXT PRIMARY KEY,
            reached INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """,
    ];

    /// <summary>The version that this program writes.</summary>
    public static int Version => Migrations.Length;

    /// <summary>Checks the file and brings it to <see cref="Version"/>.</summary>
    public static void Prepare(SqliteConnection connection, string file)
    {
        // Ids are hashes, so an append touches pages all over their index: with 32 MiB for them, and fewer checkpoints, it is twice as fast.
        Execute(
            connection,
            "PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000;");
        var version = Number(connection, "PRAGMA user_version");
        var owner = Number(connection, "PRAGMA application_id");
        if (owner != ApplicationId && (version != 0 || Number(connection, "SELECT count(*) FROM sqlite_schema") != 0))
        {
            throw new StoreException($"{file} is another program's SQLite file; name another folder with --data");
        }

        if (version > Version)
        {
            throw new StoreVersionException(
                $"{file} was written by a newer diagnoser (schema {version}; this one knows up to {Version}); use that one, or name another folder with --data");
        }

        if (new FileInfo(file).Length <= QuickCheckLimit && Text(connection, "PRAGMA quick_check(1)") is var check and not "ok")
        {
            throw Damaged(file, check, null);
        }

        if (version < Version)
        {
            BringForward(connection);
        }
    }

    /// <summary>Makes a connection ready that only reads.</summary>
    public static void PrepareToRead(SqliteConnection connection) => Execute(connection, "PRAGMA busy_timeout = 2000; PRAGMA query_only = 1;");

    /// <summary>Says what can be done about a damaged file.</summary>
    public static StoreException Damaged(string file, string reason, Exception? inner) =>
        new($"{file} is damaged ({reason}); move it away and start again (mv {file} {file}.damaged), or name another folder with --data", inner);

    // Read again in the transaction: another process may have been faster.
    private static void BringForward(SqliteConnection connection)
    {
        Execute(connection, "BEGIN IMMEDIATE");
        for (var next = Number(connection, "PRAGMA user_version"); next < Version; next++)
        {
            Execute(connection, string.Create(
                CultureInfo.InvariantCulture,
                $"{Migrations[next]} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {next + 1};"));
        }

        Execute(connection, "COMMIT");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        _ = command.ExecuteNonQuery();
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static string Text(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (string)command.ExecuteScalar()!;
    }
}
