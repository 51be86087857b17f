using System.Globalization;
using System.Text.Json;
using Diagnoser.Contracts;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Collector.Spool;

/// <summary>
/// Events on disk until the broker has confirmed them: an SQLite file, every commit flushed (<c>synchronous = FULL</c>). Numbers them without
/// holes; the numbers survive a restart, and a lost file begins a new epoch, so that the store can tell a loss. Safe for concurrent use.
/// </summary>
internal sealed class EventSpool : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS spool (epoch TEXT NOT NULL, last INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS event (seq INTEGER PRIMARY KEY, host TEXT NOT NULL, body BLOB NOT NULL) STRICT;
        """;

    private readonly Lock _turn = new();
    private readonly SqliteConnection _connection;
    private long _last;
    private long _count;

    private EventSpool(SqliteConnection connection)
    {
        _connection = connection;
        Execute("PRAGMA busy_timeout = 200; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; " + Schema);
        if (Scalar("PRAGMA quick_check(1)") is not "ok")
        {
            throw new SqliteException("quick_check found damage", CorruptFile);
        }

        if (Scalar("SELECT epoch FROM spool") is not string epoch)
        {
            epoch = Guid.NewGuid().ToString("N");
            Execute("INSERT INTO spool (epoch, last) VALUES ($epoch, 0)", ("$epoch", epoch));
        }

        Epoch = epoch;
        _last = (long)Scalar("SELECT last FROM spool")!;
        _count = (long)Scalar("SELECT count(*) FROM event")!;
    }

    private const int CorruptFile = 11;
    private const int NotADatabase = 26;

    /// <summary>The life of this file.</summary>
    public string Epoch { get; }

    /// <summary>Events that wait.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>
    /// Opens the spool in a folder. A damaged file never stops a collector: it is moved aside, a new epoch begins, and <paramref name="damaged"/>
    /// is told where it went.
    /// </summary>
    public static EventSpool Open(string folder, TimeProvider clock, Action<string> damaged)
    {
        _ = Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "spool.db");
        try
        {
            return Open(file);
        }
        catch (SqliteException problem) when (problem.SqliteErrorCode is CorruptFile or NotADatabase)
        {
            var aside = string.Create(CultureInfo.InvariantCulture, $"{file}.bad-{clock.GetUtcNow():yyyyMMdd'T'HHmmss}");
            foreach (var suffix in (ReadOnlySpan<string>)["", "-wal", "-shm"])
            {
                if (File.Exists(file + suffix))
                {
                    File.Move(file + suffix, aside + suffix, overwrite: true);
                }
            }

            damaged(aside);
            return Open(file);
        }
    }

    /// <summary>Numbers these events and keeps them in one commit. Numbers of events lost before them stay empty: the store sees the hole.</summary>
    public void Append(IReadOnlyList<DockerEvent> events, long lost = 0)
    {
        lock (_turn)
        {
            using var transaction = _connection.BeginTransaction();
            using var insert = Command("INSERT INTO event (seq, host, body) VALUES ($seq, $host, $body)", ("$seq", 0L), ("$host", ""), ("$body", ""));
            insert.Transaction = transaction;
            var seq = _last + lost;
            foreach (var dockerEvent in events)
            {
                insert.Parameters[0].Value = ++seq;
                insert.Parameters[1].Value = dockerEvent.Host.Id;
                insert.Parameters[2].Value = JsonSerializer.SerializeToUtf8Bytes(dockerEvent with { Seq = seq, Epoch = Epoch }, ContractsJson.Default.DockerEvent);
                _ = insert.ExecuteNonQuery();
            }

            using var number = Command("UPDATE spool SET last = $last", ("$last", seq));
            number.Transaction = transaction;
            _ = number.ExecuteNonQuery();
            transaction.Commit();
            _last = seq;
            _ = Interlocked.Add(ref _count, events.Count);
        }
    }

    /// <summary>The oldest events with a number above this one, in order.</summary>
    public IReadOnlyList<SpooledEvent> Read(long after, int limit)
    {
        lock (_turn)
        {
            using var command = Command("SELECT seq, host, body FROM event WHERE seq > $after ORDER BY seq LIMIT $limit", ("$after", after), ("$limit", limit));
            using var reader = command.ExecuteReader();
            var found = new List<SpooledEvent>();
            while (reader.Read())
            {
                found.Add(new SpooledEvent(reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
            }

            return found;
        }
    }

    /// <summary>Forgets the events up to this number: the broker has them.</summary>
    public void Remove(long through)
    {
        lock (_turn)
        {
            using var command = Command("DELETE FROM event WHERE seq <= $through", ("$through", through));
            _ = Interlocked.Add(ref _count, -command.ExecuteNonQuery());
        }
    }

    public void Dispose() => _connection.Dispose();

    private static EventSpool Open(string file)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 1 };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            return new EventSpool(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(sql, parameters);
        _ = command.ExecuteNonQuery();
    }

    private object? Scalar(string sql)
    {
        using var command = Command(sql);
        return command.ExecuteScalar();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            _ = command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
