using Microsoft.Data.Sqlite;

namespace Diagnoser.Collector.Sources.Containers;

/// <summary>
/// Remembers containers across restarts of the collector, so that what happened in between can be told. SQLite in the data
/// directory; in memory without one. Any thread.
/// </summary>
internal sealed class Ledger : IDisposable
{
    /// <summary>Containers that are gone and still known.</summary>
    internal const int MostGone = 1024;

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly Action<string?>? _trouble;
    private readonly Dictionary<LedgerFact, string> _saved = [];
    private bool _isTroubled;

    /// <param name="dataDirectory">Where; null keeps it in memory.</param>
    /// <param name="trouble">Told why it cannot be written, once; null when it can again. A watch goes on without its memory.</param>
    public Ledger(string? dataDirectory, Action<string?>? trouble = null)
    {
        _trouble = trouble;
        var source = ":memory:";
        if (dataDirectory is not null)
        {
            _ = Directory.CreateDirectory(dataDirectory);
            source = Path.Combine(dataDirectory, "collector.db");
        }

        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Pooling = false, DefaultTimeout = 1 }.ConnectionString);
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 200;");
        Execute(
            """
            CREATE TABLE IF NOT EXISTS containers (
              id TEXT PRIMARY KEY, name TEXT NOT NULL, service TEXT NOT NULL, stack TEXT, image TEXT NOT NULL, started_at INTEGER, finished_at INTEGER,
              alive INTEGER NOT NULL, restart_count INTEGER NOT NULL, exit_code INTEGER NOT NULL, error TEXT NOT NULL, health TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS configurations (identity TEXT PRIMARY KEY, container TEXT NOT NULL, created_at INTEGER NOT NULL, gone INTEGER, fields TEXT NOT NULL);
            CREATE INDEX IF NOT EXISTS configurations_container ON configurations (container);
            CREATE INDEX IF NOT EXISTS configurations_gone ON configurations (gone);
            CREATE TABLE IF NOT EXISTS risks (identity TEXT PRIMARY KEY, container TEXT NOT NULL, gone INTEGER, told TEXT NOT NULL);
            CREATE INDEX IF NOT EXISTS risks_container ON risks (container);
            CREATE INDEX IF NOT EXISTS risks_gone ON risks (gone);
            CREATE TABLE IF NOT EXISTS images (reference TEXT PRIMARY KEY, image_id TEXT NOT NULL, seen_at INTEGER NOT NULL);
            """);
    }

    /// <summary>A fact about the host or the engine; null if it was never saved.</summary>
    public string? Fact(LedgerFact fact)
    {
        lock (_gate)
        {
            using var command = Command("SELECT value FROM facts WHERE name = $name", ("$name", fact.ToString()));
            return command.ExecuteScalar() as string;
        }
    }

    /// <summary>Saves those that differ from what was saved last, in one commit.</summary>
    public void SaveFacts(params IReadOnlyList<KeyValuePair<LedgerFact, string>> facts)
    {
        var changed = facts.Where(fact => _saved.GetValueOrDefault(fact.Key) != fact.Value).ToList();
        if (changed.Count == 0)
        {
            return;
        }

        var values = string.Join(", ", changed.Select(fact => $"('{fact.Key}', ${fact.Key})"));
        var isWritten = Write(
            $"INSERT INTO facts (name, value) VALUES {values} ON CONFLICT DO UPDATE SET value = excluded.value",
            [.. changed.Select(fact => ((string Name, object? Value))($"${fact.Key}", fact.Value))]);
        foreach (var (fact, value) in isWritten ? changed : [])
        {
            _saved[fact] = value;
        }
    }

    public IReadOnlyList<LedgerRow> Rows() => Read(
        "SELECT id, name, service, stack, image, started_at, finished_at, alive, restart_count, exit_code, error, health FROM containers",
        reader => new LedgerRow(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetString(4))
        {
            StartedAt = reader.IsDBNull(5) ? null : new DateTimeOffset(reader.GetInt64(5), TimeSpan.Zero),
            FinishedAt = reader.IsDBNull(6) ? null : new DateTimeOffset(reader.GetInt64(6), TimeSpan.Zero),
            IsAlive = reader.GetBoolean(7),
            RestartCount = reader.GetInt64(8),
            ExitCode = reader.GetInt64(9),
            Error = reader.GetString(10),
            Health = reader.GetString(11),
        });

    public void Save(LedgerRow row) => _ = Write(
        """
        INSERT INTO containers VALUES ($id, $name, $service, $stack, $image, $started, $finished, $alive, $restarts, $exit, $error, $health)
        ON CONFLICT DO UPDATE SET name = $name, service = $service, stack = $stack, image = $image, started_at = $started, finished_at = $finished,
          alive = $alive, restart_count = $restarts, exit_code = $exit, error = $error, health = $health
        """,
        ("$id", row.Id),
        ("$name", row.Name),
        ("$service", row.Service),
        ("$stack", row.Stack),
        ("$image", row.Image),
        ("$started", row.StartedAt?.UtcTicks),
        ("$finished", row.FinishedAt?.UtcTicks),
        ("$alive", row.IsAlive),
        ("$restarts", row.RestartCount),
        ("$exit", row.ExitCode),
        ("$error", row.Error),
        ("$health", row.Health));

    /// <summary>The container is gone. What is known of those that are gone stays for a successor, of the last 1024.</summary>
    public void Remove(string id) => _ = Write(
        $"""
        DELETE FROM containers WHERE id = $id;
        UPDATE configurations SET gone = (SELECT coalesce(max(gone), 0) + 1 FROM configurations) WHERE container = $id AND gone IS NULL;
        DELETE FROM configurations WHERE gone <= (SELECT max(gone) FROM configurations) - {MostGone};
        UPDATE risks SET gone = (SELECT coalesce(max(gone), 0) + 1 FROM risks) WHERE container = $id AND gone IS NULL;
        DELETE FROM risks WHERE gone <= (SELECT max(gone) FROM risks) - {MostGone};
        """,
        ("$id", id));

    public void Clear()
    {
        _saved.Clear();
        _ = Write("DELETE FROM containers; DELETE FROM facts; DELETE FROM configurations; DELETE FROM risks; DELETE FROM images;");
    }

    /// <summary>What a question finds.</summary>
    internal List<T> Read<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        lock (_gate)
        {
            using var command = Command(sql, parameters);
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
            {
                rows.Add(row(reader));
            }

            return rows;
        }
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>Changes it; false if that cannot be, which is told.</summary>
    internal bool Write(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        try
        {
            Execute(sql, parameters);
            if (_isTroubled)
            {
                _isTroubled = false;
                _trouble?.Invoke(null);
            }

            return true;
        }
        catch (SqliteException problem) when (_trouble is not null)
        {
            if (!_isTroubled)
            {
                _isTroubled = true;
                _trouble(problem.Message);
            }

            return false;
        }
    }

    private void Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        lock (_gate)
        {
            using var command = Command(sql, parameters);
            _ = command.ExecuteNonQuery();
        }
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            _ = command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}

/// <summary>Facts that the ledger keeps beside the containers.</summary>
internal enum LedgerFact
{
    /// <summary>The engine that the rows are about.</summary>
    EngineId,

    /// <summary>The boot of the host that kernel positions and counters belong to.</summary>
    BootId,

    /// <summary>Time of the last event seen, in nanoseconds.</summary>
    LastEvent,

    /// <summary>Short ids of the last events, joined by commas.</summary>
    RecentEvents,

    /// <summary>When the collector last lived, in nanoseconds.</summary>
    LastLived,

    /// <summary>The life of the engine's process.</summary>
    EngineStart,

    /// <summary>Sequence number of the last kernel record seen.</summary>
    KernelSequence,

    /// <summary>Where reading of the daemon's log stopped.</summary>
    DaemonLogPlace,

    /// <summary>The host's OOM kill counter.</summary>
    OomKills,

    /// <summary>In which form configurations are remembered: those of another form cannot be compared.</summary>
    ConfigurationForm,

    /// <summary>What the engine said of itself last, as JSON.</summary>
    EngineFacts,

    /// <summary>What the engine said of its host last, as JSON.</summary>
    HostFacts,
}
