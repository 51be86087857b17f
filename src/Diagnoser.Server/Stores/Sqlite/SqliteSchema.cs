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
    ];

    /// <summary>The version that this program writes.</summary>
    public static int Version => Migrations.Length;

    /// <summary>Checks the file and brings it to <see cref="Version"/>.</summary>
    public static void Prepare(SqliteConnection connection, string file)
    {
        Execute(connection, "PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
        var version = Number(connection, "PRAGMA user_version");
        var owner = Number(connection, "PRAGMA application_id");
        if (owner != ApplicationId && (version != 0 || Number(connection, "SELECT count(*) FROM sqlite_schema") != 0))
        {
            throw new StoreException($"{file} is another program's SQLite file; name another folder with --data");
        }

        if (version > Version)
        {
            throw new StoreException(
                $"{file} was written by a newer diagnoser (schema {version}; this one knows up to {Version}); use that one, or name another folder with --data");
        }

        if (new FileInfo(file).Length <= QuickCheckLimit && Text(connection, "PRAGMA quick_check(1)") is var check and not "ok")
        {
            throw Damaged(file, check, null);
        }

        for (var next = version; next < Version; next++)
        {
            Execute(connection, string.Create(
                CultureInfo.InvariantCulture,
                $"BEGIN IMMEDIATE; {Migrations[next]} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {next + 1}; COMMIT;"));
        }
    }

    /// <summary>Says what can be done about a damaged file.</summary>
    public static StoreException Damaged(string file, string reason, Exception? inner) =>
        new($"{file} is damaged ({reason}); move it away and start again (mv {file} {file}.damaged), or name another folder with --data", inner);

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
