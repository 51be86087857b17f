using Microsoft.Data.Sqlite;

namespace Diagnoser.Collector.Spool;

/// <summary>Reads what can still be read of a damaged spool. Never throws because of damage.</summary>
internal sealed class SpoolSalvage : IDisposable
{
    // Behind a damaged page the next numbers are tried: one by one, since a page holds a few events, and then in strides, since one that leads
    // to other pages may hide thousands.
    private const int SingleSteps = 256;

    // Before there were priorities.
    private const string OldTable = "event";

    private readonly SqliteConnection? _connection;
    private readonly long _first;

    private SpoolSalvage(SqliteConnection? connection, long first) => (_connection, _first) = (connection, first);

    /// <summary>True if something could not be read, whether anything was there or not.</summary>
    public bool HasHoles { get; private set; }

    /// <summary>Opens a file without changing it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="after">Only events with a number above this one are wanted.</param>
    public static SpoolSalvage Open(string path, long after)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1, Mode = SqliteOpenMode.ReadOnly };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            return new SpoolSalvage(connection, after);
        }
        catch (SqliteException)
        {
            connection.Dispose();
            return new SpoolSalvage(null, after) { HasHoles = true };
        }
    }

    /// <summary>Every event that is whole, in order of their numbers.</summary>
    public IEnumerable<SpoolRow> Rows()
    {
        if (_connection is null)
        {
            return [];
        }

        var tables = Tables();
        return tables.Contains(OldTable)
            ? Rows("SELECT seq, host, body FROM event", OldRowOf)
            : Merge([.. Priorities.All.Select(p => Rows($"SELECT seq, ticks, host, body, checksum, {(int)p} FROM {Priorities.Name(p)}", SpoolFile.RowOf))]);
    }

    /// <summary>What of its ledger can be read.</summary>
    public IReadOnlyList<SpoolLoss> Ledger()
    {
        if (_connection is null || !Tables().Contains("ledger"))
        {
            return [];
        }

        var found = new List<SpoolLoss>();
        try
        {
            using var statement = new SpoolStatement(_connection, "SELECT cause, priority, first, until, count FROM ledger");
            using var reader = statement.Read();
            while (reader.Read())
            {
                found.Add(SpoolFile.LossOf(reader));
            }
        }
        catch (Exception problem) when (SpoolDamage.Of(problem) is not null)
        {
            HasHoles = true;
        }

        return found;
    }

    public void Dispose() => _connection?.Dispose();

    private HashSet<string> Tables()
    {
        try
        {
            using var statement = new SpoolStatement(_connection!, "SELECT name FROM sqlite_schema WHERE type = 'table'");
            using var reader = statement.Read();
            var found = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read())
            {
                _ = found.Add(reader.GetString(0));
            }

            return found;
        }
        catch (Exception problem) when (SpoolDamage.Of(problem) is not null)
        {
            HasHoles = true;
            return [];
        }
    }

    private static SpoolRow OldRowOf(SqliteDataReader reader) =>
        new(EventPriority.Evidence, reader.GetInt64(0), 0, reader.GetString(1), reader.GetFieldValue<byte[]>(2));

    private IEnumerable<SpoolRow> Rows(string select, Func<SqliteDataReader, SpoolRow> read)
    {
        var (after, steps, stride) = (_first, 0, 1L);
        while (after < long.MaxValue / 4)
        {
            using var scan = new Scan(_connection!, $"{select} WHERE seq > $1 ORDER BY seq", after, read);
            while (scan.Next() is { } whole)
            {
                (after, steps, stride) = (whole.Seq, 0, 1);
                yield return whole;
            }

            if (scan.IsAtEnd)
            {
                yield break;
            }

            HasHoles = true;
            stride = ++steps > SingleSteps ? stride * 2 : 1;
            after = Math.Max(after + stride, scan.Reached);
        }
    }

    // Few tables: the smallest number among their next rows is found by looking.
    private static IEnumerable<SpoolRow> Merge(IReadOnlyList<IEnumerable<SpoolRow>> tables)
    {
        var open = new List<IEnumerator<SpoolRow>>();
        foreach (var table in tables.Select(t => t.GetEnumerator()))
        {
            if (table.MoveNext())
            {
                open.Add(table);
            }
            else
            {
                table.Dispose();
            }
        }

        while (open.MinBy(table => table.Current.Seq) is { } next)
        {
            yield return next.Current;
            if (!next.MoveNext())
            {
                next.Dispose();
                _ = open.Remove(next);
            }
        }
    }

    /// <summary>One run over a table, up to its end or the first row that cannot be read.</summary>
    private sealed class Scan : IDisposable
    {
        private readonly SpoolStatement _statement;
        private readonly SqliteDataReader? _reader;
        private readonly Func<SqliteDataReader, SpoolRow> _read;

        public Scan(SqliteConnection connection, string sql, long after, Func<SqliteDataReader, SpoolRow> read)
        {
            _read = read;
            _statement = new SpoolStatement(connection, sql, 1);
            try
            {
                _reader = _statement.Read(after);
            }
            catch (Exception problem) when (SpoolDamage.Of(problem) is not null)
            {
                // Said by not being at the end.
            }
        }

        public bool IsAtEnd { get; private set; }

        /// <summary>The number of a row that is there but not whole.</summary>
        public long Reached { get; private set; } = long.MinValue;

        public SpoolRow? Next()
        {
            try
            {
                if (_reader?.Read() == true)
                {
                    Reached = _reader.GetInt64(0);
                    return _read(_reader);
                }

                IsAtEnd = _reader is not null;
            }
            catch (Exception problem) when (SpoolDamage.Of(problem) is not null)
            {
                // Said by not being at the end.
            }

            return null;
        }

        public void Dispose()
        {
            try
            {
                _reader?.Dispose();
            }
            catch (SqliteException)
            {
                // It says again what it has said.
            }

            _statement.Dispose();
        }
    }
}
