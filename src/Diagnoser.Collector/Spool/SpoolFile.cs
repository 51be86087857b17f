using Microsoft.Data.Sqlite;

namespace Diagnoser.Collector.Spool;

/// <summary>
/// The SQLite file of the spool, every commit flushed (<c>synchronous = FULL</c>). Events lie in a table for each priority, so that the oldest of
/// one can go by range. Any member may throw <see cref="SqliteException"/> or <see cref="SpoolDamageException"/>. Not for concurrent use.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    private const long Version = 2;

    // Half of the ballast: where that is given back on a full disk, the log must have room in it.
    private const int LogPages = 128;

    private static readonly string Schema = $"""
        CREATE TABLE spool (epoch TEXT NOT NULL, last INTEGER NOT NULL, checksum INTEGER NOT NULL) STRICT;
        CREATE TABLE ledger (cause INTEGER, priority INTEGER, first INTEGER NOT NULL, until INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (cause, priority)) STRICT;
        {string.Join('\n', Priorities.All.Select(p => $"CREATE TABLE {Priorities.Name(p)} (seq INTEGER PRIMARY KEY, ticks INTEGER NOT NULL, host TEXT NOT NULL, body BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT;"))}
        PRAGMA user_version = 2;
        """;

    private static readonly string Rows = string.Join(
        " UNION ALL ",
        Priorities.All.Select(p => $"SELECT seq, ticks, host, body, checksum, {(int)p} FROM {Priorities.Name(p)} WHERE seq > $1"));

    private readonly List<SpoolStatement> _statements = [];
    private readonly SqliteConnection _connection;
    private readonly SpoolStatement _begin;
    private readonly SpoolStatement _commit;
    private readonly SpoolStatement _rollback;
    private readonly SpoolStatement _number;
    private readonly SpoolStatement _read;
    private readonly SpoolStatement _note;
    private readonly IReadOnlyList<SpoolStatement> _insert;
    private readonly IReadOnlyList<SpoolStatement> _remove;
    private readonly IReadOnlyList<SpoolStatement> _oldest;
    private readonly IReadOnlyList<SpoolStatement> _droppable;
    private readonly IReadOnlyList<SpoolStatement> _drop;
    private readonly SpoolStatement _pages;
    private readonly SpoolStatement _freePages;
    private readonly long _pageSize;
    private long[] _counts = new long[Priorities.All.Count];

    private SpoolFile(SqliteConnection connection, string journal)
    {
        _connection = connection;
        _ = Scalar("PRAGMA auto_vacuum = INCREMENTAL");
        _ = Scalar($"PRAGMA journal_mode = {journal}");
        _ = Scalar("PRAGMA busy_timeout = 200");
        _ = Scalar("PRAGMA synchronous = FULL");
        _ = Scalar($"PRAGMA wal_autocheckpoint = {LogPages}");
        if (Scalar("PRAGMA quick_check(1)") is var found and not "ok")
        {
            throw new SpoolDamageException($"quick_check: {found}");
        }

        _begin = Parse("BEGIN IMMEDIATE");
        _commit = Parse("COMMIT");
        _rollback = Parse("ROLLBACK");
        if (Scalar("SELECT count(*) FROM sqlite_schema") is 0L)
        {
            IsNew = true;
            Write(() =>
            {
                _ = Parse(Schema).Run();
                Epoch = Guid.NewGuid().ToString("N");
                _ = Parse("INSERT INTO spool (epoch, last, checksum) VALUES ($1, 0, $2)", 2).Run(Epoch, SpoolRow.Checksum(Epoch, 0));
            });
        }
        else if (Scalar("PRAGMA user_version") is var version and not Version)
        {
            throw new SpoolDamageException($"it is of version {version} and this is version {Version}");
        }

        _number = Parse("UPDATE spool SET last = $1, checksum = $2", 2);
        _read = Parse($"{Rows} ORDER BY seq LIMIT $2", 2);
        _note = Parse(
            """
            INSERT INTO ledger (cause, priority, first, until, count) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO UPDATE SET first = min(first, excluded.first), until = max(until, excluded.until), count = count + excluded.count
            """,
            5);
        _insert = Each(table => $"INSERT INTO {table} (seq, ticks, host, body, checksum) VALUES ($1, $2, $3, $4, $5)", 5);
        _remove = Each(table => $"DELETE FROM {table} WHERE seq <= $1", 1);
        _oldest = Each(table => $"SELECT ticks FROM {table} ORDER BY seq LIMIT 1", 0);
        _droppable = Each(table => $"SELECT seq, ticks FROM {table} WHERE seq > $1 ORDER BY seq LIMIT $2", 2);
        _drop = Each(table => $"DELETE FROM {table} WHERE seq BETWEEN $1 AND $2", 2);
        _pages = Parse("PRAGMA page_count");
        _freePages = Parse("PRAGMA freelist_count");
        _pageSize = (long)Scalar("PRAGMA page_size")!;
        (Epoch, Last) = Whole();
        _counts = [.. Priorities.All.Select(p => (long)Scalar($"SELECT count(*) FROM {Priorities.Name(p)}")!)];
    }

    /// <summary>The life of this file.</summary>
    public string Epoch { get; private set; }

    /// <summary>The last number that was given.</summary>
    public long Last { get; private set; }

    /// <summary>True if there was no file, or an empty one.</summary>
    public bool IsNew { get; }

    /// <summary>How many events of each priority it holds.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>What the file takes on disk, in bytes, without its write-ahead log.</summary>
    public long Size => (long)_pages.Scalar()! * _pageSize;

    /// <summary>What its content takes, in bytes; the rest of <see cref="Size"/> is room inside.</summary>
    public long Used => ((long)_pages.Scalar()! - (long)_freePages.Scalar()!) * _pageSize;

    /// <summary>Opens the file, or makes it.</summary>
    public static SpoolFile Open(string path) => Open(path, "WAL");

    /// <summary>Makes a file that takes another's place when it is disposed: it needs no second file beside it.</summary>
    public static SpoolFile Make(string path) => Open(path, "DELETE");

    private static SpoolFile Open(string path, string journal)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            return new SpoolFile(connection, journal);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes all these changes, or none.</summary>
    public void Write(Action changes)
    {
        var (last, counts) = (Last, (long[])_counts.Clone());
        _ = _begin.Run();
        try
        {
            changes();
            if (Last != last)
            {
                _ = _number.Run(Last, SpoolRow.Checksum(Epoch, Last));
            }

            _ = _commit.Run();
        }
        catch
        {
            (Last, _counts) = (last, counts);
            RollBack();
            throw;
        }
    }

    /// <summary>Keeps an event; its number must be above all before it.</summary>
    public void Insert(SpoolRow row)
    {
        _ = _insert[(int)row.Priority].Run(row.Seq, row.Ticks, row.Host, row.Body, row.Checksum());
        _counts[(int)row.Priority]++;
        Last = row.Seq;
    }

    /// <summary>Gives numbers up to this one to events that are lost.</summary>
    public void Skip(long last) => Last = last;

    /// <summary>Adds to what the ledger has of this cause and priority.</summary>
    public void Note(SpoolLoss loss) =>
        _ = _note.Run((long)loss.Cause, (long)loss.Priority, loss.From.UtcTicks, loss.To.UtcTicks, loss.Count);

    /// <summary>What the ledger holds.</summary>
    public IReadOnlyList<SpoolLoss> Ledger()
    {
        var found = new List<SpoolLoss>();
        using var statement = new SpoolStatement(_connection, "SELECT cause, priority, first, until, count FROM ledger ORDER BY cause, priority");
        using var reader = statement.Read();
        while (reader.Read())
        {
            found.Add(LossOf(reader));
        }

        return found;
    }

    /// <summary>Empties the ledger.</summary>
    public void ClearLedger()
    {
        using var statement = new SpoolStatement(_connection, "DELETE FROM ledger");
        _ = statement.Run();
    }

    /// <summary>The oldest events with a number above this one, in order.</summary>
    public IReadOnlyList<SpoolRow> Read(long after, int limit)
    {
        using var reader = _read.Read(after, (long)limit);
        var found = new List<SpoolRow>();
        while (reader.Read())
        {
            found.Add(RowOf(reader));
        }

        return found;
    }

    /// <summary>Forgets the events up to this number.</summary>
    public void Remove(long through)
    {
        foreach (var priority in Priorities.All)
        {
            if (_counts[(int)priority] > 0)
            {
                _counts[(int)priority] -= _remove[(int)priority].Run(through);
            }
        }
    }

    /// <summary>Moves what is in the write-ahead log into the file, and begins the log anew in the room that it has on disk.</summary>
    public void RestartLog() => _ = Scalar("PRAGMA wal_checkpoint(RESTART)");

    /// <summary>Gives room inside the file back to the disk, so many pages at most.</summary>
    public void Shrink(int pages)
    {
        using var statement = new SpoolStatement(_connection, $"PRAGMA incremental_vacuum({pages})");
        using var reader = statement.Read();
        while (reader.Read())
        {
            // Each step frees a page.
        }
    }

    /// <summary>Drops the oldest events of a priority with a number above this one; gives the loss, or null if there are none.</summary>
    public SpoolLoss? Drop(EventPriority priority, long after, int most)
    {
        var (first, last, from, to, count) = (0L, 0L, long.MaxValue, 0L, 0);
        using (var reader = _droppable[(int)priority].Read(after, (long)most))
        {
            while (reader.Read())
            {
                (last, var ticks) = (reader.GetInt64(0), reader.GetInt64(1));
                (first, from, to) = (count++ == 0 ? last : first, Math.Min(from, ticks), Math.Max(to, ticks));
            }
        }

        if (count == 0)
        {
            return null;
        }

        _counts[(int)priority] -= _drop[(int)priority].Run(first, last);
        return new SpoolLoss(LossCause.NoRoom, priority, Time(from), Time(to), count);
    }

    /// <summary>When the oldest event happened that is kept; null if none is.</summary>
    public DateTimeOffset? Oldest()
    {
        var ticks = Priorities.All.Where(p => _counts[(int)p] > 0).Select(p => _oldest[(int)p].Scalar()).OfType<long>().DefaultIfEmpty().Min();
        return ticks == 0 ? null : Time(ticks);
    }

    public void Dispose()
    {
        _statements.ForEach(statement => statement.Dispose());
        _connection.Dispose();
    }

    /// <summary>A row as the statements here select it.</summary>
    /// <exception cref="SpoolDamageException">It is not what was written.</exception>
    internal static SpoolRow RowOf(SqliteDataReader reader) => Typed(reader, static r =>
    {
        var row = new SpoolRow((EventPriority)r.GetInt32(5), r.GetInt64(0), r.GetInt64(1), r.GetString(2), r.GetFieldValue<byte[]>(3));
        return row.Checksum() == r.GetInt64(4) ? row : throw new SpoolDamageException($"event {row.Seq} is not what was written");
    });

    /// <summary>An entry of the ledger as the statements here select it.</summary>
    /// <exception cref="SpoolDamageException">It is not what was written.</exception>
    internal static SpoolLoss LossOf(SqliteDataReader reader) => Typed(reader, static r =>
    {
        var loss = new SpoolLoss((LossCause)r.GetInt32(0), (EventPriority)r.GetInt32(1), Time(r.GetInt64(2)), Time(r.GetInt64(3)), r.GetInt64(4));
        return Enum.IsDefined(loss.Cause) && Enum.IsDefined(loss.Priority) ? loss : throw new SpoolDamageException("its ledger of losses is not what was written");
    });

    internal static DateTimeOffset Time(long ticks) => new(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);

    // Numbers that were given must not be given again, whatever the file says.
    private (string Epoch, long Last) Whole()
    {
        using var statement = new SpoolStatement(_connection, "SELECT epoch, last, checksum FROM spool");
        using var reader = statement.Read();
        if (!reader.Read())
        {
            throw new SpoolDamageException("it has no epoch");
        }

        var (epoch, last, checksum) = Typed(reader, static r => (r.GetString(0), r.GetInt64(1), r.GetInt64(2)));
        if (SpoolRow.Checksum(epoch, last) != checksum || Priorities.All.Any(p => Scalar($"SELECT max(seq) FROM {Priorities.Name(p)}") is long most && most > last))
        {
            throw new SpoolDamageException("its epoch or last number is not what was written");
        }

        return (epoch, last);
    }

    private static T Typed<T>(SqliteDataReader reader, Func<SqliteDataReader, T> read)
    {
        try
        {
            return read(reader);
        }
        catch (Exception problem) when (problem is InvalidOperationException or InvalidCastException or FormatException or OverflowException)
        {
            throw new SpoolDamageException($"a value has another type than was written: {problem.Message}", problem);
        }
    }

    private void RollBack()
    {
        try
        {
            _ = _rollback.Run();
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself, as it does on a full disk.
        }
    }

    private SpoolStatement Parse(string sql, int parameters = 0)
    {
        var statement = new SpoolStatement(_connection, sql, parameters);
        _statements.Add(statement);
        return statement;
    }

    private IReadOnlyList<SpoolStatement> Each(Func<string, string> sql, int parameters) =>
        [.. Priorities.All.Select(p => Parse(sql(Priorities.Name(p)), parameters))];

    private object? Scalar(string sql)
    {
        using var statement = new SpoolStatement(_connection, sql);
        return statement.Scalar();
    }
}
